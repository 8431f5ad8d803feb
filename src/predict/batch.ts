/**
 * `batch` as an accelerator's model: dynamic batching, up to a maximum number of waiting requests at once. Requests of
 * different containers are never in one batch. One container: `bulk-service.ts`; several: `shared-batches.ts`.
 */

import type { Profile } from '../domain/scenario.ts';
import { gammaTail } from '../math/incomplete-gamma.ts';
import {
  fixedTime,
  gammaTime,
  mixture,
  partOfGammaTime,
  stretched,
  sumOfTimes,
  type Transform,
  uniformTime,
} from '../math/laplace.ts';
import { ARRIVALS_NOTE, delayChanges } from './arrivals.ts';
import type { Batches, BatchQueue } from './batch-heads.ts';
import type { BatchTimes } from './bulk-chain.ts';
import { type BulkQueue, bulkQueue } from './bulk-service.ts';
import { busyWait, waitsInBatches } from './bulk-wait.ts';
import type { AcceleratorModel, RequestClass, Station } from './model.ts';
import { type LawPart, type ResponseLaw, sumOf } from './response-law.ts';
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
 * Mean exact for one container and Poisson arrivals. Approximations: several containers; percentiles; a maximum batch delay,
 * or the time to fill a batch, is added to every response, which is too long. Utilization is Σ λₖ sₖ(B)/B, what full batches take: the device may be busy for
 * more of the time with smaller ones.
 */
export const batch: AcceleratorModel = (classes, station) => {
  const queues = classes.map(({ arrivalRate, containers, profile }): BatchQueue => {
    return { arrivalRate: arrivalRate / containers, ...batchTimes(profile, station), count: containers };
  });
  const utilization = queues.reduce((sum, queue) => sum + queue.count * fullLoad(queue), 0);
  if (!(utilization < 1)) return { utilization, responses: null };
  const isAlone = queues.length === 1 && queues[0]!.count === 1;
  const stages = isAlone ? [aloneStage(queues[0]!)] : sharedStages(queues);
  const work = classes.map(({ arrivals, profile: { serviceTime, scvService } }) => ({
    arrivals,
    serviceTime,
    scvService,
  }));
  const delays = delayChanges(work, utilization);
  const note = noteFor(classes, isAlone, station);
  const responses = stages.map(({ wait, own, law }, k) => {
    const hold = timeToFill(queues[k]!, station.maxBatchDelay, classes[k]!.arrivals.isPoisson);
    return {
      mean: delays[k]!.factor * wait + own + hold.mean,
      fidelity: 'approximation' as const,
      note,
      law: () => sumOf(law(delays[k]!.factor), hold.law),
    };
  });
  return { utilization, responses };
};

/**
 * How long a batch is held to fill up: until B − 1 more have come, at most the maximum delay. Added to every response it is
 * too long, because a device that is busy holds nothing up and the last of a batch is not held at all. Only Poisson
 * arrivals fill in a time that is known; others are held for all of the delay.
 */
function timeToFill({ arrivalRate, times }: BatchQueue, delay: number, isPoisson: boolean): Hold {
  const missing = times.length - 1;
  if (delay === 0 || missing === 0) return { mean: 0, law: [{ mass: 1, shift: 0, atom: 1, remainder: [] }] };
  const allOf = (mass: number): LawPart => ({ mass, shift: delay, atom: 1, remainder: [] });
  if (!isPoisson) return { mean: delay, law: [allOf(1)] };
  // P(B − 1 take longer than d), and of B and of B + 1.
  const [longer, second, third] = [0, 1, 2].map((more) => gammaTail(missing + more, arrivalRate * delay));
  const filled = 1 - longer!;
  if (!(filled > RARE)) return { mean: delay, law: [allOf(1)] };
  const mean = (missing * (1 - second!)) / arrivalRate / filled;
  const square = (missing * (missing + 1) * (1 - third!)) / arrivalRate ** 2 / filled;
  const scv = Math.max(LEAST_SCV, square / (mean * mean) - 1);
  const inTime = { mass: filled, shift: 0, atom: 0, remainder: [gammaTime(1 / scv, mean * scv)] };
  return { mean: longer! * delay + filled * mean, law: [allOf(longer!), inTime] };
}

