/**
 * `batch` as an accelerator's model: dynamic batching, up to a maximum number of waiting requests at once. Requests of
 * different containers are never in one batch. One container: `bulk-service.ts`; several: `shared-batches.ts`.
 */

import type { Profile } from '../domain/scenario.ts';
import { fixedTime, gammaTime, geometricTime, mixture, sumOfTimes, uniformTime } from '../math/laplace.ts';
import { ARRIVALS_NOTE, delayChanges } from './arrivals.ts';
import type { Batches, BatchQueue } from './batch-heads.ts';
import { type BulkQueue, bulkQueue } from './bulk-service.ts';
import type { AcceleratorModel, RequestClass, Station } from './model.ts';
import type { ResponseLaw } from './response-law.ts';
import { busyShare, sharedBatches } from './shared-batches.ts';

/** What the two models say of one container's requests, before arrivals and batch delay are looked at. */
interface BatchStage {
  /** Mean time before the batch starts, ms. */
  readonly wait: number;
  /** Mean time of the batch that a random request is served in, ms. */
  readonly own: number;
  /** Law of the stage with the wait multiplied by a factor. */
  law(waitFactor: number): ResponseLaw;
}

/**
 * Mean exact for one container, Poisson arrivals and fixed batch times. Approximations: several containers; a maximum
 * batch delay is added to every response in full; percentiles. Utilization is Σ λₖ sₖ(B)/B: what full batches take.
 */
export const batch: AcceleratorModel = (classes, station) => {
  const queues = classes.map(({ arrivalRate, containers, profile }): BatchQueue => {
    return { arrivalRate: arrivalRate / containers, times: batchTimes(profile, station), count: containers };
  });
  const utilization = queues.reduce((sum, queue) => sum + queue.count * fullLoad(queue), 0);
  if (!(utilization < 1)) return { utilization, responses: null };
  const isAlone = queues.length === 1 && queues[0]!.count === 1;
  const stages = isAlone ? [aloneStage(queues[0]!)] : sharedStages(queues);
  const work = classes.map(({ arrivals, profile: { serviceTime } }) => ({ arrivals, serviceTime, scvService: 0 }));
  const delays = delayChanges(work, utilization);
  const note = noteFor(classes, isAlone, station);
  const responses = stages.map(({ wait, own, law }, k) => ({
    mean: delays[k]!.factor * wait + own + station.maxBatchDelay,
    fidelity: 'approximation' as const,
    note,
    law: () => law(delays[k]!.factor).map((part) => ({ ...part, shift: part.shift + station.maxBatchDelay })),
  }));
  return { utilization, responses };
};

/** λ s(B)/B. */
function fullLoad({ arrivalRate, times }: BatchQueue): number {
  return (arrivalRate * times[times.length - 1]!) / times.length;
}

function noteFor(classes: readonly RequestClass[], isAlone: boolean, { maxBatchDelay }: Station): string {
  const isPoisson = classes.every(({ arrivals }) => arrivals.isPoisson);
  const notes = [isAlone ? 'mean exact' : 'batches of several containers served in order of their oldest request'];
  if (!isPoisson) notes[0] = ARRIVALS_NOTE;
  if (maxBatchDelay > 0) notes.push('maximum batch delay added in full: simulate it');
  return [...notes, 'percentiles approximated'].join('; ');
}

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

function aloneStage({ arrivalRate, times }: BatchQueue): BatchStage {
  const queue = bulkQueue(arrivalRate, times);
  const own = sizeBiased(queue.batchShare).reduce((sum, share, b) => sum + share * times[b]!, 0);
  return { wait: queue.responseTime - own, own, law: (factor) => aloneLaw(queue, times, own, factor) };
}

/** Share of the requests that are in a batch of b, from the share of the batches. */
function sizeBiased(batchShare: Float64Array): Float64Array {
  const size = batchShare.reduce((sum, share, b) => sum + share * (b + 1), 0);
  return batchShare.map((share, b) => (share * (b + 1)) / size);
}

/**
 * A request that finds the device idle is served at once. Another waits for the rest of the batch in service, for a
 * geometric number of full batches, and then for its own batch. Approximation: the three are taken to be independent,
 * and the geometric number makes up the mean wait.
 */
function aloneLaw({ idle, batchShare, responseTime }: BulkQueue, times: Float64Array, own: number, factor: number) {
  const last = times[times.length - 1]!;
  const busyTime = batchShare.reduce((sum, share, b) => sum + share * times[b]!, 0);
  const rest = batchShare.reduce((sum, share, b) => sum + (share * times[b]! ** 2) / (2 * busyTime), 0);
  const residualShare = batchShare.map((share, b) => (share * times[b]!) / busyTime);
  const ownShare = sizeBiased(batchShare);
  ownShare[0]! -= idle;
  const served = mixture(
    ownShare.map((share) => share / (1 - idle)),
    times,
    fixedTime,
  );
  const wait = (factor * (responseTime - own)) / (1 - idle);
  const scale = Math.min(1, wait / rest);
  const remainder = [served];
  // A camera alone never waits: what is left of nothing has no law.
  if (scale > 0) remainder.push(mixture(residualShare, times, (time) => uniformTime(scale * time)));
  if (wait > rest) remainder.push(geometricTime((wait - rest) / last, last));
  return [
    { mass: idle, shift: times[0]!, atom: 1, remainder: [] },
    { mass: 1 - idle, shift: 0, atom: 0, remainder },
  ];
}

/**
 * A request that finds the device idle is served at once, alone. The wait of any other is gamma-distributed given the
 * size of its batch: an approximation.
 */
function sharedStages(queues: readonly BatchQueue[]): readonly BatchStage[] {
  const shared = sharedBatches(queues);
  const busy = busyShare(queues, shared);
  return shared.map((batches, k) => {
    const { times } = queues[k]!;
    const ownShare = sizeBiased(batches.batchShare);
    const own = ownShare.reduce((sum, share, b) => sum + share * times[b]!, 0);
    return { wait: batches.wait, own, law: (factor) => sharedLaw(batches, times, ownShare, 1 - busy, factor) };
  });
}

function sharedLaw(
  { waitBySize, squareBySize }: Batches,
  times: Float64Array,
  ownShare: Float64Array,
  idle: number,
  factor: number,
): ResponseLaw {
  const atOnce = Math.min(idle, ownShare[0]!);
  const remaining = ownShare.map((share, b) => (share - (b === 0 ? atOnce : 0)) / (1 - atOnce));
  const laws = remaining.map((_, b) => b);
  const remainder = mixture(remaining, laws, (b) => {
    // Of those alone in their batch, some do not wait.
    const waiting = b === 0 ? 1 - atOnce / ownShare[0]! : 1;
    const mean = (factor * waitBySize[b]!) / waiting;
    const scv = (squareBySize[b]! * waiting) / waitBySize[b]! ** 2 - 1;
    const service = fixedTime(times[b]!);
    return mean > 0 && scv > 0 ? sumOfTimes(service, gammaTime(1 / scv, mean * scv)) : service;
  });
  return [
    { mass: atOnce, shift: times[0]!, atom: 1, remainder: [] },
    { mass: 1 - atOnce, shift: 0, atom: 0, remainder: [remainder] },
  ];
}
