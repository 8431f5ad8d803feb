/**
 * The batches of one container on a batching device. The request that came first is the *head* of its batch; what
 * comes to the same container while it waits *joins*, up to the greatest size, and the rest is left for later.
 */

import type { BatchTimes } from './bulk-chain.ts';

/** `count` equal containers, each with its own queue. */
export interface BatchQueue extends BatchTimes {
  /** λ of one of them, requests per ms. */
  readonly arrivalRate: number;
  readonly count: number;
}

/** The wait of heads, a gamma law. */
export interface HeadWait {
  /** ms, above 0. */
  readonly mean: number;
  /** Squared coefficient of variation, above 0. */
  readonly scv: number;
}

/** Arrays have batches of b at index b − 1. */
export interface Batches {
  /** Batches per ms. */
  readonly rate: number;
  /** Share of the batches that have size b. */
  readonly batchShare: Float64Array;
  /** E[b] and E[b(b − 1)]. */
  readonly size: number;
  readonly pairs: number;
  /** Moments of the batch time: E[s], ms; E[s²], ms²; E[s³], ms³. */
  readonly time: number;
  readonly square: number;
  readonly cube: number;
  /** E[wait of a request, head or not, before its batch begins], ms. */
  readonly wait: number;
  /** E[that wait | b], ms, and E[its square | b], ms². */
  readonly waitBySize: Float64Array;
  readonly squareBySize: Float64Array;
  /** E[wait of the head | b], ms. */
  readonly headWait: Float64Array;
  /** The chance that somebody waits in the container: there is a head at this part of the time, one at once. */
  readonly waitingChance: number;
  /** The chance that a batch leaves requests behind. */
  readonly overflow: number;
}

/** Below this the chance of a full batch is rounding. */
const RARE = 1e-9;

/** Given its head's wait the number that join a batch is Poisson, so negative binomial on the whole. */
export function batchesOf(queue: BatchQueue, head: HeadWait): Batches {
  const { arrivalRate, times, scv } = queue;
  const heads = headsBySize(queue, head);
  const most = times.length;
  const waitBySize = new Float64Array(most);
  const squareBySize = new Float64Array(most);
  let [size, pairs, time, square, cube, wait] = [0, 0, 0, 0, 0, 0];
  for (let b = 1; b <= most; b++) {
    const share = heads.batchShare[b - 1]!;
    const s = times[b - 1]!;
    const first = heads.headWait[b - 1]!;
    // Joiners of a batch that is not full came at any moment of its head's wait, those of a full one early in it; the
    // last one's wait as a part of the head's:
    const last = b < most || first === 0 ? 0 : Math.max(0, 1 - most / Math.max(arrivalRate * first, most));
    size += share * b;
    pairs += share * b * (b - 1);
    time += share * s;
    square += share * s * s * (1 + scv[b - 1]!);
    cube += share * s * s * s * (1 + scv[b - 1]!) * (1 + 2 * scv[b - 1]!);
    waitBySize[b - 1] = (first * (1 + ((b - 1) * (1 + last)) / 2)) / b;
    squareBySize[b - 1] = (heads.headSquare[b - 1]! * (1 + ((b - 1) * (1 + last + last * last)) / 3)) / b;
    wait += share * b * waitBySize[b - 1]!;
  }
  const rate = arrivalRate / size;
  return {
    rate,
    batchShare: heads.batchShare,
    size,
    pairs,
    time,
    square,
    cube,
    wait: wait / size,
    waitBySize,
    squareBySize,
    headWait: heads.headWait,
    waitingChance: Math.min(rate * head.mean, 1),
    overflow: heads.overflow,
  };
}

/** Shares of the batch sizes, and moments of the head's wait given the size. */
function headsBySize({ arrivalRate, times }: BatchQueue, { mean, scv }: HeadWait) {
  const most = times.length;
  const batchShare = new Float64Array(most);
  const headWait = new Float64Array(most);
  const headSquare = new Float64Array(most);
  const shape = 1 / scv;
  const odds = arrivalRate * mean * scv;
  const scale = (mean * scv) / (1 + odds);
  let chance = Math.exp(-shape * Math.log1p(odds));
  let left = 1;
  let waitLeft = mean;
  let squareLeft = mean * mean * (1 + scv);
  for (let joined = 0; joined < most - 1; joined++) {
    batchShare[joined] = chance;
    headWait[joined] = (shape + joined) * scale;
    headSquare[joined] = (shape + joined) * (shape + joined + 1) * scale * scale;
    left -= chance;
    waitLeft -= chance * headWait[joined]!;
    squareLeft -= chance * headSquare[joined]!;
    chance *= ((shape + joined) / (joined + 1)) * (odds / (1 + odds));
  }
  const isRare = left < RARE;
  batchShare[most - 1] = Math.max(left, 0);
  headWait[most - 1] = isRare ? mean : Math.max(waitLeft / left, 0);
  headSquare[most - 1] = isRare ? mean * mean : Math.max(squareLeft / left, 0);
  // A full batch with nobody behind it is no overflow; a greatest size of 1 leaves everybody else behind.
  const overflow = most === 1 ? 1 : Math.min(Math.max(left - chance, 0), 1);
  return { batchShare, headWait, headSquare, overflow };
}
