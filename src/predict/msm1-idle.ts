/**
 * The unknowns of the M/SM/1 queue (models of `msm1.ts`): cₖ, the probability that an arrival finds the device idle
 * with class k served last. Everything here is written in u = λ − s, in which the interesting points lie close to 0
 * and keep their digits.
 *
 *     hₖ(u) = λ pₖ bₖ (1 − oₖ)     aₖ(u) = λ pₖ bₖ oₖ     Dₖ(u) = u − hₖ(u)     (transforms at s = λ − u)
 *
 * Each Dₖ has one root in [0, λ), the pole uₖ. Between neighbouring poles lies one root z of 1 − Σ aₖ/Dₖ, and there
 * Σ cₖ/Dₖ(z) = 0, because the transform of the waiting time is finite. With Σ cₖ = 1 − ρ these are as many equations
 * as unknowns. At a pole, finiteness also demands cₖ = aₖ(uₖ)·Φ/s: poles that coincide therefore share one unknown
 * in the proportions of their aₖ, which is how equal classes and classes without a swap (all at u = 0) are solved,
 * and classes whose aₖ has vanished (nobody arrives during a service that long) have cₖ = 0.
 */

import { solveInPlace } from '../math/linear.ts';
import { type DistinctClasses, distinctClasses, serviceTransform } from './msm1-poles.ts';

/** A step this small beside the distance to the nearest pole leaves an error of its square: E[W] to eleven digits. */
const STEP_TOLERANCE = 1e-5;
const MOST_STEPS = 100;

let capacity = 0;
let denominator: Float64Array;
let denominatorSlope: Float64Array;
let matrix: Float64Array;
let rightSide: Float64Array;

function reserve(classes: number): void {
  if (classes <= capacity) return;
  capacity = Math.max(16, 2 * classes);
  denominator = new Float64Array(capacity);
  denominatorSlope = new Float64Array(capacity);
  matrix = new Float64Array(capacity * capacity);
  rightSide = new Float64Array(capacity);
}

/**
 * Finds the cₖ of a stable queue. The answer is the workspace itself: read it before the next call.
 *
 * @param rate λₖ, requests per ms, each above 0
 * @param service Sₖ, ms @param scv of the service times @param swap Oₖ, ms; all as long as `rate`
 * @param idleProbability 1 − ρ, above 0
 */
export function solveIdle(
  rate: Float64Array,
  service: Float64Array,
  scv: Float64Array,
  swap: Float64Array,
  idleProbability: number,
): DistinctClasses {
  const w = distinctClasses(rate, service, scv, swap);
  reserve(w.size);
  findRoots(w);
  solveLinear(w, idleProbability);
  return w;
}

/** One root of 1 − Σ aₖ/Dₖ between each pair of neighbouring poles. */
function findRoots(w: DistinctClasses): void {
  w.roots = 0;
  let left = -1;
  for (let d = 0; d < w.size; d++) {
    if (w.unknown[d]! < 0) continue;
    if (left >= 0 && w.unknown[d] !== w.unknown[left]) {
      const z = findRoot(w, left, d);
      fillRow(w, w.roots);
      w.root[w.roots++] = z;
    }
    left = d;
  }
}

let below = 0;
let belowSlope = 0;
let above = 0;
let aboveSlope = 0;

/** Σ aₖ/Dₖ and its slope at u, the poles up to `left` and those after it apart; Dₖ and its slope are kept. */
function evaluate(w: DistinctClasses, u: number, left: number): void {
  const { size, rate, service, scv, swap, count } = w;
  const s = w.totalRate - u;
  below = belowSlope = above = aboveSlope = 0;
  for (let d = 0; d < size; d++) {
    const ownService = service[d]!;
    const ownSwap = swap[d]!;
    const arriving = rate[d]! * serviceTransform(ownService, scv[d]!, s);
    const gain = ownSwap === 0 ? arriving : arriving * Math.exp(-s * ownSwap);
    const pace = ownService / (1 + scv[d]! * ownService * s);
    const gainSlope = (pace + ownSwap) * gain;
    const value = u - (arriving - gain);
    const slope = 1 - pace * arriving + gainSlope;
    denominator[d] = value;
    denominatorSlope[d] = slope;
    if (value === 0) continue;
    const term = (count[d]! * gain) / value;
    const termSlope = (count[d]! * gainSlope - term * slope) / value;
    if (d <= left) {
      below += term;
      belowSlope += termSlope;
    } else {
      above += term;
      aboveSlope += termSlope;
    }
  }
}

