/**
 * The law of a response time as a mixture of parts, each a fixed time plus an independent remainder known by its
 * transform. The fixed times are kept apart because that is where the law has atoms and kinks, which an inversion
 * would blur; the sum of two stages is again such a mixture, so that an end-to-end percentile comes from one
 * inversion of the product of transforms and never from adding percentiles.
 */

import { fixedTime, invertTail, mixture, type TailAndDensity, type Transform } from '../math/laplace.ts';
import { isFixed, withFewerSteps } from './fewer-steps.ts';

/** With probability `mass` the time is `shift` plus the sum of the remainders. */
export interface LawPart {
  readonly mass: number;
  /** ms. */
  readonly shift: number;
  /** Probability that the remainder is exactly 0. */
  readonly atom: number;
  /** Beyond this, ms, the remainder is as good as never; left out where it is not known. */
  readonly longest?: number;
  /** Independent terms of the remainder; none means that it is 0 (and `atom` is 1). */
  readonly remainder: readonly Transform[];
}

export type ResponseLaw = readonly LawPart[];

/** With probability `part` the one law, else the other. */
export function blended(one: ResponseLaw, other: ResponseLaw, part: number): ResponseLaw {
  if (part === 0) return other;
  return [
    ...one.map((piece) => ({ ...piece, mass: piece.mass * part })),
    ...other.map((piece) => ({ ...piece, mass: piece.mass * (1 - part) })),
  ];
}

/** The law of the sum of two independent times. */
export function sumOf(one: ResponseLaw, other: ResponseLaw): ResponseLaw {
  // Steps need no parts of their own where the other time smooths them.
  const first = hasSteps(other) ? one : withStepsTogether(one);
  const second = hasSteps(one) ? other : withStepsTogether(other);
  if (first.length * second.length <= MOST_PARTS) return pairsOf(first, second);
  const isSmooth = !first.every(isFixed) || !second.every(isFixed);
  return withFewerSteps(pairsOf(withFewerSteps(first, isSmooth), withFewerSteps(second, isSmooth)), false);
}

/** A sum of more parts than this has its steps put together: two samples would make tens of thousands. */
const MOST_PARTS = 64;

function pairsOf(one: ResponseLaw, other: ResponseLaw): ResponseLaw {
  return one.flatMap((a) =>
    other.map((b) => ({
      mass: a.mass * b.mass,
      shift: a.shift + b.shift,
      atom: a.atom * b.atom,
      remainder: [...a.remainder, ...b.remainder],
    })),
  );
}

function hasSteps(law: ResponseLaw): boolean {
  return law.some(({ atom }) => atom > 0);
}

/** The parts that are fixed times as one part. */
function withStepsTogether(law: ResponseLaw): ResponseLaw {
  const fixed = law.filter(({ remainder }) => remainder.length === 0);
  if (fixed.length < 2) return law;
  const mass = fixed.reduce((sum, part) => sum + part.mass, 0);
  const shift = fixed.reduce((least, part) => Math.min(least, part.shift), Number.POSITIVE_INFINITY);
  const share = Float64Array.from(fixed, (part) => part.mass / mass);
  const later = Float64Array.from(fixed, (part) => part.shift - shift);
  const together = { mass, shift, atom: 0, remainder: [mixture(share, later, fixedTime)] };
  return [...law.filter(({ remainder }) => remainder.length > 0), together];
}

const point: TailAndDensity = { tail: 0, density: 0 };

/** P(R > t) and the density at t (its atoms left out). Approximation: see `invertTail`. */
export function evaluateLaw(law: ResponseLaw, t: number, out: TailAndDensity): void {
  let tail = 0;
  let density = 0;
  for (const part of law) {
    const beyond = t - part.shift;
    if (beyond < 0) tail += part.mass;
    else if (beyond === 0) tail += part.mass * (1 - part.atom);
    else if (part.remainder.length > 0 && !(beyond > (part.longest ?? Number.POSITIVE_INFINITY))) {
      invertTail(part.remainder, beyond, point);
      tail += part.mass * point.tail;
      density += part.mass * point.density;
    }
  }
  // The masses add up to 1 but for rounding.
  out.tail = Math.min(tail, 1);
  out.density = density;
}

/** P(R > t), 0 to 1; t in ms. Approximation: see `evaluateLaw`. */
export function tailOf(law: ResponseLaw, t: number): number {
  const at: TailAndDensity = { tail: 0, density: 0 };
  evaluateLaw(law, t, at);
  return at.tail;
}

/** Relative width at which a percentile is found; Newton's next step would be of its square. */
const PRECISION = 1e-6;
/** Over the mean: a percentile that is nearer than this to the least time is as good as that. */
const NOTHING = 1e-12;
const MOST_STEPS = 100;
/** Of the logarithm of a tail: nearer to the goal a short step is believed. */
const CLOSE = 1e-2;
/** A bracket whose ends differ by more than this factor is halved on the logarithm. */
const WIDE = 16;

/**
 * The least t with P(R > t) ≤ 1 − p, ms. Exact at the law's atoms; between them Newton's method on the logarithm of
 * the tail, which is nearly straight, inside a bracket. Never above `mean`/(1 − p), which holds for any law (Markov).
 *
 * @param p above 0 and below 1; beyond 0.999999 the inversion's own error shows
 * @param mean of the law, ms
 */