interface Hold {
  /** ms */
  readonly mean: number;
  readonly law: ResponseLaw;
}

/** A chance that is as good as none. */
const RARE = 1e-9;

/** λ s(B)/B. */
function fullLoad({ arrivalRate, times }: BatchQueue): number {
  return (arrivalRate * times[times.length - 1]!) / times.length;
}

function noteFor(classes: readonly RequestClass[], isAlone: boolean, { maxBatchDelay }: Station): string {
  const isPoisson = classes.every(({ arrivals }) => arrivals.isPoisson);
  const notes = [isAlone ? 'mean exact' : 'batches of several containers served in order of their oldest request'];
  if (!isPoisson) notes[0] = ARRIVALS_NOTE;
  if (maxBatchDelay > 0)
    notes.push('maximum batch delay, or the time to fill a batch where that is less, added in full: simulate it');
  return [...notes, 'percentiles approximated'].join('; ');
}

/**
 * s(b) in ms and its scv for b = 1 … B at index b − 1. Times are linear between measured sizes; beyond the last along the
 * line through the last two, or in proportion to b where only one size was measured. The scv is linear between the sizes
 * that give one, and stays what it is at the last.
 */
export function batchTimes(
  { batchServiceTimes, batchServiceScv, serviceTime, scvService }: Profile,
  { maxBatch }: Pick<Station, 'maxBatch'>,
): BatchTimes {
  const measured: readonly Point[] =
    batchServiceTimes[0]?.[0] === 1 ? batchServiceTimes : [[1, serviceTime], ...batchServiceTimes];
  const varied: readonly Point[] = [[1, scvService], ...(batchServiceScv ?? []).filter(([size]) => size > 1)];
  const most = maxBatch ?? measured[measured.length - 1]![0];
  const [only] = measured;
  const times = measured.length === 1 ? [...measured, [2, 2 * only![1]] as const] : measured;
  return {
    times: alongLines(times, most),
    scv: alongLines([...varied, [Number.POSITIVE_INFINITY, varied[varied.length - 1]![1]]], most),
  };
}

type Point = readonly [number, number];

/** What lies on the lines between two or more points at 1, 2, … `length`; beyond the last, on the last line. */
function alongLines(points: readonly Point[], length: number): Float64Array {
  let segment = 0;
  return Float64Array.from({ length }, (_, index) => {
    const at = index + 1;
    while (segment + 2 < points.length && points[segment + 1]![0] < at) segment++;
    const [from, value] = points[segment]!;
    const [to, next] = points[segment + 1]!;
    return value + ((next - value) * (at - from)) / (to - from);
  });
}

function aloneStage(queue: BatchQueue): BatchStage {
  const { arrivalRate, times } = queue;
  const solved = bulkQueue(arrivalRate, queue);
  const own = sizeBiased(solved.batchShare).reduce((sum, share, b) => sum + share * times[b]!, 0);
  return { wait: solved.responseTime - own, own, law: (factor) => aloneLaw(queue, solved, factor) };
}

/** Share of the requests that are in a batch of b, from the share of the batches. */
function sizeBiased(batchShare: Float64Array): Float64Array {
  const size = batchShare.reduce((sum, share, b) => sum + share * (b + 1), 0);
  return batchShare.map((share, b) => (share * (b + 1)) / size);
}

/** From this load on the wait is exponential to more digits than its exact law can be computed with. */
const SATURATED = 0.9999;

/** The wait of a request that finds the device busy. */
function waitWhileBusy(queue: BatchQueue, solved: BulkQueue): Transform {
  if (fullLoad(queue) < SATURATED) return busyWait(queue.arrivalRate, queue, solved);
  const own = sizeBiased(solved.batchShare).reduce((sum, share, b) => sum + share * queue.times[b]!, 0);
  return gammaTime(1, (solved.responseTime - own) / (1 - solved.idle));
}

