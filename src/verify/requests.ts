/** Requests as numbered slots in typed arrays: a request costs no allocation, and memory follows the most ever present. */

/** No request. */
export const NONE = -1;

const FIRST_SLOTS = 1024;

export class RequestPool {
  /** Position of the source among the sources by name. */
  source = new Int32Array(FIRST_SLOTS);
  /** How many requests its source had sent before it. */
  sequence = new Int32Array(FIRST_SLOTS);
  /** Moment of arrival at the node, ms. */
  arrival = new Float64Array(FIRST_SLOTS);
  /** Moment of arrival at the station where it is, ms. */
  entered = new Float64Array(FIRST_SLOTS);
  /** Work that it brings to the station where it is, ms of that station serving it alone. */
  work = new Float64Array(FIRST_SLOTS);
  /** Work for the accelerator, kept while the request is at the CPU, ms. */
  acceleratorWork = new Float64Array(FIRST_SLOTS);
  /** The request behind it in whichever queue it stands (it is in one at most). */
  next = new Int32Array(FIRST_SLOTS);
  #used = 0;
  #firstFree = NONE;

  take(): number {
    const slot = this.#firstFree;
    if (slot !== NONE) {
      this.#firstFree = this.next[slot] as number;
      return slot;
    }
    if (this.#used === this.source.length) this.#grow();
    return this.#used++;
  }

  release(slot: number): void {
    this.next[slot] = this.#firstFree;
    this.#firstFree = slot;
  }

  #grow(): void {
    const size = 2 * this.source.length;
    this.source = grownInt32(this.source, size);
    this.sequence = grownInt32(this.sequence, size);
    this.arrival = grownFloat64(this.arrival, size);
    this.entered = grownFloat64(this.entered, size);
    this.work = grownFloat64(this.work, size);
    this.acceleratorWork = grownFloat64(this.acceleratorWork, size);
    this.next = grownInt32(this.next, size);
  }
}

function grownInt32(old: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(size);
  grown.set(old);
  return grown;
}

export function grownFloat64(old: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(size);
  grown.set(old);
  return grown;
}

/** First in, first out; linked through the requests themselves. */
export class RequestQueue {
  length = 0;
  head = NONE;
  #tail = NONE;

  push(pool: RequestPool, slot: number): void {
    pool.next[slot] = NONE;
    if (this.head === NONE) this.head = slot;
    else pool.next[this.#tail] = slot;
    this.#tail = slot;
    this.length++;
  }

  /** Takes the first; the queue must not be empty. */
  shift(pool: RequestPool): number {
    const slot = this.head;
    this.head = pool.next[slot] as number;
    this.length--;
    return slot;
  }
}