/**
 * The root between the poles of `left` and `right`. Each side of the sum is replaced by constant + weight/(u − pole),
 * equal in value and slope, and the resulting quadratic solved (the iteration that LAPACK uses for secular equations,
 * Li 1993); a step that would leave the bracket halves it instead.
 */
function findRoot(w: DistinctClasses, left: number, right: number): number {
  const start = w.pole[left]!;
  const end = w.pole[right]!;
  let low = start;
  let high = end;
  const weightLeft = w.count[left]! * w.gain[left]!;
  const weightRight = w.count[right]! * w.gain[right]!;
  let u = start + (end - start) * (weightLeft / (weightLeft + weightRight));
  for (let step = 0; step < MOST_STEPS; step++) {
    if (!(u > low && u < high)) u = low + (high - low) / 2;
    evaluate(w, u, left);
    if (below + above > 1) low = u;
    else high = u;
    const change = secularStep(u - start, u - end);
    const next = u + change;
    const isInside = next > low && next < high;
    if (isInside && Math.abs(change) <= STEP_TOLERANCE * Math.min(u - start, end - u)) {
      for (let d = 0; d < w.size; d++) denominator[d]! += denominatorSlope[d]! * change;
      return next;
    }
    if (high - low <= 4 * Number.EPSILON * high) return u;
    u = isInside ? next : low + (high - low) / 2;
  }
  return u;
}

/** The step to the root of the two-pole model at distances `toLeft` > 0 and `toRight` < 0 from its poles. */
function secularStep(toLeft: number, toRight: number): number {
  // below ≈ r + q/(u − start): q = −slope·toLeft², r = below + slope·toLeft; the same above.
  const constant = 1 - (below + belowSlope * toLeft) - (above + aboveSlope * toRight);
  const weightLeft = -belowSlope * toLeft * toLeft;
  const weightRight = -aboveSlope * toRight * toRight;
  // constant = weightLeft/(toLeft + x) + weightRight/(toRight + x) is a quadratic in x with one root between the poles.
  const linear = constant * (toLeft + toRight) - weightLeft - weightRight;
  const value = (1 - below - above) * toLeft * toRight;
  const spread = Math.sqrt(linear * linear - 4 * constant * value);
  return linear <= 0 ? (2 * value) / (spread - linear) : -(linear + spread) / (2 * constant);
}

/** The equation Σ cₖ/Dₖ(z) = 0 at the root last found, scaled so that its greatest entry is 1. */
function fillRow(w: DistinctClasses, row: number): void {
  const { unknowns } = w;
  const start = row * unknowns;
  matrix.fill(0, start, start + unknowns);
  for (let d = 0; d < w.size; d++) {
    const unknown = w.unknown[d]!;
    if (unknown >= 0) matrix[start + unknown]! += (w.count[d]! * w.idle[d]!) / denominator[d]!;
  }
  let greatest = 0;
  for (let g = 0; g < unknowns; g++) greatest = Math.max(greatest, Math.abs(matrix[start + g]!));
  for (let g = 0; g < unknowns; g++) matrix[start + g]! /= greatest;
  rightSide[row] = 0;
}

/** Adds Σ cₖ = 1 − ρ, solves, and turns the shares in `idle` into probabilities. */
function solveLinear(w: DistinctClasses, idleProbability: number): void {
  const { unknowns } = w;
  const last = unknowns - 1;
  matrix.fill(1, last * unknowns, unknowns * unknowns);
  rightSide[last] = idleProbability;
  solveInPlace(matrix, rightSide, unknowns);
  for (let d = 0; d < w.size; d++) if (w.unknown[d]! >= 0) w.idle[d]! *= rightSide[w.unknown[d]!]!;
}
