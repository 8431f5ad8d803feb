/**
 * The bulk-service queue M/G^{(b)}/1 with at most B per batch: a server that, when free, takes all that wait up to B
 * and needs a gamma-distributed time, of mean s(b) and squared coefficient of variation c(b), for a batch of b. The
 * number left waiting when a batch ends is a Markov chain X with
 *
 *     X' = max(X − B, 0) + N(max(X, 1))        (an empty server waits for one request)
 *
 * where N(x), what comes during a batch of min(x, B), is negative binomial, and Poisson for a fixed time. Exact: Bailey
 * 1954; Neuts 1967 for times that depend on the batch. `bulk-chain.ts` finds the law of X below B.
 */

import { type BatchTimes, belowFull, loadsOf, type WaitingLaw } from './bulk-chain.ts';

export interface BulkQueue {
  /** Mean response time, ms. */
  readonly responseTime: number;
  /** Probability that an arrival finds the server idle. */
  readonly idle: number;
  /** Share of the batches that have size b, at index b − 1. */
  readonly batchShare: Float64Array;
  /** The law of X below B: what the law of the wait needs besides (`bulk-wait.ts`). */
  readonly waiting: WaitingLaw;
}

/**
 * @param arrivalRate λ, requests per ms, above 0
 * @throws RangeError when λ s(B) ≥ B: then there is no steady state
 */
export function bulkQueue(arrivalRate: number, batches: BatchTimes): BulkQueue {
  const { times } = batches;
  const most = times.length;
  const lastLoad = arrivalRate * times[most - 1]!;
  if (!(lastLoad < most)) throw new RangeError(`λ s(B) must be below ${most}; found ${lastLoad}`);
  const waiting = belowFull(arrivalRate, batches);
  const { law } = waiting;
  const shares = new Float64Array(most);
  let beyond = 1;
  for (const probability of law) beyond -= probability;
  shares.set(law.subarray(1));
  shares[0]! += law[0]!;
  shares[most - 1]! += beyond;
  const cycle = shares.reduce((sum, share, b) => sum + share * times[b]!, law[0]! / arrivalRate);
  const area = presentTime(arrivalRate, batches, law, shares);
  return {
    responseTime: area / cycle / arrivalRate,
    idle: law[0]! / arrivalRate / cycle,
    batchShare: shares,
    waiting,
  };
}

/** E[∫ number present dt] over the time from one batch's end to the next: from P'(1), found by differentiating twice. */
function presentTime(rate: number, batches: BatchTimes, law: Float64Array, shares: Float64Array): number {
  const { times, scv } = batches;
  const most = times.length;
  const loads = loadsOf(rate, batches);
  const lastLoad = rate * times[most - 1]!;
  const lastPairs = lastLoad * lastLoad * (1 + scv[most - 1]!);
  let second = lastPairs - most * (most - 1);
  let meanBelow = 0;
  for (let j = 0; j < most; j++) {
    const load = loads[j]!;
    const pairs = load * load * (1 + scv[Math.max(j, 1) - 1]!);
    const left = most * (most - 1) + 2 * most * load + pairs;
    second += law[j]! * (left - j * (j - 1) - 2 * j * lastLoad - lastPairs);
    meanBelow += j * law[j]!;
  }
  const mean = second / (2 * (most - lastLoad));
  let area = (mean - meanBelow) * times[most - 1]!;
  for (let j = 0; j < most; j++) area += law[j]! * Math.max(j, 1) * times[Math.max(j, 1) - 1]!;
  for (let b = 0; b < most; b++) area += (shares[b]! * rate * times[b]! ** 2 * (1 + scv[b]!)) / 2;
  return area;
}
