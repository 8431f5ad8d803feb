/** A binary heap of indices: the smallest comes out first, whatever order they went in. */
export class IndexHeap {
  readonly #items: number[] = [];

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** The smallest index. Throws on an empty heap. */
  get first(): number {
    const first = this.#items[0];
    if (first === undefined) throw new RangeError('the heap is empty');
    return first;
  }

  push(index: number): void {
    const items = this.#items;
    let hole = items.push(index) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if ((items[parent] as number) <= index) break;
      items[hole] = items[parent] as number;
      hole = parent;
    }
    items[hole] = index;
  }

  /** Removes and returns the smallest index. Throws on an empty heap. */
  pop(): number {
    const first = this.first;
    const last = this.#items.pop() as number;
    if (this.#items.length > 0) this.#sink(last);
    return first;
  }

  /** Puts `index` in the root's place and lets it sink. */
  #sink(index: number): void {
    const items = this.#items;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] as number) < (items[child] as number)) child++;
      if ((items[child] as number) >= index) break;
      items[hole] = items[child] as number;
      hole = child;
    }
    items[hole] = index;
  }
}
