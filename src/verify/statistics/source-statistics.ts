import type { Interval } from '../../domain/simulation.ts';
import { BatchMeans, type MeanSpread, trend } from './batch-means.ts';
import { Histogram } from './histogram.ts';

/** Above this rank correlation with time, batch means do nothing but grow: five times its standard error for 32. */
const STEADY_TREND = 0.6;

/** Independent excesses (and requests within the limit) from which on the spread of the batches is believed. */
const ENOUGH_EXCESSES = 20;

/** What is kept of the response times of one source: bounded memory whatever their number. */
export class SourceStatistics {
  count = 0;
  overLimit = 0;
  readonly histogram = new Histogram();
  readonly #limit: number;
  readonly #responses = new BatchMeans();
  readonly #excesses = new BatchMeans();
  readonly #total = new CompensatedSum();
  readonly #cpuTotal = new CompensatedSum();
  /** The first value; squares are summed from there, where they do not swamp a small spread. */
  #origin = 0;
  #squares = 0;

  /** `limit`: responses above it (ms) count as over the limit; infinity when there is none. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** One response time and its CPU stage, ms. */
  add(response: number, cpuTime: number): void {
    if (this.count++ === 0) this.#origin = response;
    this.#total.add(response);
    this.#cpuTotal.add(cpuTime);
    this.#squares += (response - this.#origin) ** 2;
    this.histogram.add(response);
    this.#responses.add(response);
    const isOver = response > this.#limit;
    if (isOver) this.overLimit++;
    this.#excesses.add(isOver ? 1 : 0);
  }

  get mean(): number {
    return this.#total.value / this.count;
  }

  get cpuMean(): number {
    return this.#cpuTotal.value / this.count;
  }

  /** Spread of the mean response; `null` while there is too little to tell. */
  spread(): MeanSpread | null {
    return this.#responses.spread();
  }

  meanInterval(): Interval | null {
    const spread = this.spread();
    return spread && [this.mean - spread.halfWidth, this.mean + spread.halfWidth];
  }

  /** Whether the batch means do something else than grow from first to last; `null` while there is too little to tell. */
  isSteady(): boolean | null {
    return this.spread() && trend(this.#responses.means()) <= STEADY_TREND;
  }

  /**
   * Score interval (Wilson 1927) for the share of requests over the limit, from as many independent requests as these
   * are worth: as the spread of the batches says, or, where it has seen too few excesses to say, as the mean response
   * is worth if that is less. Long runs of excesses that are rare must not pass for many independent ones.
   */
  overLimitInterval(): Interval | null {
    const spread = this.spread();
    const excess = this.#excesses.spread();
    if (spread === null || excess === null) return null;
    const share = this.overLimit / this.count;
    const ofMean = spread.standardError > 0 ? this.#variance() / spread.standardError ** 2 : spread.batches;
    const ofExcess = excess.standardError > 0 ? (share * (1 - share)) / excess.standardError ** 2 : ofMean;
    const isTold = ofExcess * Math.min(share, 1 - share) >= ENOUGH_EXCESSES;
    const worth = isTold ? ofExcess : Math.min(ofExcess, ofMean);
    return scoreInterval(share, Math.min(this.count, worth), spread.tQuantile);
  }

  #variance(): number {
    const shift = this.mean - this.#origin;
    return this.#squares / this.count - shift * shift;
  }
}

function scoreInterval(share: number, count: number, quantile: number): Interval {
  const weight = quantile ** 2 / count;
  const centre = (share + weight / 2) / (1 + weight);
  const halfWidth = (quantile / (1 + weight)) * Math.sqrt((share * (1 - share) + weight / 4) / count);
  // At the ends centre and half-width cancel but for rounding.
  return [share === 0 ? 0 : centre - halfWidth, share === 1 ? 1 : centre + halfWidth];
}

/** A sum whose rounding error does not grow with the number of terms (Kahan 1965). */
class CompensatedSum {
  value = 0;
  #lost = 0;
  add(term: number): void {
    const corrected = term - this.#lost;
    const sum = this.value + corrected;
    this.#lost = sum - this.value - corrected;
    this.value = sum;
  }
}
