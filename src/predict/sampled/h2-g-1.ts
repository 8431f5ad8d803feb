/**
 * One stream of uneven intervals before one server in order of arrival: H₂/G/1, exactly. Intervals are hyper-exponential
 * with two branches and balanced means, as the simulator draws them.
 */

import type { Discipline } from '../../domain/disciplines.ts';
import { gammaTime, multiplyNode, type Transform } from '../../math/laplace.ts';
import { addServiceTransform } from '../mg1.ts';
import type { RequestClass, StageResponse, Station } from '../model.ts';

/** The stage where the device has one stream of scv above 1 and serves it in order; `null` elsewhere. */
export function renewalQueue(
  discipline: Discipline,
  classes: readonly RequestClass[],
  { concurrency }: Station,
): StageResponse | null {
  const isOrdered =
    discipline === 'fcfs' || discipline === 'fcfs-swap' || (discipline === 'time-slice' && concurrency === 1);
  const [one] = classes;
  const [stream] = one?.arrivals.streams ?? [];
  if (!isOrdered || classes.length !== 1 || one!.arrivals.streams.length !== 1 || stream!.count !== 1) return null;
  const { arrivals, arrivalRate } = stream!;
  if (arrivals.kind !== 'scv' || !(arrivals.scv > 1)) return null;
  const { serviceTime, scvService } = one!.profile;
  const { meanWait, idle, wait } = h2g1({ arrivalRate, scvArrival: arrivals.scv, serviceTime, scvService });
  const shift = scvService === 0 ? serviceTime : 0;
  const remainder = scvService === 0 ? [wait] : [wait, gammaTime(1 / scvService, scvService * serviceTime)];
  return {
    mean: serviceTime + meanWait,
    fidelity: 'exact',
    note: null,
    law: () => [{ mass: 1, shift, atom: scvService === 0 ? idle : 0, remainder }],
  };
}

export interface RenewalQueue {
  /** λ, requests per ms, with λ E[S] below 1. */
  readonly arrivalRate: number;
  /** Above 1. */
  readonly scvArrival: number;
  /** E[S], ms. */
  readonly serviceTime: number;
  /** 0 is a fixed time, anything else a gamma law. */
  readonly scvService: number;
}

export interface RenewalWait {
  /** E[W], ms. */
  readonly meanWait: number;
  /** P(W = 0). */
  readonly idle: number;
  /** E[e^{−sW}]. */
  readonly wait: Transform;
}

/** Nearer to saturation than that the wait is exponential to as many places, and its transform loses them. */
const SATURATED = 1e-4;

/**
 * Branches of rates a₁ and a₂ taken with p and 1 − p: W(s) = d₁ s (σ − s)/(σ D(s)),
 * D(s) = (a₁ − s)(a₂ − s) − B(s)(p a₁(a₂ − s) + (1 − p) a₂(a₁ − s)), d₁ = D′(0) = −a₁a₂(E[A] − E[S]), and σ the root of
 * D between a₂ and a₁ (Wiener and Hopf; Cohen, _The Single Server Queue_, II.5).
 */
export function h2g1({ arrivalRate, scvArrival, serviceTime, scvService }: RenewalQueue): RenewalWait {
  const p = (1 + Math.sqrt((scvArrival - 1) / (scvArrival + 1))) / 2;
  const [fast, slow] = [2 * p * arrivalRate, 2 * (1 - p) * arrivalRate];
  const product = fast * slow;
  const mixed = p * fast + (1 - p) * slow;
  const service = (s: number) =>
    scvService === 0 ? Math.exp(-s * serviceTime) : (1 + scvService * serviceTime * s) ** (-1 / scvService);
  const denominator = (s: number) => (fast - s) * (slow - s) - service(s) * (product - mixed * s);
  const root = rootBetween(denominator, slow, fast);
  const slope = -product * (1 / arrivalRate - serviceTime);
  const square = serviceTime * serviceTime * (1 + scvService);
  const curvature = 1 - (square / 2) * product - serviceTime * mixed;
  const meanWait = 1 / root + curvature / slope;
  return {
    meanWait,
    idle: -slope / root,
    wait:
      1 - arrivalRate * serviceTime < SATURATED
        ? gammaTime(1, meanWait)
        : (line) => {
            const { real, step, re, im } = line;
            const sumRe = new Float64Array(re.length);
            const sumIm = new Float64Array(re.length);
            addServiceTransform(line, 1, serviceTime, scvService, sumRe, sumIm);
            for (let j = 0; j < re.length; j++) {
              const y = j * step;
              // (a₁ − s)(a₂ − s) − B(s)(a₁a₂ − m s), s = real + i y.
              const lessRe = product - mixed * real;
              const lessIm = -mixed * y;
              const downRe = (fast - real) * (slow - real) - y * y - (sumRe[j]! * lessRe - sumIm[j]! * lessIm);
              const downIm = -y * (fast + slow - 2 * real) - (sumRe[j]! * lessIm + sumIm[j]! * lessRe);
              const upRe = (slope / root) * (real * (root - real) + y * y);
              const upIm = (slope / root) * (y * (root - real) - real * y);
              const size = downRe * downRe + downIm * downIm;
              multiplyNode(re, im, j, (upRe * downRe + upIm * downIm) / size, (upIm * downRe - upRe * downIm) / size);
            }
          },
  };
}

/** By halving, to the last bit: D is negative just above the slow rate and positive at the fast one. */
function rootBetween(value: (s: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const isLowNegative = value(low) < 0;
  for (let k = 0; k < 200; k++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (value(middle) < 0 === isLowNegative) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
