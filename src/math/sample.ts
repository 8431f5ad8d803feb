/** A sample in a few figures. */

export interface SampleSummary {
  readonly mean: number;
  /** Unbiased variance over mean², 0 or more; 0 for a single value. */
  readonly scv: number;
  /** The greatest value. */
  readonly greatest: number;
  /** The least value that a fraction `p` (0 < p ≤ 1) of the sample does not exceed (nearest rank). */
  quantile(p: number): number;
}

/** Exact. `values`: finite numbers with a mean above 0. Throws a `RangeError` where there are none. */
export function summarize(values: readonly number[]): SampleSummary {
  if (values.length === 0) throw new RangeError('a sample has at least one value');
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    scv: sorted.length === 1 ? 0 : squares / (sorted.length - 1) / mean ** 2,
    greatest: sorted.at(-1) as number,
    quantile: (p) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] as number,
  };
}