export function quantileOf(law: ResponseLaw, p: number, mean: number): number {
  const target = 1 - p;
  const steps = stepsOf(law);
  const least = law.reduce((shortest, { shift }) => Math.min(shortest, shift), Number.POSITIVE_INFINITY);
  // Nothing of the law is below its least time, so that the tail there is known without an inversion.
  const first = steps[0]?.time === least ? steps[0].mass : 0;
  if (1 - first <= target) return least;
  const most = mean / target;
  if (!(most > least)) return least;
  const between = betweenSteps(law, steps, target, least, most);
  if (between.low === between.high) return between.low;
  const { low, high, inside } = between;
  const start = low + Math.max(mean - low, mean / 100) * Math.log(between.tail / target);
  return search(law, inside, target, low, high, Math.min(start, (low + high) / 2), NOTHING * mean);
}

/** Where the target is crossed, as the steps of the law tell. */
interface Crossing {
  readonly low: number;
  /** The same as `low` where a step crosses the target. */
  readonly high: number;
  /** Tail at `low`. */
  readonly tail: number;
  readonly inside: readonly Step[];
}

/** So few steps may as well be looked at on the way. */
const FEW = 8;

/** A law of many steps (a sample) is searched among them first, by halving; then none lies between the ends. */
function betweenSteps(law: ResponseLaw, steps: readonly Step[], target: number, least: number, most: number): Crossing {
  const first = steps[0]?.time === least ? steps[0].mass : 0;
  if (steps.length <= FEW) return { low: least, high: most, tail: 1 - first, inside: steps };
  const at: TailAndDensity = { tail: 1 - first, density: 0 };
  let [low, high, tail] = [least, most, at.tail];
  let [before, after] = [-1, steps.length];
  while (after - before > 1) {
    const middle = (before + after) >> 1;
    const { time, mass } = steps[middle]!;
    evaluateLaw(law, time, at);
    // Where the law has no number it is taken to be above the target, here and in `search`: so the answer is too long.
    if (at.tail > target || Number.isNaN(at.tail)) {
      [before, low, tail] = [middle, Math.max(low, time), at.tail];
    } else if (at.tail + mass > target) {
      return { low: time, high: time, tail: at.tail, inside: [] };
    } else {
      [after, high] = [middle, Math.min(high, time)];
    }
  }
  return { low, high, tail, inside: [] };
}

/** A time that occurs exactly with this probability. */
interface Step {
  readonly time: number;
  readonly mass: number;
}

/** Ascending. */
function stepsOf(law: ResponseLaw): readonly Step[] {
  const masses = new Map<number, number>();
  for (const { shift, mass, atom } of law) if (atom > 0) masses.set(shift, (masses.get(shift) ?? 0) + mass * atom);
  return [...masses].map(([time, mass]) => ({ time, mass })).sort((a, b) => a.time - b.time);
}

/**
 * Newton's method as long as its steps get shorter by half or more; else the bracket is halved. Beside a step of the law the
 * inversion's density may be far off, which shows in steps that are too short. Where a step of the law lies on the way,
 * it is looked at first: the target may be crossed there.
 */
function search(
  law: ResponseLaw,
  steps: readonly Step[],
  target: number,
  from: number,
  to: number,
  start: number,
  nothing: number,
): number {
  const at: TailAndDensity = { tail: 1, density: 0 };
  let low = from;
  let high = to;
  let t = start;
  let before = Number.POSITIVE_INFINITY;
  for (let count = 0; count < MOST_STEPS; count++) {
    evaluateLaw(law, t, at);
    let { tail } = at;
    if (tail <= target) {
      high = t;
      const here = steps.find(({ time }) => time === t);
      if (here !== undefined) {
        // From here on the law just before the step is followed to the left.
        tail += here.mass;
        if (tail > target) return t;
      }
    } else {
      low = t;
    }
    const miss = Math.log(tail / target);
    const next = t + (tail / at.density) * miss;
    const size = Math.abs(next - t);
    const onTheWay = stepBetween(steps, Math.max(low, Math.min(t, next)), Math.min(high, Math.max(t, next)), next > t);
    if (onTheWay === null) {
      if (size <= PRECISION * (next - from) && Math.abs(miss) <= CLOSE) return next;
      if (high - low <= PRECISION * (high - from) || high - from <= nothing) return high;
      if (next > low && next < high && size <= before / 2) {
        t = next;
        before = size;
        continue;
      }
    }
    const middle = middleOf(low - from, high - from, nothing) + from;
    t = onTheWay ?? stepNearest(steps, low, high, middle);
    before = Number.POSITIVE_INFINITY;
  }
  return high;
}

/** The step within these ends that is last on the way to the right or to the left; `null` where there is none. */
function stepBetween(steps: readonly Step[], low: number, high: number, isRight: boolean): number | null {
  let found: number | null = null;
  for (const { time } of steps) {
    if (time <= low || time >= high) continue;
    if (found === null || isRight) found = time;
  }
  return found;
}

/** The step within these ends that is nearest to `middle`, else that. */
function stepNearest(steps: readonly Step[], low: number, high: number, middle: number): number {
  let found: number | null = null;
  for (const { time } of steps) {
    if (time <= low || time >= high) continue;
    if (found === null || Math.abs(time - middle) < Math.abs(found - middle)) found = time;
  }
  return found ?? middle;
}

/** On the logarithm where the ends are of different size; an end of 0 counts as next to nothing. */
function middleOf(low: number, high: number, nothing: number): number {
  const least = Math.max(low, nothing / 2);
  return high > WIDE * least ? Math.sqrt(least * high) : (low + high) / 2;
}
