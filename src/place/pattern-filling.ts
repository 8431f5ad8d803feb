/** A node of one kind while a search fills it, accelerator by accelerator: counts, and the room that is left. */

import { type Piece, type Room, swapLoad } from './pattern-room.ts';

/** What one accelerator was like when the search left it for the next. */
export interface AcceleratorRecord {
  readonly work: number;
  readonly rates: Float64Array;
  readonly copies: Int32Array;
}

export class Filling {
  readonly room: Room;
  /** What is put in, in the search's order; everything below counts by position here. */
  readonly pieces: readonly Piece[];
  /** `counts[accelerator × pieces + piece]`. */
  readonly counts: Int32Array;
  /** Instances of each piece that are not on the node yet. */
  readonly left: Int32Array;
  /** Of the accelerator being filled: λ by model, sharers of a copy by model, Σ work. */
  #rates: Float64Array;
  #copies: Int32Array;
  #work = 0;
  /** Of the node: bytes and busy cores. */
  #memory = 0;
  #cpu = 0;

  constructor(room: Room, pieces: readonly Piece[], accelerators: number) {
    this.room = room;
    this.pieces = pieces;
    this.counts = new Int32Array(accelerators * pieces.length);
    this.left = Int32Array.from(pieces, ({ application }) => application.instances.length);
    this.#rates = new Float64Array(room.swapTime.length);
    this.#copies = new Int32Array(room.swapTime.length);
  }

  get freeMemory(): number {
    return this.room.memory - this.#memory;
  }

  get freeCpu(): number {
    return this.room.cpu - this.#cpu;
  }

  /** Least load of the accelerator being filled. */
  get load(): number {
    return this.#work + swapLoad(this.room, this.#rates);
  }

  /** λ on the accelerator being filled, requests per ms. */
  get rate(): number {
    let rate = 0;
    for (let m = 0; m < this.#rates.length; m++) rate += this.#rates[m] as number;
    return rate;
  }

  hasModel(model: number): boolean {
    return (this.#rates[model] as number) > 0;
  }

  hasCopy(model: number): boolean {
    return (this.#copies[model] as number) > 0;
  }

  slot(accelerator: number, index: number): number {
    return accelerator * this.pieces.length + index;
  }

  /** Adds `count` instances to the accelerator being filled, or takes as many away again. */
  put(accelerator: number, index: number, count: number): void {
    if (count === 0) return;
    const piece = this.pieces[index] as Piece;
    const slot = this.slot(accelerator, index);
    this.counts[slot] = (this.counts[slot] as number) + count;
    this.left[index] = (this.left[index] as number) - count;
    this.#work += count * piece.work;
    // From counts, not by adding and subtracting: a model that is gone must have a rate of exactly 0.
    this.#rates[piece.model] = this.#rateOf(accelerator, piece.model);
    this.#memory += count * piece.memory;
    this.#cpu += count * piece.cpu;
    if (piece.sharedMemory > 0) {
      const sharers = this.#copies[piece.model] as number;
      if (sharers === 0) this.#memory += piece.sharedMemory;
      if (sharers + count === 0) this.#memory -= piece.sharedMemory;
      this.#copies[piece.model] = sharers + count;
    }
  }

  #rateOf(accelerator: number, model: number): number {
    let rate = 0;
    for (let k = 0; k < this.pieces.length; k++) {
      const piece = this.pieces[k] as Piece;
      if (piece.model === model) rate += (this.counts[this.slot(accelerator, k)] as number) * piece.rate;
    }
    return rate;
  }

  /** Begins an idle accelerator; the record brings the one before back. */
  begin(): AcceleratorRecord {
    const record = { work: this.#work, rates: this.#rates, copies: this.#copies };
    this.#work = 0;
    this.#rates = new Float64Array(this.#rates.length);
    this.#copies = new Int32Array(this.#copies.length);
    return record;
  }

  resume({ work, rates, copies }: AcceleratorRecord): void {
    this.#work = work;
    this.#rates = rates;
    this.#copies = copies;
  }

  /** Most load that those on the accelerator can bear. */
  loadCap(accelerator: number): number {
    let cap = this.room.load;
    for (let k = 0; k < this.pieces.length; k++) {
      if ((this.counts[this.slot(accelerator, k)] as number) === 0) continue;
      cap = Math.min(cap, (this.pieces[k] as Piece).loadCap);
    }
    return cap;
  }

  /** Most instances of a piece that the accelerator being filled has room for, in plain numbers. */
  mostByRoom(accelerator: number, index: number): number {
    const piece = this.pieces[index] as Piece;
    const cap = Math.min(this.loadCap(accelerator), piece.loadCap);
    const copy = this.hasCopy(piece.model) ? 0 : piece.sharedMemory;
    let most = Math.min(
      this.left[index] as number,
      piece.most,
      whole(this.freeMemory - copy, piece.memory),
      whole(this.freeCpu, piece.cpu),
      whole(cap - this.load, piece.work),
    );
    const own = this.#rates[piece.model] as number;
    const loadWith = (count: number) => {
      this.#rates[piece.model] = own + count * piece.rate;
      return this.#work + count * piece.work + swapLoad(this.room, this.#rates);
    };
    while (most > 0 && !(loadWith(most) <= cap)) most--;
    this.#rates[piece.model] = own;
    return most;
  }
}

/** How many fit into what is left; all of them where they take nothing. */
function whole(room: number, each: number): number {
  if (room < 0) return 0;
  return each === 0 ? Number.POSITIVE_INFINITY : Math.floor(room / each);
}
