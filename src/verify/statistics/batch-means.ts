import { studentT95 } from './student-t.ts';

/** Between half of this and this less one batches are kept: enough to judge their spread, few enough to be independent. */
const MOST_BATCHES = 64;
/** With fewer batches the spread among them says nothing. */
const FEWEST_BATCHES = 10;

/** The spread of a mean. */
export interface MeanSpread {
  /** Standard error of the mean. */
  readonly standardError: number;
  /** Student's t for a 95 % interval, with one degree of freedom less than there are batches. */
  readonly tQuantile: number;
  /** Half-width of the 95 % interval, `tQuantile · standardError`. */
  readonly halfWidth: number;
  readonly batches: number;
  readonly batchSize: number;
}

/**
 * Batch means of a series of unknown length in bounded memory: when 64 batches are full, neighbours are merged and the
 * batch size doubles (Schmeiser 1982 on how few batches suffice). What correlation is left between neighbouring batches
 * widens the interval by √((1 + r)/(1 − r)), r the first autocorrelation of the batch means where it is positive
 * (the adjustment of Tafazzoli and Wilson 2011), so that a run that was too short shows as a wide interval.
 */
export class BatchMeans {
  readonly #sums = new Float64Array(MOST_BATCHES);
  #full = 0;
  #size = 1;
  #inLast = 0;

  add(value: number): void {
    this.#sums[this.#full] = (this.#sums[this.#full] as number) + value;
    if (++this.#inLast < this.#size) return;
    this.#inLast = 0;
    if (++this.#full === MOST_BATCHES) this.#merge();
  }

  /** `null` while there are fewer than ten full batches. */
  spread(): MeanSpread | null {
    const means = this.means();
    const count = means.length;
    if (count < FEWEST_BATCHES) return null;
    const mean = means.reduce((sum, x) => sum + x, 0) / count;
    const squares = means.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    const products = means.reduce(
      (sum, x, i) => (i === 0 ? 0 : sum + (x - mean) * ((means[i - 1] as number) - mean)),
      0,
    );
    const standardError = Math.sqrt((squares / (count - 1) / count) * inflation(products, squares, count));
    const tQuantile = studentT95(count - 1);
    return { standardError, tQuantile, halfWidth: tQuantile * standardError, batches: count, batchSize: this.#size };
  }

  /** Means of the full batches in the order of time. */
  means(): Float64Array {
    return this.#sums.subarray(0, this.#full).map((sum) => sum / this.#size);
  }

  #merge(): void {
    this.#full = MOST_BATCHES / 2;
    this.#size *= 2;
    for (let i = 0; i < this.#full; i++) {
      this.#sums[i] = (this.#sums[2 * i] as number) + (this.#sums[2 * i + 1] as number);
    }
    this.#sums.fill(0, this.#full);
  }
}

/** What positive correlation of neighbours multiplies the variance of the mean by. */
function inflation(products: number, squares: number, count: number): number {
  const correlation = squares > 0 ? products / squares : 0;
  // Estimated from `count` values the coefficient is too low by about (1 + 4r)/count (Kendall 1954).
  const unbiased = (correlation + 1 / count) / (1 - 4 / count);
  const kept = Math.min(0.99, Math.max(0, unbiased));
  return (1 + kept) / (1 - kept);
}

/**
 * Kendall's rank correlation of a series with time, −1 to 1: near 1 the series does nothing but grow, as a queue does
 * that is offered more than it can serve.
 */
export function trend(series: Float64Array): number {
  let balance = 0;
  for (let i = 0; i < series.length; i++) {
    for (let j = 0; j < i; j++) balance += Math.sign((series[i] as number) - (series[j] as number));
  }
  return balance / ((series.length * (series.length - 1)) / 2);
}
