/** The time between two requests of one stream, and from any moment to the next. */

import type { Arrivals } from '../domain/scenario.ts';
import { gammaTail } from '../math/incomplete-gamma.ts';
import { onceForTrace } from './traces.ts';

export interface IntervalLaw {
  /** P(X > x), X the time from one request to the next, in units of its mean. */
  between(x: number): number;
  /** P(Y > x), Y the time from any moment to the next request: 1 − ∫₀ˣ P(X > y) dy. */
  toNext(x: number): number;
  /** Where `between` jumps, in the same unit; `null` where it does not. */
  readonly jump: number | null;
}

/**
 * Exact for renewal streams: a camera; gamma-distributed times below scv 1, hyper-exponential with balanced means above.
 * A trace counts as a renewal stream with its own times.
 */
export function intervalLaw(arrivals: Arrivals): IntervalLaw {
  switch (arrivals.kind) {
    case 'poisson':
      return { between: exponential, toNext: exponential, jump: null };
    case 'periodic':
      return { between: (x) => (x < 1 ? 1 : 0), toNext: (x) => Math.max(0, 1 - x), jump: 1 };
    case 'scv':
      return ofScv(arrivals.scv);
    case 'trace':
      return ofTrace(arrivals.times);
  }
}

const exponential = (x: number) => Math.exp(-x);

function ofScv(scv: number): IntervalLaw {
  if (scv === 0) return intervalLaw({ kind: 'periodic' });
  if (scv < 1) {
    const shape = 1 / scv;
    return {
      between: (x) => gammaTail(shape, shape * x),
      toNext: (x) => Math.max(0, gammaTail(shape + 1, shape * x) - x * gammaTail(shape, shape * x)),
      jump: null,
    };
  }
  const often = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
  const seldom = 1 - often;
  return {
    between: (x) => often * Math.exp(-2 * often * x) + seldom * Math.exp(-2 * seldom * x),
    toNext: (x) => (Math.exp(-2 * often * x) + Math.exp(-2 * seldom * x)) / 2,
    jump: null,
  };
}

const ofTrace = onceForTrace(countedIntervals);

function countedIntervals(times: Float64Array): IntervalLaw {
  const sorted = Float64Array.from(times).sort();
  const count = sorted.length - 1;
  const duration = count > 0 ? sorted[count]! - sorted[0]! : 0;
  if (!(count >= 2 && duration > 0)) return intervalLaw({ kind: 'poisson' });
  const gaps = Float64Array.from(
    { length: count },
    (_, k) => ((sorted[k + 1]! - sorted[k]!) * count) / duration,
  ).sort();
  // Sum of the k shortest.
  const sums = new Float64Array(count + 1);
  for (let k = 0; k < count; k++) sums[k + 1] = sums[k]! + gaps[k]!;
  const atMost = (x: number) => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (gaps[middle]! <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    between: (x) => 1 - atMost(x) / count,
    toNext: (x) => Math.max(0, 1 - (sums[atMost(x)]! + (count - atMost(x)) * x) / count),
    jump: gaps[count - 1]! - gaps[0]! < 1e-6 ? 1 : null,
  };
}
