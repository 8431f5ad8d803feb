/**
 * Arrivals that are not Poisson: how regular a superposition of streams is, and the factor by which that changes a
 * wait. Approximations, flagged as such in every answer that uses them; simulation is to confirm them.
 */

import type { Arrivals } from '../domain/scenario.ts';

/** Sums over the streams of a class, one stream per application instance. */
export interface ArrivalMix {
  /** Σ λᵢ, requests per ms. */
  readonly rate: number;
  /** Σ λᵢ², from which the number of streams that matter follows. */
  readonly rateSquares: number;
  /** Σ λᵢ·(squared coefficient of variation of stream i). */
  readonly rateScv: number;
  /** Whether every stream is Poisson: then nothing is approximated. */
  readonly isPoisson: boolean;
}

export const NO_ARRIVALS: ArrivalMix = { rate: 0, rateSquares: 0, rateScv: 0, isPoisson: true };

/** The streams of both. */
export function superpose(one: ArrivalMix, other: ArrivalMix): ArrivalMix {
  return {
    rate: one.rate + other.rate,
    rateSquares: one.rateSquares + other.rateSquares,
    rateScv: one.rateScv + other.rateScv,
    isPoisson: one.isPoisson && other.isPoisson,
  };
}

/** `streams` equal streams of `arrivalRate` requests per ms each. */
export function streamsOf(arrivals: Arrivals, arrivalRate: number, streams: number): ArrivalMix {
  return {
    rate: arrivalRate * streams,
    rateSquares: arrivalRate * arrivalRate * streams,
    rateScv: arrivalRate * streams * scvOfArrivals(arrivals),
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

/**
 * Squared coefficient of variation of a superposition, as a queue of utilization ρ sees it: many streams look
 * Poisson to a short queue and like their average to a long one. Approximation: Whitt 1983, "The queueing network
 * analyzer" (w = 1/(1 + 4(1 − ρ)²(v − 1)), v the effective number of streams). One stream keeps its
 * own; all Poisson gives exactly 1.
 */
export function scvOfMix(mix: ArrivalMix, utilization: number): number {
  if (mix.isPoisson) return 1;
  const streams = (mix.rate * mix.rate) / mix.rateSquares;
  const weight = 1 / (1 + 4 * (1 - utilization) ** 2 * (streams - 1));
  return weight * (mix.rateScv / mix.rate) + 1 - weight;
}

/**
 * The factor by which the mean wait of a GI/G/1 queue differs from M/G/1: Krämer and Langenbach-Belz 1976, as in
 * Whitt 1983. Approximation, exactly 1 for Poisson arrivals; best for scv below about 4.
 *
 * @param scvArrival of the times between arrivals, from 0
 * @param scvService of the service times, from 0
 * @param utilization ρ, above 0 and below 1
 */
export function waitFactor(scvArrival: number, scvService: number, utilization: number): number {
  const twoMoment = (scvArrival + scvService) / (1 + scvService);
  if (scvArrival >= 1) return twoMoment * burstCorrection(scvArrival, scvService, utilization);
  const sum = scvArrival + scvService;
  if (sum === 0) return 0;
  return twoMoment * Math.exp((-2 * (1 - utilization) * (1 - scvArrival) ** 2) / (3 * utilization * sum));
}

function burstCorrection(scvArrival: number, scvService: number, utilization: number): number {
  return Math.exp((-(1 - utilization) * (scvArrival - 1)) / (scvArrival + 4 * scvService));
}

/** How an answer says that it was corrected. */
export const ARRIVALS_NOTE = 'arrivals are not Poisson: waits scaled by a two-moment factor';
