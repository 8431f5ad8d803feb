import { NONE, type RequestPool, RequestQueue } from '../requests.ts';
import type { Source } from '../system.ts';
import { Station } from './station.ts';

/**
 * One request at a time in order of arrival (`fcfs`). With `swaps` (`fcfs-swap`), a request whose model differs from
 * that of the request served just before first has its model loaded, which takes its source's swap time. The very first
 * request finds its own model loaded: there was no request of another model before it.
 */
export class FcfsStation extends Station {
  readonly #queue = new RequestQueue();
  readonly #modelOf: Int32Array;
  readonly #swapTime: Float64Array;
  #loaded = NONE;
  #inService = NONE;

  constructor(pool: RequestPool, sources: readonly Source[], swaps: boolean) {
    super(pool);
    const models = [...new Set(sources.map(modelOf))];
    this.#modelOf = Int32Array.from(sources, (source) => models.indexOf(modelOf(source)));
    this.#swapTime = Float64Array.from(sources, (source) => (swaps ? (source.swapTime ?? 0) : 0));
  }

  arrive(now: number, slot: number): void {
    this.observe(now);
    this.inSystem++;
    if (this.#inService === NONE) this.#serve(now, slot);
    else this.#queue.push(this.pool, slot);
  }

  advance(): number {
    const now = this.nextEvent;
    const served = this.#inService;
    this.observe(now);
    this.inSystem--;
    if (this.#queue.length > 0) this.#serve(now, this.#queue.shift(this.pool));
    else this.#rest();
    return served;
  }

  #serve(now: number, slot: number): void {
    const source = this.pool.source[slot] as number;
    const model = this.#modelOf[source] as number;
    const isLoaded = this.#loaded === model || this.#loaded === NONE;
    this.nextEvent = now + (isLoaded ? 0 : (this.#swapTime[source] as number)) + (this.pool.work[slot] as number);
    this.#loaded = model;
    this.#inService = slot;
    this.busyShare = 1;
  }

  #rest(): void {
    this.nextEvent = Number.POSITIVE_INFINITY;
    this.#inService = NONE;
    this.busyShare = 0;
  }
}

function modelOf(source: Source): string {
  return source.model === undefined ? `source ${source.name}` : `model ${source.model}`;
}
