/**
 * The CPU stage: one M/G/c processor-sharing queue per node, φ(n) = min(n, c), which every application with a
 * pre-processing time crosses before its accelerator. Its departures are Poisson when its arrivals are (Kelly 1979,
 * section 3.3), so that mean response times of the two stages add exactly.
 */

import { ARRIVALS_NOTE, type ArrivalMix, scvOfMix, waitFactor } from './arrivals.ts';
import { meanSlowdownMultiServer, slowdownOf } from './processor-sharing.ts';
import type { ResponseLaw } from './response-law.ts';
import { sharingLaw, varianceRateFunction } from './sharing-law.ts';

/** Load that the applications of a node put on its cores. */
export interface CpuLoad {
  /** The requests that need the CPU. */
  readonly arrivals: ArrivalMix;
  /** a = Σ λ E[S]: the mean number of busy cores. */
  readonly offeredLoad: number;
  /** Σ λ E[S]², ms. */
  readonly squares: number;
}

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
 * application to need the same time. Other arrivals: the delay is multiplied by a two-moment factor.
 *
 * @param cores c, above 0; a part of a core (a container's quota) slows every request that meets it
 */
export function cpuStage(cores: number, load: CpuLoad): CpuStage {
  const { arrivals, offeredLoad, squares } = load;
  const utilization = offeredLoad / cores;
  const isStable = utilization < 1;
  const scvMix = offeredLoad > 0 ? (squares * arrivals.rate) / offeredLoad ** 2 - 1 : 0;
  const factor =
    arrivals.isPoisson || !isStable ? 1 : waitFactor(scvOfMix(arrivals, utilization), Math.max(scvMix, 0), utilization);
  const slowdown = isStable ? 1 + factor * (meanSlowdown(cores, offeredLoad, arrivals.rate) - 1) : null;
  const variance = () => {
    return varianceRateFunction(slowdownOf(speedsOf(cores), offeredLoad, arrivals.rate), scvMix);
  };
  return {
    utilization,
    slowdown,
    note: `CPU stage: ${arrivals.isPoisson ? 'mean exact' : ARRIVALS_NOTE}, percentiles from an independent gamma delay`,
    law(service) {
      if (slowdown === null) throw new RangeError(`CPU utilization must be below 1; found ${utilization}`);
      const varianceOf = variance();
      return sharingLaw(service, 0, slowdown, (x) => factor * factor * varianceOf(x));
    },
  };
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
