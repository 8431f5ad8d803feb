/**
 * Several containers with a queue each on one batching device, which serves the container whose oldest request came
 * first. That request *opens* a batch; what comes to the same container while it waits *joins*, up to the greatest
 * size. Mean-value analysis: an opener waits for the rest of the batch in service and for the batches that were opened
 * before it, one at most of every other container unless batches overflow. Approximation; with greatest batch 1 its
 * mean is that of the M/G/1 queue.
 */

/** `count` equal containers, each with its own queue. */
export interface BatchQueue {
  /** λ of one of them, requests per ms. */
  readonly arrivalRate: number;
  /** s(b), ms, at index b − 1. */
  readonly times: Float64Array;
  readonly count: number;
}

/** One container's batches as they come out when its openers wait for a given time. */
export interface ContainerBatches {
  /** Mean wait of an opener, ms. */
  readonly wait: number;
  /** Share of the batches that have size b, at index b − 1. */
  readonly batchShare: Float64Array;
  /** Mean batch size. */
  readonly size: number;
  /** Mean batch time, ms. */
  readonly time: number;
  /** Mean rest of a batch in service, E[s²]/(2E[s]), ms. */
  readonly rest: number;
  /** Chance that more come than the batch can take. */
  readonly overflow: number;
}

const MOST_STEPS = 2000;
const DAMPING = 0.5;
const TOLERANCE = 1e-10;

/**
 * @param queues with Σ count·λ s(B)/B below 1
 * @returns one entry per queue
 */
export function sharedBatches(queues: readonly BatchQueue[]): readonly ContainerBatches[] {
  let batches = queues.map((queue) => batchesFor(queue, 0));
  for (let step = 0; step < MOST_STEPS; step++) {
    const previous = batches;
    batches = queues.map((queue, k) => {
      const caused = openerWait(queues, previous, k);
      return batchesFor(queue, previous[k]!.wait + DAMPING * (caused - previous[k]!.wait));
    });
    const isSettled = batches.every(({ wait }, k) => Math.abs(wait - previous[k]!.wait) <= TOLERANCE * wait);
    if (isSettled) break;
  }
  return batches;
}

/** Batches of a container whose openers wait for an exponential time with this mean, ms. */
function batchesFor({ arrivalRate, times }: BatchQueue, wait: number): ContainerBatches {
  const joins = (arrivalRate * wait) / (1 + arrivalRate * wait);
  const batchShare = Float64Array.from(times, (_, b) => joins ** b * (b + 1 < times.length ? 1 - joins : 1));
  const size = batchShare.reduce((sum, share, b) => sum + share * (b + 1), 0);
  const time = batchShare.reduce((sum, share, b) => sum + share * times[b]!, 0);
  const square = batchShare.reduce((sum, share, b) => sum + share * times[b]! ** 2, 0);
  return { wait, batchShare, size, time, rest: square / (2 * time), overflow: joins ** times.length };
}

/** The wait that an opener of container k meets. */
function openerWait(queues: readonly BatchQueue[], batches: readonly ContainerBatches[], k: number): number {
  let ofOthers = 0;
  queues.forEach(({ arrivalRate, count }, j) => {
    const { wait, size, time, rest } = batches[j]!;
    const opened = arrivalRate / size;
    ofOthers += (count - (j === k ? 1 : 0)) * opened * time * (rest + wait);
  });
  const { arrivalRate, times } = queues[k]!;
  const { wait, size, time, rest, overflow } = batches[k]!;
  // Its own last batch may still be in service, but cannot have another waiting behind it unless it overflowed.
  const ownLast = time + Math.expm1(-arrivalRate * time) / arrivalRate;
  const full = times.length === 1 ? 1 : overflow;
  return ofOthers + (1 - full) * ownLast + full * (arrivalRate / size) * time * (rest + wait);
}
