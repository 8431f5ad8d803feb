/** When each source sends, and which source sends next. */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { ArrivalLaw, Source } from './system.ts';
import { Exponential, Gamma, generatorFor, HyperExponential, type Variate } from './variates.ts';

/** The moments of one source in ascending order, ms; infinity after the last. */
interface Moments {
  next(): number;
}

class RenewalMoments implements Moments {
  #now = 0;
  readonly #interval: Variate;
  constructor(interval: Variate) {
    this.#interval = interval;
  }
  next(): number {
    this.#now += this.#interval.next();
    return this.#now;
  }
}

class PeriodicMoments implements Moments {
  #sent = 0;
  readonly #period: number;
  readonly #phase: number;
  constructor(period: number, random: RandomGenerator) {
    this.#period = period;
    this.#phase = period * uniformFloat64(random);
  }
  next(): number {
    return this.#phase + this.#period * this.#sent++;
  }
}

class RecordedMoments implements Moments {
  #sent = 0;
  readonly #times: ArrayLike<number>;
  constructor(times: ArrayLike<number>) {
    this.#times = times;
  }
  next(): number {
    return this.#times[this.#sent++] ?? Number.POSITIVE_INFINITY;
  }
}

/** A recording played round and round from a moment that is drawn. */
class LoopedMoments implements Moments {
  readonly #times: ArrayLike<number>;
  readonly #cycle: number;
  /** Where in the recording time 0 is, ms. */
  readonly #start: number;
  #next: number;
  /** When the cycle of the next moment began, on the recording's clock. */
  #began = 0;
  constructor(times: ArrayLike<number>, cycle: number, random: RandomGenerator) {
    this.#times = times;
    this.#cycle = cycle;
    this.#start = cycle * uniformFloat64(random);
    this.#next = 0;
    while (this.#next < times.length && (times[this.#next] as number) < this.#start) this.#next++;
  }
  next(): number {
    if (this.#next >= this.#times.length) {
      this.#next = 0;
      this.#began += this.#cycle;
    }
    return this.#began + (this.#times[this.#next++] as number) - this.#start;
  }
}

function renewalInterval(mean: number, scv: number, random: RandomGenerator): Variate {
  if (scv === 1) return new Exponential(mean, random);
  return scv < 1 ? new Gamma(mean, scv, random) : new HyperExponential(mean, scv, random);
}

function momentsOf(law: ArrivalLaw, random: RandomGenerator): Moments {
  switch (law.kind) {
    case 'poisson':
      return new RenewalMoments(new Exponential(1 / law.rate, random));
    case 'periodic':
      return new PeriodicMoments(1 / law.rate, random);
    case 'renewal':
      return new RenewalMoments(renewalInterval(1 / law.rate, law.scv, random));
    case 'recorded':
      return new RecordedMoments(law.times);
    case 'looped':
      return new LoopedMoments(law.times, law.cycle, random);
  }
}

/** The last recorded moment of all sources; infinity where no source is recorded and arrivals never end. */
function lastRecorded(sources: readonly Source[]): number {
  const recordings = sources.flatMap(({ arrivals }) => (arrivals.kind === 'recorded' ? [arrivals.times] : []));
  if (recordings.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...recordings.map((times) => times[times.length - 1] ?? Number.NEGATIVE_INFINITY));
}

/**
 * The arrivals of all sources merged in time, by a binary heap of sources. Equal moments are taken in the order of the
 * sources. Where some sources are recorded, the others fall silent after the last recorded moment.
 */
export class ArrivalCalendar {
  /** Moment of the next arrival, ms; infinity after the last. */
  nextTime = Number.POSITIVE_INFINITY;
  /** Its source, by position in `sources`. */
  nextSource = 0;
  readonly #moments: readonly Moments[];
  readonly #end: number;
  readonly #times: Float64Array;
  /** Sources in heap order: no source is due before the one at half its position. */
  readonly #heap: Int32Array;

  constructor(sources: readonly Source[], seed: number, episode: number) {
    this.#moments = sources.map(({ arrivals, name }) =>
      momentsOf(arrivals, generatorFor(seed, episode, 'arrivals', name)),
    );
    this.#end = lastRecorded(sources);
    this.#times = Float64Array.from(this.#moments, (moments) => this.#within(moments.next()));
    this.#heap = Int32Array.from(sources, (_, i) => i);
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#sink(i);
    this.#look();
  }

  /** Goes past the arrival at `nextTime`. */
  take(): void {
    const source = this.nextSource;
    this.#times[source] = this.#within((this.#moments[source] as Moments).next());
    this.#sink(0);
    this.#look();
  }

  #within(time: number): number {
    return time <= this.#end ? time : Number.POSITIVE_INFINITY;
  }

  #look(): void {
    this.nextSource = this.#heap[0] as number;
    this.nextTime = this.#times[this.nextSource] as number;
  }

  #isBefore(a: number, b: number): boolean {
    const [timeA, timeB] = [this.#times[a] as number, this.#times[b] as number];
    return timeA < timeB || (timeA === timeB && a < b);
  }

  #sink(position: number): void {
    const heap = this.#heap;
    const source = heap[position] as number;
    let hole = position;
    for (let child = 2 * hole + 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && this.#isBefore(heap[child + 1] as number, heap[child] as number)) child++;
      if (!this.#isBefore(heap[child] as number, source)) break;
      heap[hole] = heap[child] as number;
      hole = child;
    }
    heap[hole] = source;
  }
}
