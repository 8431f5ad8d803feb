/** Requests in service by the reading of their container's clock at which they are done: a binary heap. */
export class WorkHeap {
  readonly #due: number[] = [];
  readonly #request: number[] = [];

  get size(): number {
    return this.#due.length;
  }

  /** The least reading; `undefined` only while empty. */
  get least(): number {
    return this.#due[0]!;
  }

  push(due: number, request: number): void {
    let hole = this.#due.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.#due[parent]! <= due) break;
      this.#set(hole, this.#due[parent]!, this.#request[parent]!);
      hole = parent;
    }
    this.#set(hole, due, request);
  }

  /** Takes out the request with the least reading; not while empty. */
  pop(): number {
    const first = this.#request[0]!;
    const due = this.#due.pop()!;
    const request = this.#request.pop()!;
    const size = this.#due.length;
    if (size === 0) return first;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && this.#due[child + 1]! < this.#due[child]!) child++;
      if (this.#due[child]! >= due) break;
      this.#set(hole, this.#due[child]!, this.#request[child]!);
      hole = child;
    }
    this.#set(hole, due, request);
    return first;
  }

  #set(position: number, due: number, request: number): void {
    this.#due[position] = due;
    this.#request[position] = request;
  }
}
