/**
 * `batch` as an accelerator's model: dynamic batching, up to a maximum number of waiting requests at once
 * (`bulk-service.ts`). Requests of different models are never in one batch.
 */

import type { Profile } from '../domain/scenario.ts';
import { fixedTime, geometricTime, mixture, uniformTime } from '../math/laplace.ts';
import { ARRIVALS_NOTE, scvOfMix, waitFactor } from './arrivals.ts';
import { type BulkQueue, bulkQueue } from './bulk-service.ts';
import type { AcceleratorModel, RequestClass, StageResponse, Station } from './model.ts';
import type { ResponseLaw } from './response-law.ts';

const ROUNDS = 200;
const TOLERANCE = 1e-10;

/**
 * Mean exact for one model, Poisson arrivals and fixed batch times. Approximations: of several models each sees a
 * device slowed by the share of time that the others' batches take; a maximum batch delay is added for requests that
 * find the device idle; percentiles from `batchLaw`. Utilization is Σ λₖ sₖ(B)/B: what full batches would take.
 */
export const batch: AcceleratorModel = (classes, station) => {
  const times = classes.map((one) => batchTimes(one.profile, station));
  const full = times.map((of, k) => (classes[k]!.arrivalRate * of[of.length - 1]!) / of.length);
  const utilization = full.reduce((sum, one) => sum + one, 0);
  if (!(utilization < 1)) return { utilization, responses: null };
  const slowed = slowedTimes(classes, times, full);
  const responses = classes.map((one, k) => response(one, slowed[k]!, station, classes.length === 1, utilization));
  return { utilization, responses };
};

/**
 * s(b) in ms for b = 1 … B at index b − 1: linear between measured sizes; beyond the last along the line through the
 * last two, or in proportion to b where only one size was measured.
 */
export function batchTimes({ batchServiceTimes, serviceTime }: Profile, { maxBatch }: Station): Float64Array {
  const points =
    batchServiceTimes[0]?.[0] === 1 ? batchServiceTimes : [[1, serviceTime] as const, ...batchServiceTimes];
  const most = maxBatch ?? points[points.length - 1]![0];
  let segment = 0;
  return Float64Array.from({ length: most }, (_, index) => {
    const size = index + 1;
    while (segment + 2 < points.length && points[segment + 1]![0] < size) segment++;
    const [from, time] = points[segment]!;
    const [to, nextTime] = points[segment + 1] ?? [2 * from, 2 * time];
    return time + ((nextTime - time) * (size - from)) / (to - from);
  });
}

/** Every model's batch times, stretched by 1/(1 − share of the device that the others take). */
function slowedTimes(
  classes: readonly RequestClass[],
  times: readonly Float64Array[],
  full: readonly number[],
): readonly Float64Array[] {
  let taken = [...full];
  let slowed = times;
  for (let round = 0; round < ROUNDS && classes.length > 1; round++) {
    const total = taken.reduce((sum, one) => sum + one, 0);
    slowed = times.map((of, k) => of.map((time) => time / (1 - (total - taken[k]!))));
    const next = slowed.map((of, k) => {
      const { batchShare } = bulkQueue(classes[k]!.arrivalRate, of);
      const time = batchShare.reduce((sum, share, b) => sum + share * times[k]![b]!, 0);
      const size = batchShare.reduce((sum, share, b) => sum + share * (b + 1), 0);
      return (classes[k]!.arrivalRate * time) / size;
    });
    const limit = next.reduce((sum, one) => sum + one, 0);
    // Where small batches would overload the device together, batches grow until they do not.
    if (!(limit < 1)) break;
    const change = next.reduce((most, one, k) => Math.max(most, Math.abs(one - taken[k]!)), 0);
    taken = next;
    if (change <= TOLERANCE) break;
  }
  return slowed;
}

function response(
  { arrivals, arrivalRate }: RequestClass,
  times: Float64Array,
  { maxBatchDelay }: Station,
  isAlone: boolean,
  utilization: number,
): StageResponse {
  const queue = bulkQueue(arrivalRate, times);
  const own = ownBatchTime(queue, times);
  const factor = arrivals.isPoisson ? 1 : waitFactor(scvOfMix(arrivals, utilization), 0, utilization);
  const wait = factor * (queue.responseTime - own) + queue.idle * maxBatchDelay;
  const notes = [isAlone ? 'mean exact' : 'models slow each other by their share of the device'];
  if (!arrivals.isPoisson) notes[0] = ARRIVALS_NOTE;
  if (maxBatchDelay > 0) notes.push('maximum batch delay added for requests that find the device idle: simulate it');
  notes.push('percentiles approximated');
  return {
    mean: own + wait,
    fidelity: 'approximation',
    note: notes.join('; '),
    law: () => batchLaw(queue, times, wait, maxBatchDelay),
  };
}

/** Mean time of the batch that a random request is served in, ms. */
function ownBatchTime({ batchShare }: BulkQueue, times: Float64Array): number {
  const size = batchShare.reduce((sum, share, b) => sum + share * (b + 1), 0);
  return batchShare.reduce((sum, share, b) => sum + (share * (b + 1) * times[b]!) / size, 0);
}

/**
 * A request that finds the device idle waits at most for the batch delay. Another waits for the rest of the batch in
 * service, for a geometric number of full batches, and then for its own batch. Approximation: the three are taken to
 * be independent, and the geometric number makes up the mean wait, ms.
 */
function batchLaw(queue: BulkQueue, times: Float64Array, wait: number, maxBatchDelay: number): ResponseLaw {
  const { idle, batchShare } = queue;
  const last = times[times.length - 1]!;
  const busyTime = batchShare.reduce((sum, share, b) => sum + share * times[b]!, 0);
  const rest = batchShare.reduce((sum, share, b) => sum + (share * times[b]! ** 2) / (2 * busyTime), 0);
  const size = batchShare.reduce((sum, share, b) => sum + share * (b + 1), 0);
  const ownShare = batchShare.map((share, b) => (share * (b + 1)) / size);
  ownShare[0]! -= idle;
  const residual = mixture(
    batchShare.map((share, b) => (share * times[b]!) / busyTime),
    times,
    uniformTime,
  );
  const own = mixture(
    ownShare.map((share) => share / (1 - idle)),
    times,
    fixedTime,
  );
  const remainder = [residual, own];
  const furtherBatches = ((wait - idle * maxBatchDelay) / (1 - idle) - rest) / last;
  if (furtherBatches > 0) remainder.push(geometricTime(furtherBatches, last));
  return [
    { mass: idle, shift: times[0]! + maxBatchDelay, atom: 1, remainder: [] },
    { mass: 1 - idle, shift: 0, atom: 0, remainder },
  ];
}
