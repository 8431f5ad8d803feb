/**
 * A law as its reader may rely on it, whatever the inversion behind it does: the last guard, which on ordinary questions
 * changes nothing (a test compares). No percentile is below the least possible time or above mean/(1 − p), which holds
 * for every law (Markov); percentiles ascend; and whether the tail at t is above 1 − p is what t < percentile says, for
 * the percentiles that an SLO may bound. Where the law has no number, Markov's bound stands for it: it is never too short.
 */

import { SLO_METRICS } from '../domain/scenario.ts';
import { quantileOf, type ResponseLaw, tailOf } from './response-law.ts';

export interface GuardedLaw {
  /** P(R > t), 0 to 1; throws a RangeError when t is not a number. */
  tail(t: number): number;
  /** The least t with P(R > t) ≤ 1 − p, ms; throws a RangeError unless p is above 0 and below 1. */
  quantile(p: number): number;
}

/** Probabilities that an SLO names. */
const NAMED: readonly number[] = Object.values(SLO_METRICS)
  .filter((p) => p !== null)
  .sort((a, b) => a - b);

/** A tail as near as that to 1 − p, in parts of it, is compared by the percentile itself. */
const NEAR = 0.1;

/** The law that was asked last. No other is kept: a search keeps answers by the thousand, and a sampled law is large. */
let lastMade: { readonly law: () => ResponseLaw; readonly parts: ResponseLaw; readonly least: number } | null = null;

function madeLaw(law: () => ResponseLaw) {
  if (lastMade?.law === law) return lastMade;
  const parts = law();
  const least = parts.reduce((earliest, { shift }) => Math.min(earliest, shift), Number.POSITIVE_INFINITY);
  lastMade = { law, parts, least };
  return lastMade;
}

/**
 * @param law made when asked, and again when another was asked since; always the same
 * @param mean of it, ms, finite and above 0
 */
export function guardedLaw(law: () => ResponseLaw, mean: number): GuardedLaw {
  const answered = new Map<number, number>();

  const quantile = (p: number): number => {
    if (!(p > 0 && p < 1)) throw new RangeError(`a percentile is asked between 0 and 1; found ${p}`);
    const remembered = answered.get(p);
    if (remembered !== undefined) return remembered;
    const { parts, least } = madeLaw(law);
    const most = Math.max(least, mean / (1 - p));
    const found = quantileOf(parts, p, mean);
    // Between its neighbours that have names, not those that happen to have been asked before: no order of questions
    // changes an answer.
    const below = NAMED.findLast((other) => other < p);
    const above = NAMED.includes(p) ? undefined : NAMED.find((other) => other > p);
    const low = below === undefined ? least : quantile(below);
    const high = above === undefined ? most : Math.min(most, quantile(above));
    const value = Number.isNaN(found) ? high : Math.min(high, Math.max(low, found));
    answered.set(p, value);
    return value;
  };

  const tail = (t: number): number => {
    if (Number.isNaN(t)) throw new RangeError('a tail is asked at a time; found NaN');
    const { parts, least } = madeLaw(law);
    if (t < least) return 1;
    const found = tailOf(parts, t);
    let value = Number.isNaN(found) ? Math.min(1, mean / t) : Math.min(1, Math.max(0, found));
    for (const p of NAMED) {
      const chance = 1 - p;
      if (!answered.has(p) && Math.abs(value - chance) > NEAR * chance) continue;
      value = t >= quantile(p) ? Math.min(value, chance) : Math.max(value, chance * (1 + Number.EPSILON));
    }
    return value;
  };
  return { tail, quantile };
}
