/** A list of measured times as the time, variation and quantiles of a measurement. */

import type { Measurement, Remark } from '../../domain/measurement.ts';
import { summarize } from '../../math/sample.ts';
import type { WarmUpRule } from './importer.ts';
import { warmUpOf } from './warm-up.ts';

/** The quantiles that a document shows. */
const PROBABILITIES = [0.5, 0.9, 0.95, 0.99];

export type Sampled = Pick<
  Measurement,
  'time' | 'scv' | 'quantiles' | 'greatest' | 'samples' | 'conditions' | 'remarks'
>;

export interface Samples {
  /** Times, ms. */
  readonly times: readonly number[];
  /** When each began, ms, where that is known. */
  readonly starts?: readonly number[];
  /** What they are, such as `computeMs`. */
  readonly what: string;
  readonly line: number;
}

/** `null` when the warm-up leaves nothing. */
export function sampled({ times, starts, what, line }: Samples, rule: WarmUpRule | null): Sampled | null {
  const { drop, words, isSettled } = warmUpOf(times, rule, starts ?? null);
  const kept = times.slice(drop);
  if (kept.length === 0) return null;
  const summary = summarize(kept);
  const all = `${kept.length.toLocaleString('en')} of ${what}`;
  return {
    time: { value: summary.mean, from: `mean of ${all}`, line },
    scv: { value: summary.scv, from: `variance ÷ mean² of ${all}`, line },
    quantiles: PROBABILITIES.map((p) => ({ p, value: summary.quantile(p) })),
    greatest: summary.greatest,
    samples: { value: kept.length, from: `${what}, ${words}`, line },
    conditions: [words],
    remarks: isSettled ? [] : [NOT_SETTLED],
  };
}

const NOT_SETTLED: Remark = {
  code: 'not-settled',
  text: 'the times do not settle: they drift to the end, or the run is too short; measure longer, or give --warm-up',
};
