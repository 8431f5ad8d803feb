/** Which samples at the start do not count: the device was still cold. What was dropped is always said. */

import { counted } from '../../domain/text.ts';
import { mser5 } from '../../math/mser5.ts';
import { summarize } from '../../math/sample.ts';
import type { WarmUpRule } from './importer.ts';

export interface Settled {
  /** How many samples to drop from the front. */
  readonly drop: number;
  /** What was dropped and by which rule: a phrase. */
  readonly words: string;
  /** Whether the times settle at all; `false` only where MSER-5 says that they do not. */
  readonly isSettled: boolean;
}

/** A first sample this many times the median of all is a cold start. */
const COLD = 2;

/**
 * The rule that the user gives; else MSER-5, which needs 100 samples; fewer lose the leading ones above twice the
 * median. `starts`: when each began, ms, ascending; without it a rule by time drops nothing and must not be asked for.
 */
export function warmUpOf(
  samples: readonly number[],
  rule: WarmUpRule | null,
  starts: readonly number[] | null = null,
): Settled {
  if (rule?.kind === 'count') return settled(Math.min(rule.count, samples.length), 'as --warm-up says');
  if (rule?.kind === 'time') {
    const first = (starts ?? []).findIndex((start) => start >= rule.time);
    return settled(first < 0 ? (starts ?? []).length : first, `started before ${rule.time} ms`);
  }
  const found = mser5(samples);
  if (found === null) return settled(leadingCold(samples), 'leading samples above twice the median');
  if (!found.isEnough)
    return { drop: 0, words: 'no samples dropped: MSER-5 finds no end of the warm-up', isSettled: false };
  return settled(found.drop, 'MSER-5');
}

function settled(drop: number, rule: string): Settled {
  const words = drop === 0 ? `no samples dropped (${rule})` : `${counted(drop, 'sample')} dropped as warm-up (${rule})`;
  return { drop, words, isSettled: true };
}

function leadingCold(samples: readonly number[]): number {
  if (samples.length < 2) return 0;
  const limit = COLD * summarize(samples).quantile(0.5);
  const first = samples.findIndex((sample) => sample <= limit);
  return Math.max(0, first);
}
