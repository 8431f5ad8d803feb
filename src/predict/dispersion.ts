/** How unevenly requests of one stream come, over short times and long ones. */

import type { Arrivals } from '../domain/scenario.ts';
import { onceForTrace } from './traces.ts';

/** Variance of the number of requests that come in a time in which `expected` come on average, from 0. */
export type CountVariance = (expected: number) => number;

/**
 * By how much longer than its memory a burst has to be looked at before waits feel all of its variance: requests in
 * bursts are skewed, and a wait feels less of them than of an even spread with the same variance. Chosen by the error.
 */
const SKEW = 2;

/**
 * Exact for a camera with a random phase, f(1 − f) with f the fraction of a period, and for Poisson. Renewal streams
 * tend to scv·x within their memory: as in Erlang's stream for scv below 1 (exact for ½); above it as in the
 * hyper-exponential one with balanced means, only slower (`SKEW`). A trace is counted in windows of every length.
 */
export function countVariance(arrivals: Arrivals): CountVariance {
  switch (arrivals.kind) {
    case 'poisson':
      return (expected) => expected;
    case 'periodic':
      return periodic;
    case 'scv':
      return arrivals.scv < 1 ? smoothRenewal(arrivals.scv) : burstyRenewal(arrivals.scv);
    case 'trace':
      return varianceOfTrace(arrivals.times);
  }
}

function periodic(expected: number): number {
  const part = expected - Math.floor(expected);
  return part * (1 - part);
}

/** From this scv on a stream has forgotten its period before it is over. */
const FORGETS_PERIOD = 0.25;

/** 1 for a camera, 0 for a stream that keeps no period, and in between for one that keeps it for a while. */
export function regularityOf(arrivals: Arrivals): number {
  if (arrivals.kind === 'periodic') return 1;
  return arrivals.kind === 'scv' ? Math.max(0, 1 - arrivals.scv / FORGETS_PERIOD) : 0;
}

/** A period that is kept for a while: from a camera's variance, which grows with the drift of its phase, to Erlang's. */
function smoothRenewal(scv: number): CountVariance {
  const kept = regularityOf({ kind: 'scv', scv });
  const erlang = erlangLike(scv);
  if (kept === 0) return erlang;
  return (expected) => {
    // 1/6 is the mean of f(1 − f), to which it fades while the phase drifts by scv·expected of its square.
    const fading = Math.exp(-2 * Math.PI ** 2 * scv * expected);
    const camera = scv * expected + 1 / 6 + fading * (periodic(expected) - 1 / 6);
    return kept * Math.min(expected, camera) + (1 - kept) * erlang(expected);
  };
}

function erlangLike(scv: number): CountVariance {
  return (expected) => {
    const memories = (2 * expected) / (1 - scv);
    const seen = memories < 1e-6 ? memories / 2 : 1 + Math.expm1(-memories) / memories;
    return expected * (1 + (scv - 1) * seen);
  };
}

function burstyRenewal(scv: number): CountVariance {
  return (expected) => expected * (1 + ((scv - 1) * expected) / (expected + (SKEW * (scv + 1)) / 2));
}

const varianceOfTrace = onceForTrace(countedVariance);

/** Expected requests in the shortest window, and by how much each is longer than the one before. */
const SHORTEST = 0.25;
const GROWTH = 1.5;
/** Windows of the greatest length that fit the trace side by side. */
const FEWEST_WINDOWS = 8;

/** Below three requests nothing is known, and Poisson is assumed; beyond the longest window dispersion stays. */
function countedVariance(times: Float64Array): CountVariance {
  const sorted = Float64Array.from(times).sort();
  const gaps = sorted.length - 1;
  const duration = sorted[gaps]! - sorted[0]!;
  if (!(gaps >= 2 && duration > 0)) return countVariance({ kind: 'poisson' });
  const dispersions: number[] = [];
  const longest = Math.max(SHORTEST, gaps / FEWEST_WINDOWS);
  for (let expected = SHORTEST; expected <= longest; expected *= GROWTH) {
    dispersions.push(countsInWindows(sorted, (expected * duration) / gaps) / expected);
  }
  return (expected) => {
    const place = Math.log(Math.max(expected, SHORTEST) / SHORTEST) / Math.log(GROWTH);
    const at = Math.min(Math.floor(place), dispersions.length - 1);
    const next = Math.min(at + 1, dispersions.length - 1);
    return expected * (dispersions[at]! + (place - at) * (dispersions[next]! - dispersions[at]!));
  };
}

/** Mean square of the number of times in a window of this length less its mean, over windows that overlap by half. */
function countsInWindows(sorted: Float64Array, length: number): number {
  const start = sorted[0]!;
  const steps = Math.floor((2 * (sorted[sorted.length - 1]! - start)) / length) - 1;
  let [first, past, sum, squares] = [0, 0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const from = start + (step * length) / 2;
    while (first < sorted.length && sorted[first]! < from) first++;
    while (past < sorted.length && sorted[past]! < from + length) past++;
    sum += past - first;
    squares += (past - first) ** 2;
  }
  return squares / steps - (sum / steps) ** 2;
}
