import { NONE, type RequestPool, RequestQueue } from '../requests.ts';
import type { Accelerator, Source } from '../system.ts';
import { Station } from './station.ts';
import { TagHeap } from './tag-heap.ts';

/** A server process with its own queue and workers. */
class Container {
  readonly waiting = new RequestQueue();
  readonly inService = new TagHeap();
  /** Work that a request in service since the clock was put to zero has received, ms. */
  clock = 0;
  /** Reading of the device's clock when `clock` was last read. */
  readAt = 0;
}

/**
 * Containers share the device; each serves its own queue in order of arrival with `concurrency` workers, which split its
 * one share (`time-slice`). The device's clock runs at one over the number of containers with work, so within a container
 * the clock of its requests in service follows the device's at a fixed ratio until the container's own number changes.
 */
export class TimeSliceStation extends Station {
  readonly #containers: readonly Container[];
  readonly #containerOf: Int32Array;
  readonly #concurrency: number;
  /** Reading of the device's clock at which each container next completes a request; infinity while it has none. */
  readonly #due: Float64Array;
  #clock = 0;
  #clockReadAt = 0;
  /** Equal shares that the device gives out now. */
  #shares = 0;
  #finishing = 0;

  constructor(pool: RequestPool, sources: readonly Source[], index: number, accelerator: Accelerator) {
    super(pool);
    const { containerOf, count } = containersOf(sources, index);
    this.#containerOf = containerOf;
    this.#containers = Array.from({ length: count }, () => new Container());
    this.#due = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    this.#concurrency = accelerator.concurrency ?? 1;
  }

  arrive(now: number, slot: number): void {
    this.observe(now);
    this.#readClock(now);
    this.inSystem++;
    this.busyShare = 1;
    const index = this.#containerOf[this.pool.source[slot] as number] as number;
    const container = this.#containers[index] as Container;
    if (container.inService.size < this.#concurrency) {
      this.#readContainer(container);
      this.#admit(container, slot);
      this.#setDue(index, container);
      this.#lookAhead(now);
    } else container.waiting.push(this.pool, slot);
  }

  advance(): number {
    const now = this.nextEvent;
    this.observe(now);
    this.#readClock(now);
    this.inSystem--;
    this.busyShare = this.inSystem > 0 ? 1 : 0;
    const index = this.#finishing;
    const container = this.#containers[index] as Container;
    this.#clock = this.#due[index] as number;
    container.clock = container.inService.least;
    container.readAt = this.#clock;
    const slot = container.inService.pop();
    if (container.inService.size === 0) this.#shares--;
    if (container.waiting.length > 0) this.#admit(container, container.waiting.shift(this.pool));
    this.#setDue(index, container);
    this.#lookAhead(now);
    return slot;
  }

  #readClock(now: number): void {
    if (this.inSystem > 0) this.#clock += (now - this.#clockReadAt) / this.#shares;
    this.#clockReadAt = now;
  }

  /** Work that each request in service in the container receives while the device's clock goes on by one. */
  #ratio(container: Container): number {
    return 1 / container.inService.size;
  }

  #readContainer(container: Container): void {
    if (container.inService.size === 0) container.clock = 0;
    else container.clock += (this.#clock - container.readAt) * this.#ratio(container);
    container.readAt = this.#clock;
  }

  #admit(container: Container, slot: number): void {
    if (container.inService.size === 0) this.#shares++;
    container.inService.push(container.clock + (this.pool.work[slot] as number), slot);
  }

  #setDue(index: number, container: Container): void {
    const isIdle = container.inService.size === 0;
    const left = container.inService.least - container.clock;
    this.#due[index] = isIdle ? Number.POSITIVE_INFINITY : this.#clock + left / this.#ratio(container);
  }

  #lookAhead(now: number): void {
    const due = this.#due;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < due.length; i++) {
      if ((due[i] as number) < least) {
        least = due[i] as number;
        this.#finishing = i;
      }
    }
    // Rounding of the clock may put a finish a hair into the past.
    this.nextEvent =
      least === Number.POSITIVE_INFINITY ? least : now + Math.max(0, (least - this.#clock) * this.#shares);
    if (this.inSystem === 0) this.#clock = 0;
  }
}

/**
 * Numbers the containers on one accelerator; a source that names none has one of its own. `containerOf` holds, for
 * every source of the node, its container, or `NONE` for a source of another accelerator.
 */
export function containersOf(
  sources: readonly Source[],
  accelerator: number,
): { containerOf: Int32Array; count: number } {
  const numbers = new Map<string, number>();
  const containerOf = Int32Array.from(sources, (source) => {
    if (source.accelerator !== accelerator) return NONE;
    const key = source.container === undefined ? `of ${source.name}` : `named ${source.container}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  return { containerOf, count: numbers.size };
}
