import { NONE, type RequestPool, RequestQueue } from '../requests.ts';
import type { Accelerator, Curve, Source } from '../system.ts';
import { durationVariate, type RandomFor, type Variate } from '../variates.ts';
import { alongCurve } from './curve.ts';
import { Station } from './station.ts';
import { containersOf } from './time-slice.ts';

/** The requests that wait for one container, and what a batch of them takes. */
interface BatchQueue {
  readonly waiting: RequestQueue;
  readonly maxBatch: number;
  /** ms for a batch of each size; entry 0 unused. */
  readonly serviceTimes: Float64Array;
  /**
   * By what a batch of each size is multiplied, of mean 1, where its time varies otherwise than that of a single request;
   * entry 0 unused.
   */
  readonly factors: readonly (Variate | null)[];
}

/**
 * A device that, when free, serves several waiting requests of one container at once (`batch`). A container is ready
 * when its largest batch is full or its oldest request has waited `maxBatchDelay`; among ready ones the container whose
 * oldest request came first is served, with as many as wait up to its largest batch. Requests that come at the very
 * moment of a start are still taken.
 *
 * A batch of b takes the measured time s(b): linear between measured sizes, beyond the largest along the line of the
 * last two, in proportion to b where only b = 1 was measured. Random service: s(b) × (oldest request's work ÷ its mean);
 * a batch whose size has an scv of its own draws its factor anew.
 */
export class BatchStation extends Station {
  readonly #queues: readonly BatchQueue[];
  readonly #queueOf: Int32Array;
  readonly #meanWork: Float64Array;
  readonly #maxDelay: number;
  /** Requests of the batch in service; while it is empty, `nextEvent` is the moment of the next start. */
  readonly #inService = new RequestQueue();

  constructor(
    pool: RequestPool,
    sources: readonly Source[],
    index: number,
    accelerator: Accelerator,
    randomFor: RandomFor,
  ) {
    super(pool);
    const { containerOf, count } = containersOf(sources, index);
    this.#queueOf = containerOf;
    this.#queues = Array.from({ length: count }, (_, i) =>
      batchQueue(sources[containerOf.indexOf(i)] as Source, accelerator.maxBatch, randomFor),
    );
    this.#meanWork = Float64Array.from(sources, (source) => source.service.mean);
    this.#maxDelay = accelerator.maxBatchDelay ?? 0;
  }

  arrive(now: number, slot: number): void {
    this.observe(now);
    this.inSystem++;
    const queue = this.#queues[this.#queueOf[this.pool.source[slot] as number] as number] as BatchQueue;
    queue.waiting.push(this.pool, slot);
    if (this.#inService.length === 0) this.nextEvent = Math.min(this.nextEvent, this.#readyAt(queue, now));
  }

  advance(): number {
    const now = this.nextEvent;
    this.observe(now);
    if (this.#inService.length === 0) {
      this.#start(now);
      return NONE;
    }
    const slot = this.#inService.shift(this.pool);
    this.inSystem--;
    if (this.#inService.length === 0) this.#rest(now);
    return slot;
  }

  /** When a batch of this queue may start: now where it is ready, infinity where nobody waits. */
  #readyAt({ waiting, maxBatch }: BatchQueue, now: number): number {
    if (waiting.length === 0) return Number.POSITIVE_INFINITY;
    if (waiting.length >= maxBatch) return now;
    return Math.max(now, (this.pool.entered[waiting.head] as number) + this.#maxDelay);
  }

  #rest(now: number): void {
    this.busyShare = 0;
    this.nextEvent = Number.POSITIVE_INFINITY;
    for (const queue of this.#queues) this.nextEvent = Math.min(this.nextEvent, this.#readyAt(queue, now));
  }

  #start(now: number): void {
    let chosen: BatchQueue | null = null;
    let oldest = Number.POSITIVE_INFINITY;
    for (const queue of this.#queues) {
      if (this.#readyAt(queue, now) > now) continue;
      const came = this.pool.entered[queue.waiting.head] as number;
      if (came < oldest) [chosen, oldest] = [queue, came];
    }
    if (chosen === null) throw new Error('a batch was due, yet none is ready');
    const size = Math.min(chosen.waiting.length, chosen.maxBatch);
    const first = chosen.waiting.head;
    for (let i = 0; i < size; i++) this.#inService.push(this.pool, chosen.waiting.shift(this.pool));
    const factor =
      chosen.factors[size]?.next() ??
      (this.pool.work[first] as number) / (this.#meanWork[this.pool.source[first] as number] as number);
    this.nextEvent = now + factor * (chosen.serviceTimes[size] as number);
    this.busyShare = 1;
  }
}

function batchQueue(source: Source, maxBatch: number | undefined, randomFor: RandomFor): BatchQueue {
  const curve: Curve = source.batchServiceTimes ?? [[1, source.service.mean]];
  const largest = maxBatch ?? (curve.at(-1) as readonly [number, number])[0];
  const serviceTimes = Float64Array.from({ length: largest + 1 }, (_, b) =>
    b === 0 ? 0 : alongCurve(curve, b, 'line'),
  );
  const { scv } = source.service;
  const varied: Curve = [[1, scv], ...(source.batchServiceScv ?? [])];
  const random = randomFor(source.name);
  const factors = Array.from({ length: largest + 1 }, (_, b) => {
    const own = alongCurve(varied, Math.max(1, b), 'constant');
    return own === scv ? null : durationVariate({ mean: 1, scv: own }, random);
  });
  return { waiting: new RequestQueue(), maxBatch: largest, serviceTimes, factors };
}
