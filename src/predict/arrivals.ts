/**
 * Arrivals that are not Poisson: how far a class's streams are from it, and the factor by which that changes its
 * waits. Approximations, flagged as such in every answer that uses them; simulation is to confirm them.
 */

import type { Arrivals } from '../domain/scenario.ts';

/**
 * Sums over the streams of a class, one stream per application instance, of how far each is from Poisson: the excess
 * λ(scv − 1), apart for streams that are smoother (below 0) and burstier (above 0).
 */
export interface ArrivalMix {
  /** Σ λᵢ, requests per ms. */
  readonly rate: number;
  /** Σ λᵢ(scvᵢ − 1) over the smoother streams, and over the burstier ones. */
  readonly smooth: number;
  readonly bursty: number;
  /** The same with λᵢ², which over `rate` is what a random request finds in its own stream. */
  readonly ownSmooth: number;
  readonly ownBursty: number;
  /** Whether every stream is Poisson: then nothing is approximated. */
  readonly isPoisson: boolean;
}

/** The streams of both. */
export function superpose(one: ArrivalMix, other: ArrivalMix): ArrivalMix {
  return {
    rate: one.rate + other.rate,
    smooth: one.smooth + other.smooth,
    bursty: one.bursty + other.bursty,
    ownSmooth: one.ownSmooth + other.ownSmooth,
    ownBursty: one.ownBursty + other.ownBursty,
    isPoisson: one.isPoisson && other.isPoisson,
  };
}

/** `streams` equal streams of `arrivalRate` requests per ms each. */
export function streamsOf(arrivals: Arrivals, arrivalRate: number, streams: number): ArrivalMix {
  const excess = arrivalRate * (scvOfArrivals(arrivals) - 1);
  const smooth = streams * Math.min(excess, 0);
  const bursty = streams * Math.max(excess, 0);
  return {
    rate: arrivalRate * streams,
    smooth,
    bursty,
    ownSmooth: arrivalRate * smooth,
    ownBursty: arrivalRate * bursty,
    isPoisson: arrivals.kind === 'poisson',
  };
}

/** Squared coefficient of variation of the times between arrivals of one stream: 0 for a camera, 1 for Poisson. */
export function scvOfArrivals(arrivals: Arrivals): number {
  switch (arrivals.kind) {
    case 'poisson':
      return 1;
    case 'periodic':
      return 0;
    case 'scv':
      return arrivals.scv;
    case 'trace':
      return scvOfTrace(arrivals.times);
  }
}

/** The times of a trace never change, and the question is asked for every candidate placement. */
const rememberedScv = new WeakMap<Float64Array, number>();

/** Squared coefficient of variation of a trace's inter-arrival times; 1 where it has fewer than two of them. */
function scvOfTrace(times: Float64Array): number {
  const known = rememberedScv.get(times);
  if (known !== undefined) return known;
  const scv = scvOfGaps(times);
  rememberedScv.set(times, scv);
  return scv;
}

function scvOfGaps(times: Float64Array): number {
  const gaps = times.length - 1;
  if (gaps < 2) return 1;
  const sorted = Float64Array.from(times).sort();
  const mean = (sorted[gaps]! - sorted[0]!) / gaps;
  if (mean === 0) return 1;
  let squares = 0;
  for (let k = 1; k <= gaps; k++) squares += (sorted[k]! - sorted[k - 1]! - mean) ** 2;
  return squares / (gaps * mean * mean);
}

const ROUNDING = 1e-12;

/** A class of requests as the correction sees it: its streams, and the work that one request brings. */
export interface ArrivingWork {
  readonly arrivals: ArrivalMix;
  /** E[S] of a request, ms, swaps included. */
  readonly serviceTime: number;
  readonly scvService: number;
}

/**
 * For every class, the factor by which its mean wait differs from that under Poisson arrivals: exactly 1 when all are
 * Poisson, 0 for a single camera with fixed services, which never meets itself.
 *
 *     Wₖ ∝ Σⱼ λⱼ E[Sⱼ]² (1 + scvSⱼ + wₖⱼ (scvAⱼ − 1))
 *
 * In heavy traffic w = 1: the variance of the work that arrives is what counts (Iglehart and Whitt 1970; Whitt 1983,
 * "The queueing network analyzer"), stream by stream, because a camera's work is regular however mixed its company is.
 * In light traffic the *other* streams' phases look random, w = 0, while a request's own stream stays as regular as it
 * is. In between w is ρ² of others and 1 of its own for streams smoother than Poisson, ρ³ and ρ for burstier ones.
 * Random services blur regular arrivals: the exponential of Krämer and Langenbach-Belz 1976, for the part that services
 * have in the variance. Approximation: fitted powers; the error table of REFERENCES.md says how good.
 *
 * @param utilization ρ, above 0 and below 1
 */
export function delayFactors(classes: readonly ArrivingWork[], utilization: number): Float64Array {
  if (classes.every(({ arrivals }) => arrivals.isPoisson)) return new Float64Array(classes.length).fill(1);
  const [ofSmooth, ofBursty] = [utilization ** 2, utilization ** 3];
  let ofArrivals = 0;
  let ofServices = 0;
  let excess = 0;
  for (const { arrivals, serviceTime, scvService } of classes) {
    const square = serviceTime * serviceTime;
    ofArrivals += arrivals.rate * square;
    ofServices += arrivals.rate * square * scvService;
    excess += square * (ofSmooth * arrivals.smooth + ofBursty * arrivals.bursty);
  }
  return Float64Array.from(classes, ({ arrivals, serviceTime }) => {
    const { rate, ownSmooth, ownBursty } = arrivals;
    const own = (1 - ofSmooth) * ownSmooth + (utilization - ofBursty) * ownBursty;
    const total = excess + (serviceTime * serviceTime * own) / rate;
    const factor = 1 + total / (ofArrivals + ofServices);
    // Below rounding it is 0: a camera alone.
    return factor > ROUNDING ? factor * blurring(1 + total / ofArrivals, ofServices / ofArrivals, utilization) : 0;
  });
}

/** Krämer and Langenbach-Belz's exponential for arrivals smoother than Poisson, in the power of the services' part. */
function blurring(scvArrival: number, scvService: number, utilization: number): number {
  if (scvArrival >= 1 || scvService === 0) return 1;
  const sum = scvArrival + scvService;
  const exponent = (-2 * (1 - utilization) * (1 - scvArrival) ** 2) / (3 * utilization * sum);
  return Math.exp((exponent * scvService) / sum);
}

/** How an answer says that it was corrected. */
export const ARRIVALS_NOTE = 'arrivals are not Poisson: waits scaled by a two-moment factor';
