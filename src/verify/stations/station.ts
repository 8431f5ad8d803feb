import type { RequestPool } from '../requests.ts';

/**
 * A place where requests wait and are served. The engine tells it of arrivals and asks for its next event; it keeps its
 * own queues and clocks, and the time averages that are reported of it.
 */
export abstract class Station {
  /** When something happens here without a new arrival, ms; infinity when nothing does. */
  nextEvent = Number.POSITIVE_INFINITY;
  /** Requests present, waiting or in service. */
  inSystem = 0;
  /** Part of the station at work now, 0 to 1. */
  protected busyShare = 0;
  /** Integral of `inSystem` over time, ms, up to the last change. */
  #presence = 0;
  #busyTime = 0;
  #lastChange = 0;
  protected readonly pool: RequestPool;

  constructor(pool: RequestPool) {
    this.pool = pool;
  }

  /** Takes in the request in `slot`, which brings `pool.work[slot]`. */
  abstract arrive(now: number, slot: number): void;

  /** Performs the event due at `nextEvent`: the slot of the request that leaves, or `NONE`. */
  abstract advance(): number;

  /** Starts the time averages anew at `now`. */
  startAverages(now: number): void {
    this.#presence = 0;
    this.#busyTime = 0;
    this.#lastChange = now;
  }

  /** Integral of the number present since the averages were started, requests · ms. */
  presenceUntil(now: number): number {
    return this.#presence + this.inSystem * (now - this.#lastChange);
  }

  /** Time at work (in parts of the station) since the averages were started, ms. */
  busyTimeUntil(now: number): number {
    return this.#busyTime + this.busyShare * (now - this.#lastChange);
  }

  /** To be called before `inSystem` or `busyShare` changes. */
  protected observe(now: number): void {
    const elapsed = now - this.#lastChange;
    this.#presence += this.inSystem * elapsed;
    this.#busyTime += this.busyShare * elapsed;
    this.#lastChange = now;
  }
}
