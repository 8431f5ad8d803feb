/**
 * `fcfs-swap`: the M/SM/1 queue. One server, Poisson arrivals, first come first served; a request of class k needs
 * Sₖ, and the swap time Oₖ before it when the request served just before was of another class. Successive services
 * are therefore dependent: a swap happens exactly where two neighbours differ. Exact for Poisson arrivals, fixed Oₖ
 * and fixed or gamma-distributed Sₖ. Sources and derivation: REFERENCES.md, "M/SM/1".
 */

import { solveIdle } from './msm1-idle.ts';
import type { DistinctClasses } from './msm1-poles.ts';

/** One entry per class, all arrays equally long. */
export interface SwapClasses {
  /** λₖ, requests per ms, each above 0. */
  readonly arrivalRate: Float64Array;
  /** E[Sₖ], ms, each above 0. */
  readonly serviceTime: Float64Array;
  /** Squared coefficient of variation of Sₖ; 0 is a fixed time, anything else a gamma law. */
  readonly scvService: Float64Array;
  /** Oₖ, ms; 0 where nothing is swapped. */
  readonly swapTime: Float64Array;
}

/** λ = Σ λₖ, requests per ms. */
export function totalRate({ arrivalRate }: Pick<SwapClasses, 'arrivalRate'>): number {
  let total = 0;
  for (let k = 0; k < arrivalRate.length; k++) total += arrivalRate[k]!;
  return total;
}

/** Chance that a request of class k finds another class before it, 1 − pₖ; exactly 0 for a class alone. */
function swapProbability(rate: number, total: number): number {
  return (total - rate) / total;
}

/** ρ = Σ λₖ (Sₖ + (1 − pₖ) Oₖ); stable iff below 1. Exact. */
export function utilizationSwap(classes: SwapClasses): number {
  const { arrivalRate, serviceTime, swapTime } = classes;
  const total = totalRate(classes);
  let utilization = 0;
  for (let k = 0; k < arrivalRate.length; k++) {
    const rate = arrivalRate[k]!;
    utilization += rate * (serviceTime[k]! + swapProbability(rate, total) * swapTime[k]!);
  }
  return utilization;
}

/**
 * E[W], the mean time before the swap or service of a request begins, ms: the same for every class.
 *
 *     E[W] = ( λ E[X²] − 2 Σ pₖ Oₖ (λ pₖ mₖ + cₖ − pₖ) ) / ( 2 (1 − ρ) )
 *
 * Exact. Without swaps it is Pollaczek and Khinchine's formula.
 *
 * @param idle cₖ of each class, from `solveIdle`
 */
function meanWait(classes: SwapClasses, utilization: number, w: DistinctClasses): number {
  const { arrivalRate, serviceTime, scvService, swapTime } = classes;
  const total = w.totalRate;
  let secondMoment = 0;
  let memory = 0;
  for (let k = 0; k < arrivalRate.length; k++) {
    const share = arrivalRate[k]! / total;
    const changes = swapProbability(arrivalRate[k]!, total);
    const service = serviceTime[k]!;
    const swap = swapTime[k]!;
    const ownMoment = service * service * (1 + scvService[k]!);
    secondMoment += share * (ownMoment + changes * swap * (2 * service + swap));
    const busyAfter = arrivalRate[k]! * (service + changes * swap);
    memory += share * swap * (busyAfter + w.idle[w.kindOf[k]!]! - share);
  }
  return (total * secondMoment - 2 * memory) / (2 * (1 - utilization));
}

/** The solved queue: what percentiles need besides the classes themselves. */
export interface SwapSolution {
  readonly utilization: number;
  /** E[W], ms. */
  readonly waitingTime: number;
  /** cₖ for every class: an arrival finds the device idle and class k served last. */
  readonly idle: Float64Array;
  /** Roots in s, 1/ms, at which both sides of Φ's fraction vanish. */
  readonly roots: Float64Array;
}

/**
 * Mean response time of every class, Sₖ + (1 − pₖ)·Oₖ + E[W], without allocating. Exact.
 *
 * @param out receives the means, ms; as long as the classes; untouched when unstable
 * @returns ρ; the queue is stable iff it is below 1
 */
export function meanResponseTimesSwap(classes: SwapClasses, out: Float64Array): number {
  const { arrivalRate, serviceTime, scvService, swapTime } = classes;
  const utilization = utilizationSwap(classes);
  if (!(utilization < 1)) return utilization;
  const w = solveIdle(arrivalRate, serviceTime, scvService, swapTime, 1 - utilization);
  const waiting = meanWait(classes, utilization, w);
  for (let k = 0; k < arrivalRate.length; k++) {
    out[k] = waiting + serviceTime[k]! + swapProbability(arrivalRate[k]!, w.totalRate) * swapTime[k]!;
  }
  return utilization;
}

/**
 * Solves a stable queue for its waiting-time law.
 * @throws RangeError when ρ ≥ 1: ask `utilizationSwap` first
 */
export function solveSwapQueue(classes: SwapClasses): SwapSolution {
  const utilization = utilizationSwap(classes);
  if (!(utilization < 1)) throw new RangeError(`utilization must be below 1; found ${utilization}`);
  const { arrivalRate, serviceTime, scvService, swapTime } = classes;
  const w = solveIdle(arrivalRate, serviceTime, scvService, swapTime, 1 - utilization);
  return {
    utilization,
    waitingTime: meanWait(classes, utilization, w),
    idle: Float64Array.from(arrivalRate, (_, k) => w.idle[w.kindOf[k]!]!),
    roots: Float64Array.from(w.root.subarray(0, w.roots), (u) => w.totalRate - u),
  };
}
