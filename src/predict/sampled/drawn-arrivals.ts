/** All streams of an accelerator, merged in time. */

import { Random } from '../../math/random.ts';
import { type Moments, momentsOf, type Stream } from './moments.ts';

/** One moment is drawn to be a request of one stream. */
export interface Seen {
  readonly stream: number;
  /** ms */
  readonly at: number;
}

/**
 * Square roots of different primes are independent of each other over the whole numbers, as the steps of phases must be.
 * Further streams draw their phases at random.
 */
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89];

/**
 * Streams whose phases are spread evenly: draw after draw each goes on by an irrational part of its period of its own,
 * so that n draws cover the phases better than n random ones (Kronecker's sequence; Weyl 1916).
 */
export class DrawnArrivals {
  /** The next arrival, ms, and its stream. */
  time = 0;
  stream = 0;
  readonly #moments: readonly Moments[];
  readonly #due: Float64Array;
  /** Streams in heap order: none is due before the one at half its position. */
  readonly #heap: Int32Array;

  /** @param draw number of the draw, from 0 */
  constructor(streams: readonly Stream[], draw: number, seen: Seen | null) {
    this.#moments = streams.map((stream, s) => {
      // Numbers of its own: what one stream draws changes nothing for the others.
      const random = randomFor(draw, s + 1);
      const phase = s < PRIMES.length ? (offsetOf(s) + draw * Math.sqrt(PRIMES[s]!)) % 1 : random.uniform();
      return momentsOf(stream, random, phase, seen?.stream === s ? seen.at : null);
    });
    this.#due = Float64Array.from(this.#moments, (next) => next());
    this.#heap = Int32Array.from(streams, (_, s) => s);
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#sink(i);
    this.#look();
  }

  /** Goes past the arrival at `time`. */
  take(): void {
    this.#due[this.stream] = this.#moments[this.stream]!();
    this.#sink(0);
    this.#look();
  }

  #look(): void {
    this.stream = this.#heap[0]!;
    this.time = this.#due[this.stream]!;
  }

  #sink(position: number): void {
    const [heap, due] = [this.#heap, this.#due];
    const stream = heap[position]!;
    let hole = position;
    for (let child = 2 * hole + 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && due[heap[child + 1]!]! < due[heap[child]!]!) child++;
      if (due[heap[child]!]! >= due[stream]!) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = stream;
  }
}

/** Where the first draw begins. */
function offsetOf(stream: number): number {
  return ((stream + 1) * 0.7548776662466927) % 1;
}

/** Random numbers of one use in one draw. */
export function randomFor(draw: number, use: number): Random {
  return new Random(Math.imul(draw + 1, 0x9e3779b1) ^ Math.imul(use + 1, 0x85ebca6b));
}
