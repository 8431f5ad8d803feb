/**
 * What can still come at most: the value of divisible pieces in the room that a half-filled node has left, by load, by
 * memory and by CPU, each for itself. Never below what whole pieces and all constraints together allow.
 */

import type { Filling } from './pattern-filling.ts';
import type { Piece, Room } from './pattern-room.ts';

export class Ceiling {
  readonly #filling: Filling;
  /** Worth of one instance, by position among the filling's pieces. */
  readonly #worth: Float64Array;
  readonly #byMemory: readonly number[];
  readonly #byCpu: readonly number[];
  readonly #leastMemory: Float64Array;
  /** Load caps that some pieces have, ascending, each once. */
  readonly #caps: readonly number[];
  readonly #cost: Float64Array;
  readonly #sorted: Int32Array;

  constructor(filling: Filling, worth: Float64Array) {
    const { room, pieces } = filling;
    this.#filling = filling;
    this.#worth = worth;
    this.#leastMemory = Float64Array.from(pieces, (piece) => leastMemory(room, piece));
    const dearestFirst = (cost: (k: number) => number) =>
      [...pieces.keys()].sort((a, b) => (worth[b] as number) * cost(a) - (worth[a] as number) * cost(b));
    this.#byMemory = dearestFirst((k) => this.#leastMemory[k] as number);
    this.#byCpu = dearestFirst((k) => (pieces[k] as Piece).cpu);
    const caps = pieces.map(({ loadCap }) => loadCap).filter((cap) => cap < room.load);
    this.#caps = [...new Set(caps)].sort((a, b) => a - b);
    this.#cost = new Float64Array(pieces.length);
    this.#sorted = new Int32Array(pieces.length);
  }

  /**
   * Most that pieces from `index` on can add to the accelerator, and all pieces to later ones, which are worth
   * `later` at most; less care is taken below `enough`.
   */
  above(accelerator: number, index: number, later: number, isLast: boolean, enough: number): number {
    const cap = this.#filling.loadCap(accelerator);
    const byLoad = later + this.#byLoad(index, cap, 0);
    if (byLoad <= enough) return byLoad;
    const byCaps = later + this.#byCaps(index, cap);
    if (byCaps <= enough) return byCaps;
    const { pieces, freeMemory, freeCpu } = this.#filling;
    const from = isLast ? index : 0;
    const memory = this.#byShare(this.#byMemory, from, freeMemory, (k) => {
      const { memory: own, model } = pieces[k] as Piece;
      return this.#filling.hasCopy(model) ? own : (this.#leastMemory[k] as number);
    });
    const cpu = this.#byShare(this.#byCpu, from, freeCpu, (k) => (pieces[k] as Piece).cpu);
    return Math.min(byLoad, byCaps, memory, cpu);
  }

  /** For every load that some piece bears and no more: with it or its like among those that come, the most. */
  #byCaps(index: number, cap: number): number {
    let most = this.#byLoad(index, cap, cap);
    for (const bearable of this.#caps) {
      if (bearable >= cap) break;
      most = Math.max(most, this.#byLoad(index, bearable, bearable));
    }
    return most;
  }

  /**
   * Divisible pieces that bear at least `bearable`, up to the load `cap`; a new model pays for the swaps that it
   * causes beside what is there already.
   */
  #byLoad(index: number, cap: number, bearable: number): number {
    let room = cap - this.#filling.load;
    if (room <= 0) return 0;
    const sorted = this.#densestFirst(index, room, bearable);
    let total = 0;
    for (let at = 0; at < sorted && room > 0; at++) {
      const k = this.#sorted[at] as number;
      const most = Math.min(this.#filling.left[k] as number, (this.#filling.pieces[k] as Piece).most);
      const cost = this.#cost[k] as number;
      const taken = cost * most <= room ? most : room / cost;
      total += taken * (this.#worth[k] as number);
      room -= taken * cost;
    }
    return total;
  }

  /** Fills `#sorted` with the positions that qualify, by worth for load; how many there are. */
  #densestFirst(index: number, room: number, bearable: number): number {
    const { pieces } = this.#filling;
    const rate = this.#filling.rate;
    let sorted = 0;
    for (let k = index; k < pieces.length; k++) {
      const piece = pieces[k] as Piece;
      const worth = this.#worth[k] as number;
      if (!(worth > 0) || piece.loadCap < bearable) continue;
      const cost = piece.work + this.#leastSwaps(piece, rate, room);
      this.#cost[k] = cost;
      let at = sorted++;
      while (at > 0) {
        const other = this.#sorted[at - 1] as number;
        if ((this.#worth[other] as number) * cost >= worth * (this.#cost[other] as number)) break;
        this.#sorted[at] = other;
        at--;
      }
      this.#sorted[at] = k;
    }
    return sorted;
  }

  /** Least load of swaps for each instance of a model that is new to the accelerator; fewest if as many come as can. */
  #leastSwaps({ model, rate, work }: Piece, present: number, room: number): number {
    const swapTime = this.#filling.room.swapTime[model] as number;
    if (present === 0 || swapTime === 0 || this.#filling.hasModel(model)) return 0;
    const most = (room * rate) / work;
    return (swapTime * rate * present) / (most + present);
  }

  /** Divisible pieces by memory or CPU of the node. */
  #byShare(order: readonly number[], from: number, space: number, costOf: (k: number) => number): number {
    let room = space;
    let total = 0;
    for (const k of order) {
      if (k < from) continue;
      const most = this.#filling.left[k] as number;
      const cost = costOf(k);
      if (cost > 0 && room <= 0) continue;
      const taken = cost * most <= room || cost === 0 ? most : room / cost;
      total += taken * (this.#worth[k] as number);
      room -= taken * cost;
    }
    return total;
  }
}

/** Least memory that one instance accounts for: its own, and its part of a copy shared by as many as ever could. */
function leastMemory({ pieces }: Room, { memory, sharedMemory, model }: Piece): number {
  if (sharedMemory === 0) return memory;
  const sharers = pieces
    .filter((other) => other.model === model && other.sharedMemory > 0)
    .reduce((sum, { most }) => sum + most, 0);
  return memory + sharedMemory / sharers;
}
