/**
 * The CPU stage: one M/G/c processor-sharing queue per node, φ(n) = min(n, c), which every application with a
 * pre-processing time crosses before its accelerator. Its departures are Poisson when its arrivals are (Kelly 1979,
 * section 3.3), so that mean response times of the two stages add exactly.
 */

import { ARRIVALS_NOTE, type ArrivingWork, type DelayChange, delayChanges, UNCHANGED } from './arrivals.ts';
import { meanSlowdownMultiServer, slowdownOf } from './processor-sharing.ts';
import type { ResponseLaw } from './response-law.ts';
import { sharingLaw, varianceRateFunction } from './sharing-law.ts';

export interface CpuStage {
  /** a/c, 0 to 1 when stable. */
  readonly utilization: number;
  /** E[R]/E[S]; `null` when the cores cannot carry the load. */
  readonly slowdown: number | null;
  /** What is approximated, as a phrase. */
  readonly note: string;
  /** Law of the stage for a service time, ms, above 0, of a stable stage. Approximation: see `varianceRateFunction`. */
  law(service: number): ResponseLaw;
}

/**
 * Mean exact for Poisson arrivals, whatever the law of the service times; percentiles take every request of an
 * application to need the same time. Other arrivals: the delay is multiplied by a factor (`arrivals.ts`).
 *
 * @param work of the applications that need the CPU, at least one
 * @param cores c, above 0; a part of a core (a container's quota) slows every request that meets it
 */
export function cpuStage(cores: number, work: readonly ArrivingWork[]): CpuStage {
  const { rate, offeredLoad, squares } = sums(work);
  const utilization = offeredLoad / cores;
  const isStable = utilization < 1;
  const scvMix = offeredLoad > 0 ? (squares * rate) / offeredLoad ** 2 - 1 : 0;
  const { factor, evenness } = isStable ? meanChange(work, utilization, offeredLoad) : UNCHANGED;
  const isPoisson = work.every(({ arrivals }) => arrivals.isPoisson);
  const slowdown = isStable ? 1 + factor * (meanSlowdown(cores, offeredLoad, rate) - 1) : null;
  const variance = () => {
    return varianceRateFunction(slowdownOf(speedsOf(cores), offeredLoad, rate), scvMix);
  };
  return {
    utilization,
    slowdown,
    note: `CPU stage: ${isPoisson ? 'mean exact' : ARRIVALS_NOTE}, percentiles from an independent gamma delay`,
    law(service) {
      if (slowdown === null) throw new RangeError(`CPU utilization must be below 1; found ${utilization}`);
      const varianceOf = variance();
      return sharingLaw(service, 0, slowdown, (x) => (factor * factor * varianceOf(x)) / evenness);
    },
  };
}

/** λ, the offered load a = Σ λ E[S] (the mean number of busy cores), and Σ λ E[S]², of all applications. */
function sums(work: readonly ArrivingWork[]) {
  let [rate, offeredLoad, squares] = [0, 0, 0];
  for (const { arrivals, serviceTime } of work) {
    rate += arrivals.rate;
    offeredLoad += arrivals.rate * serviceTime;
    squares += arrivals.rate * serviceTime * serviceTime;
  }
  return { rate, offeredLoad, squares };
}

/** One change for the whole stage: that of its classes, by their load. */
function meanChange(work: readonly ArrivingWork[], utilization: number, offeredLoad: number): DelayChange {
  let [factor, evenness] = [0, 0];
  delayChanges(work, utilization).forEach((change, k) => {
    const part = (work[k]!.arrivals.rate * work[k]!.serviceTime) / offeredLoad;
    factor += part * change.factor;
    evenness += part * change.evenness;
  });
  return { factor, evenness };
}

/** E[R]/E[S] for Poisson arrivals. */
function meanSlowdown(cores: number, offeredLoad: number, rate: number): number {
  return Number.isInteger(cores)
    ? meanSlowdownMultiServer(cores, offeredLoad)
    : slowdownOf(speedsOf(cores), offeredLoad, rate).mean;
}

/** φ(n) = min(n, c). */
function speedsOf(cores: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(cores) }, (_, n) => Math.min(n + 1, cores));
}
