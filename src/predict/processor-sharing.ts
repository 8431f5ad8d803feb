/**
 * Shared service with a rate function: n requests present are served at total speed φ(n), split equally (`ps`, `mps`,
 * CPU cores). A symmetric queue (Kelly 1979; Cohen 1979): its stationary law, and so the mean response time, depends
 * on the service times only through their means,
 *
 *     π(n) = π(0) Π a/φ(m),   E[R] = E[S]·E[N]/a,   a = Σ λᵢ E[Sᵢ],   stable iff a < lim φ(n)
 */

import { erlangC } from '../math/erlang.ts';

/**
 * Mean response time over service time with φ(n) = 1: 1/(1 − ρ). Without allocating; exact.
 *
 * @param arrivalRate λₖ, requests per ms
 * @param serviceTime E[Sₖ], ms
 * @param out receives E[Rₖ] = E[Sₖ]/(1 − ρ), ms; as long as the classes; untouched when unstable
 * @returns ρ; stable iff below 1
 */
export function meanResponseTimesPs(arrivalRate: Float64Array, serviceTime: Float64Array, out: Float64Array): number {
  let utilization = 0;
  for (let k = 0; k < arrivalRate.length; k++) utilization += arrivalRate[k]! * serviceTime[k]!;
  if (utilization < 1) {
    const slowdown = 1 / (1 - utilization);
    for (let k = 0; k < serviceTime.length; k++) out[k] = serviceTime[k]! * slowdown;
  }
  return utilization;
}

/**
 * Mean slowdown E[R]/E[S] of M/G/c processor sharing, φ(n) = min(n, c): 1 + C(c, a)/(c − a). Exact.
 *
 * @param servers c, a whole number from 1
 * @param offeredLoad a, from 0 to less than c
 * @throws RangeError outside those ranges
 */
export function meanSlowdownMultiServer(servers: number, offeredLoad: number): number {
  return 1 + erlangC(servers, offeredLoad) / (servers - offeredLoad);
}

/** Moments of the slowdown f(n) = (n+1)/φ(n+1) that an arrival meets, and how long it lasts. */
export interface Slowdown {
  /** E[R]/E[S], from 1. */
  readonly mean: number;
  /** Variance of the slowdown at the moment of arrival. */
  readonly variance: number;
  /**
   * Correlation time of the slowdown along a request's own progress, ms of service, if all service times were
   * exponential; `NaN` where the slowdown does not vary.
   */
  readonly correlationTime: number;
}

/** Terms of the one sum that has no closed form; its rest, below a per cent for ρ to 0.9999, is bounded by the last. */
const MOST_TERMS = 4096;

/**
 * The slowdown of the queue with speeds φ(1) … φ(L), constant after the last. Mean and variance are exact and hold
 * for any service times; so is the correlation time for exponential ones: for a birth-death chain
 * ∫ Cov(f₀, f_y) dy = Σₙ (Σ_{m≤n} π_m (f_m − E f))² / (πₙ λ f(n)), births happening at rate λ f(n) per ms of service.
 *
 * @param speeds φ(n) at index n − 1, each above 0
 * @param offeredLoad a, above 0 and below the last speed
 * @param arrivalRate λ, requests per ms
 * @param own speeds of the one class that is asked about, where it differs from the rest: as long as `speeds`; then
 * nothing is exact
 * @throws RangeError when a is not below the last speed
 */
export function slowdownOf(speeds: Float64Array, offeredLoad: number, arrivalRate: number, own = speeds): Slowdown {
  const last = speeds.length;
  const lastSpeed = speeds[last - 1]!;
  if (!(offeredLoad < lastSpeed)) throw new RangeError(`load must be below ${lastSpeed}; found ${offeredLoad}`);
  const ratio = offeredLoad / lastSpeed;
  const weight = arrivalWeights(speeds, offeredLoad, ratio);
  const ownLast = own[last - 1]!;
  const rest = weight[last - 1]!;
  // From n = L − 1 on the law is geometric and f(n) = (n + 1)/φ_L: closed sums of r^j, j r^j and j² r^j.
  const spare = 1 - ratio;
  const sum0 = 1 / spare;
  const sum1 = ratio / spare ** 2;
  const sum2 = (ratio * (1 + ratio)) / spare ** 3;
  let mean = (rest * (last * sum0 + sum1)) / ownLast;
  for (let n = 0; n < last - 1; n++) mean += (weight[n]! * (n + 1)) / own[n]!;
  const first = last / ownLast - mean;
  let variance = rest * (first * first * sum0 + (2 * first * sum1) / ownLast + sum2 / ownLast ** 2);
  for (let n = 0; n < last - 1; n++) variance += weight[n]! * ((n + 1) / own[n]! - mean) ** 2;

  let integral = 0;
  let below = 0;
  for (let n = 0; n < last - 1; n++) {
    const slow = (n + 1) / own[n]!;
    below += weight[n]! * (slow - mean);
    if (below !== 0) integral += ((below / weight[n]!) * below) / (arrivalRate * slow);
  }
  const a = ratio / (spare * ownLast);
  const b = ratio / (ownLast * spare * spare) - (mean * ratio) / spare;
  const inverse = geometricOverIndex(ratio, last);
  integral += ((rest * ownLast) / arrivalRate) * (a * a * (last * sum0 + sum1) + 2 * a * b * sum0 + b * b * inverse);
  return { mean, variance, correlationTime: integral / variance };
}

/** π(0) … π(L − 1), by logarithms so that a thousand servers do not overflow. */
function arrivalWeights(speeds: Float64Array, offeredLoad: number, ratio: number): Float64Array {
  const logs = new Float64Array(speeds.length);
  for (let n = 1; n < speeds.length; n++) logs[n] = logs[n - 1]! + Math.log(offeredLoad / speeds[n - 1]!);
  const greatest = logs.reduce((a, b) => Math.max(a, b));
  const weight = logs.map((value) => Math.exp(value - greatest));
  let total = (weight[speeds.length - 1]! * ratio) / (1 - ratio);
  for (const value of weight) total += value;
  return weight.map((value) => value / total);
}

/** Σ_{j ≥ 0} r^j / (first + j). */
function geometricOverIndex(ratio: number, first: number): number {
  let sum = 0;
  let power = 1;
  for (let j = 0; j < MOST_TERMS && power > Number.EPSILON; j++) {
    sum += power / (first + j);
    power *= ratio;
  }
  return power > Number.EPSILON ? sum + power / ((first + MOST_TERMS) * (1 - ratio)) : sum;
}
