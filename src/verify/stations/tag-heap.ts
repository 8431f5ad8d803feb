import { grownFloat64 } from '../requests.ts';

/** Requests in order of the tag (a reading of some clock) at which they are done: a binary heap in typed arrays. */
export class TagHeap {
  size = 0;
  #tags = new Float64Array(16);
  #slots = new Int32Array(16);

  /** The least tag; infinity when the heap is empty. */
  get least(): number {
    return this.size > 0 ? (this.#tags[0] as number) : Number.POSITIVE_INFINITY;
  }

  push(tag: number, slot: number): void {
    if (this.size === this.#slots.length) this.#grow();
    const tags = this.#tags;
    const slots = this.#slots;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if ((tags[parent] as number) <= tag) break;
      tags[hole] = tags[parent] as number;
      slots[hole] = slots[parent] as number;
      hole = parent;
    }
    tags[hole] = tag;
    slots[hole] = slot;
  }

  /** Takes the request with the least tag; the heap must not be empty. */
  pop(): number {
    const tags = this.#tags;
    const slots = this.#slots;
    const popped = slots[0] as number;
    const size = --this.size;
    const tag = tags[size] as number;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && (tags[child + 1] as number) < (tags[child] as number)) child++;
      if (tag <= (tags[child] as number)) break;
      tags[hole] = tags[child] as number;
      slots[hole] = slots[child] as number;
      hole = child;
    }
    tags[hole] = tag;
    slots[hole] = slots[size] as number;
    return popped;
  }

  #grow(): void {
    this.#tags = grownFloat64(this.#tags, 2 * this.#slots.length);
    const slots = new Int32Array(2 * this.#slots.length);
    slots.set(this.#slots);
    this.#slots = slots;
  }
}
