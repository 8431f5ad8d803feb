/**
 * The law of a response time as a mixture of parts, each a fixed time plus an independent remainder known by its
 * transform. The fixed times are kept apart because that is where the law has atoms and kinks, which an inversion
 * would blur; the sum of two stages is again such a mixture, so that an end-to-end percentile comes from one
 * inversion of the product of transforms and never from adding percentiles.
 */

import { invertTail, type TailAndDensity, type Transform } from '../math/laplace.ts';

/** With probability `mass` the time is `shift` plus the sum of the remainders. */
export interface LawPart {
  readonly mass: number;
  /** ms. */
  readonly shift: number;
  /** Probability that the remainder is exactly 0. */
  readonly atom: number;
  /** Independent terms of the remainder; none means that it is 0 (and `atom` is 1). */
  readonly remainder: readonly Transform[];
}

export type ResponseLaw = readonly LawPart[];

/** The law of the sum of two independent times. */
export function sumOf(one: ResponseLaw, other: ResponseLaw): ResponseLaw {
  return one.flatMap((a) =>
    other.map((b) => ({
      mass: a.mass * b.mass,
      shift: a.shift + b.shift,
      atom: a.atom * b.atom,
      remainder: [...a.remainder, ...b.remainder],
    })),
  );
}

const point: TailAndDensity = { tail: 0, density: 0 };

/** P(R > t) and the density at t (its atoms left out). Approximation: see `invertTail`. */
export function evaluateLaw(law: ResponseLaw, t: number, out: TailAndDensity): void {
  let tail = 0;
  let density = 0;
  for (const part of law) {
    const beyond = t - part.shift;
    if (beyond < 0) {
      tail += part.mass;
    } else if (beyond === 0 || part.remainder.length === 0) {
      tail += beyond === 0 ? part.mass * (1 - part.atom) : 0;
    } else {
      invertTail(part.remainder, beyond, point);
      tail += part.mass * point.tail;
      density += part.mass * point.density;
    }
  }
  // The masses add up to 1 but for rounding.
  out.tail = Math.min(tail, 1);
  out.density = density;
}

/**
 * P(R > t), 0 to 1; t in ms.
 * @throws RangeError when t is not a number
 */
export function tailOf(law: ResponseLaw, t: number): number {
  if (Number.isNaN(t)) throw new RangeError('a tail is asked at a time; found NaN');
  const at: TailAndDensity = { tail: 0, density: 0 };
  evaluateLaw(law, t, at);
  return at.tail;
}

/** Relative width at which a percentile is found; Newton's next step would be of its square. */
const PRECISION = 1e-6;
const MOST_STEPS = 80;
/** Of the logarithm of a tail: nearer to the goal a short step is believed. */
const CLOSE = 1e-2;

/**
 * The least t with P(R > t) ≤ 1 − p, ms. Exact at the law's atoms; between them Newton's method on the logarithm of
 * the tail, which is nearly straight, inside a bracket.
 *
 * @param p above 0 and below 1; beyond 0.999999 the inversion's own error shows
 * @param mean of the law, ms: only the first guess depends on it
 * @throws RangeError when p is outside its range
 */
export function quantileOf(law: ResponseLaw, p: number, mean: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a percentile is asked between 0 and 1; found ${p}`);
  const target = 1 - p;
  const at: TailAndDensity = { tail: 1, density: 0 };
  const shifts = [...new Set(law.map((part) => part.shift))].sort((a, b) => a - b);
  let [below, above] = [-1, shifts.length];
  let [tailBelow, tailAbove] = [1, 0];
  while (above - below > 1) {
    // Mostly the last that is left or the first.
    const middle = (below + above) >> 1;
    evaluateLaw(law, shifts[middle]!, at);
    if (at.tail > target) [below, tailBelow] = [middle, at.tail];
    else [above, tailAbove] = [middle, at.tail];
  }
  const low = shifts[below] ?? 0;
  const high = shifts[above];
  if (high === undefined) {
    const start = low + Math.max(mean - low, mean / 100) * Math.log(tailBelow / target);
    return search(law, target, low, Number.POSITIVE_INFINITY, start);
  }
  const atom = law.reduce((sum, part) => sum + (part.shift === high ? part.mass * part.atom : 0), 0);
  // A jump across the target ends here; otherwise it was crossed continuously on the way.
  return tailAbove + atom > target ? high : search(law, target, low, high, (low + high) / 2);
}

/**
 * Newton's method as long as its steps get shorter by half or more; else the bracket is halved, or doubled while it has no
 * end. Beside a step of the law the inversion's density may be far off, which shows in steps that are too short.
 */
function search(law: ResponseLaw, target: number, from: number, to: number, start: number): number {
  const at: TailAndDensity = { tail: 1, density: 0 };
  let low = from;
  let high = to;
  let t = start;
  let before = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MOST_STEPS; step++) {
    evaluateLaw(law, t, at);
    if (at.tail > target) low = t;
    else high = t;
    const miss = Math.log(at.tail / target);
    const next = t + (at.tail / at.density) * miss;
    const size = Math.abs(next - t);
    if (size <= PRECISION * (next - from) && Math.abs(miss) <= CLOSE) return next;
    if (next > low && next < high && size <= before / 2) {
      t = next;
      before = size;
      continue;
    }
    if (high === Number.POSITIVE_INFINITY) t = 2 * t - from;
    else if (high - low <= PRECISION * (high - from)) return high;
    else t = (low + high) / 2;
    before = Number.POSITIVE_INFINITY;
  }
  return t;
}