/**
 * A request that finds the device idle is served at once. The wait of any other has its exact law, and in a batch that is
 * not full its exact first two moments. Approximation: there it is what is left of a gamma time, and what remains of the
 * law of all waits is that of requests in full batches.
 */
function aloneLaw(queue: BatchQueue, solved: BulkQueue, factor: number): ResponseLaw {
  const most = queue.times.length;
  const waits = waitsInBatches(queue.arrivalRate, solved);
  const full = waits.reduce((left, { mass }) => left - mass, 1 - solved.idle);
  // A camera alone never waits: what is left of nothing has no law.
  if (factor === 0) {
    const ownTimes = waits.map(({ size, mass }) => servedAfter(queue, size, mass, []));
    return [servedAfter(queue, 1, solved.idle, []), ...ownTimes, servedAfter(queue, most, full, [])];
  }
  const laws = waits.map(({ mean, square }) => stretched(restOfMoments(mean, square), factor));
  const all = stretched(waitWhileBusy(queue, solved), factor);
  const share = Float64Array.of((1 - solved.idle) / full, ...waits.map(({ mass }) => -mass / full));
  const inFull = mixture(
    share,
    share.map((_, k) => k),
    (k) => (k === 0 ? all : laws[k - 1]!),
  );
  return [
    servedAfter(queue, 1, solved.idle, []),
    ...smoothTogether([
      ...waits.map(({ size, mass }, k) => servedAfter(queue, size, mass, [laws[k]!])),
      servedAfter(queue, most, full, [inFull]),
    ]),
  ];
}

/**
 * Parts without a fixed time as one: what is too much in one of them is too little in another, and each alone would be held
 * between 0 and 1.
 */
function smoothTogether(parts: readonly LawPart[]): readonly LawPart[] {
  const smooth = parts.filter(({ shift }) => shift === 0);
  if (smooth.length === 0) return parts;
  const mass = smooth.reduce((sum, part) => sum + part.mass, 0);
  const share = Float64Array.from(smooth, (part) => part.mass / mass);
  const together = mixture(
    share,
    share.map((_, k) => k),
    (k) => smooth[k]!.remainder.reduce(sumOfTimes),
  );
  return [...parts.filter(({ shift }) => shift > 0), { mass, shift: 0, atom: 0, remainder: [together] }];
}

/** In a batch of `size`, after these times. */
function servedAfter(queue: BatchTimes, size: number, mass: number, before: readonly Transform[]): LawPart {
  const [time, scv] = [queue.times[size - 1]!, queue.scv[size - 1]!];
  if (scv > 0) return { mass, shift: 0, atom: 0, remainder: [...before, batchTime(queue, size - 1)] };
  return { mass, shift: time, atom: before.length === 0 ? 1 : 0, remainder: before };
}

/** Narrower laws of a batch time are as good as fixed. */
const LEAST_SCV = 1e-3;

/** What is left, at any moment in it, of a gamma time: that of the batch before, with these moments of the rest. */
function restOfMoments(mean: number, square: number): Transform {
  const scv = (3 * square) / (4 * mean * mean) - 1;
  return scv < LEAST_SCV ? uniformTime(2 * mean) : partOfGammaTime(1 / scv, 2 * mean * scv);
}

/** The transform of the time of a batch of b + 1. */
function batchTime({ times, scv }: BatchTimes, b: number): Transform {
  return scv[b] === 0 ? fixedTime(times[b]!) : gammaTime(1 / scv[b]!, scv[b]! * times[b]!);
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
    return { wait: batches.wait, own, law: (factor) => sharedLaw(batches, queues[k]!, ownShare, 1 - busy, factor) };
  });
}

function sharedLaw(
  { waitBySize, squareBySize }: Batches,
  queue: BatchTimes,
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
    const service = batchTime(queue, b);
    return mean > 0 && scv > 0 ? sumOfTimes(service, gammaTime(1 / scv, mean * scv)) : service;
  });
  return [servedAfter(queue, 1, atOnce, []), { mass: 1 - atOnce, shift: 0, atom: 0, remainder: [remainder] }];
}
