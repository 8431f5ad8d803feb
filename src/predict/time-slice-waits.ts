/**
 * Mean waits of time-sliced containers. Each is an M/G/1 queue whose services are stretched to Sₖfₖ, fₖ = uₖ/ρₖ, and
 * unevenly so, because others come and go: that lengthens its wait by a factor exp(δzₖ). One number δ serves all; it is
 * set by work conservation, exact for any order of service that never idles:
 *
 *     Σ ρₖ E[Wₖ] + uₖ E[Sₖ²]/(2E[Sₖ]) = λE[S²] / (2(1 − ρ)).
 *
 * zₖ is in proportion to 1/(1 − uₖ), the time over which unevenness adds up. What remains as ρ → 1 is therefore put
 * where the backlog is, on containers that are hardly ever idle, and the waits of light ones keep their limit.
 */

import type { Activity, ContainerKinds } from './time-slice-activity.ts';

export interface Waits {
  /** E[Wₖ], ms, before the service begins. */
  readonly wait: Float64Array;
  /** exp(δzₖ): that wait over the wait in M/G/1 with stretched services. */
  readonly excess: Float64Array;
}

const TOLERANCE = 1e-13;
/** Newton's method takes about 5 steps. */
const MOST_STEPS = 60;

/**
 * By how much arrivals that are not Poisson change the wait of each kind of container: `own`, in a queue of its own that is
 * as busy as the container; `device`, first come first served with all others on the device.
 */
export interface ArrivalFactors {
  readonly own: Float64Array;
  readonly device: Float64Array;
}

/**
 * Approximation; exact for one container. Whatever the arrivals, the mean work on the device is that of first come first
 * served: what waits there, and the rests of services.
 */
export function meanWaits(kinds: ContainerKinds, activity: Activity, factors: ArrivalFactors): Waits {
  const { load, serviceTime, scvService, count } = kinds;
  const { busy, idle } = activity;
  const n = load.length;
  const wait = new Float64Array(n);
  // E[Sₖ²]/(2E[Sₖ]), the mean rest of a service.
  const rest = serviceTime.map((one, k) => (one * (1 + scvService[k]!)) / 2);
  let conserved = 0;
  let left = 1;
  for (let k = 0; k < n; k++) {
    wait[k] = (factors.own[k]! * rest[k]! * busy[k]! * busy[k]!) / (idle[k]! * load[k]!);
    conserved += count[k]! * load[k]! * rest[k]!;
    left -= count[k]! * load[k]!;
  }
  let inQueues = conserved;
  for (let k = 0; k < n; k++) {
    inQueues += count[k]! * ((load[k]! * factors.device[k]! * conserved) / left - busy[k]! * rest[k]!);
  }
  const work = wait.map((one, k) => count[k]! * load[k]! * one);
  const excess = excessOf(work, unevenness(kinds, activity), inQueues);
  return { wait: wait.map((one, k) => one * excess[k]!), excess };
}

/**
 * zₖ: how much the others' coming and going tells on a container, up to a factor common to all. Long spells of theirs
 * beside its own do more; others that are nearly always busy weigh more. 0 for a container that is alone.
 */
function unevenness({ load, serviceTime, scvService, count }: ContainerKinds, { busy, idle }: Activity): Float64Array {
  const spell = load.map((one, k) => Math.sqrt((serviceTime[k]! * (1 + scvService[k]!) * busy[k]! * idle[k]!) / one));
  const weight = busy.map((one, k) => one / Math.sqrt(idle[k]! * Math.sqrt(idle[k]!)));
  return load.map((one, k) => {
    let sum = 0;
    let weights = 0;
    for (let j = 0; j < load.length; j++) {
      const others = (count[j]! - (j === k ? 1 : 0)) * weight[j]!;
      weights += others;
      sum += (others * spell[j]!) / (spell[k]! + spell[j]!);
    }
    return weights > 0 ? (sum / weights) * (busy[k]! / (one * idle[k]!)) : 0;
  });
}

/** exp(δzₖ). Should even services already wait longer than work conservation allows, one factor below 1 for all. */
function excessOf(work: Float64Array, exponent: Float64Array, total: number): Float64Array {
  const even = work.reduce((sum, one) => sum + one, 0);
  if (!(even > 0)) return exponent.map(() => 1);
  if (total <= even) return exponent.map(() => Math.max(0, total) / even);
  if (exponent.some((z) => z === 0)) return exponent.map(() => 1);
  const delta = conservingFactor(work, exponent, total);
  // A container whose arrivals make it never wait keeps that wait of 0.
  return exponent.map((z, k) => (work[k]! > 0 ? Math.exp(delta * z) : 1));
}

/** δ with Σ workₖ exp(δzₖ) = total: Newton's method on the logarithm, from above, where it never overshoots. */
function conservingFactor(work: Float64Array, exponent: Float64Array, total: number): number {
  let delta = Number.POSITIVE_INFINITY;
  for (let k = 0; k < work.length; k++) delta = Math.min(delta, Math.log(total / work[k]!) / exponent[k]!);
  for (let step = 0; step < MOST_STEPS; step++) {
    let sum = 0;
    let slope = 0;
    for (let k = 0; k < work.length; k++) {
      if (work[k] === 0) continue;
      const one = work[k]! * Math.exp(delta * exponent[k]!);
      sum += one;
      slope += one * exponent[k]!;
    }
    const gap = Math.log(sum / total);
    delta -= (gap * sum) / slope;
    if (Math.abs(gap) <= TOLERANCE) break;
  }
  return delta;
}
