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

/** Poles closer than this, relative to their size, are one. Below it the difference has no digits left. */
const COINCIDENT = 1e-10;
/** A class whose aₖ is this small beside λ has no idle probability to speak of. */
const VANISHED = 1e-18;
/** A step this small beside the distance to the nearest pole leaves an error of its square: E[W] to eleven digits. */
const STEP_TOLERANCE = 1e-5;
const MOST_STEPS = 100;

/** The queue's classes with equal ones counted together, in the order of their poles; the first `size` entries. */
export interface DistinctClasses {
  size: number;
  /** λ of all classes together. */
  totalRate: number;
  /** λₖ of one class of this kind. */
  rate: Float64Array;
  service: Float64Array;
  scv: Float64Array;
  swap: Float64Array;
  /** How many equal classes this one stands for. */
  count: Float64Array;
  pole: Float64Array;
  /** aₖ at its pole. */
  gain: Float64Array;
  /** cₖ of one class of this kind. */
  idle: Float64Array;
  /** Which shared unknown: from 0; −1 for a class that has vanished. */
  unknown: Int32Array;
  /** The roots z between neighbouring unknowns' poles, in u. */
  root: Float64Array;
  roots: number;
  /** The entry that stands for each class asked about. */
  kindOf: Int32Array;
}

let capacity = 0;
let work: DistinctClasses;
let denominator: Float64Array;
let denominatorSlope: Float64Array;
let matrix: Float64Array;
let rightSide: Float64Array;

/** Makes room for `classes`. The workspace is reused from call to call: no solution outlives the next one. */
function reserve(classes: number): DistinctClasses {
  if (classes > capacity) {
    capacity = Math.max(16, 2 * classes);
    const numbers = () => new Float64Array(capacity);
    work = {
      size: 0,
      totalRate: 0,
      rate: numbers(),
      service: numbers(),
      scv: numbers(),
      swap: numbers(),
      count: numbers(),
      pole: numbers(),
      gain: numbers(),
      idle: numbers(),
      unknown: new Int32Array(capacity),
      root: numbers(),
      roots: 0,
      kindOf: new Int32Array(capacity),
    };
    denominator = numbers();
    denominatorSlope = numbers();
    rightSide = numbers();
    matrix = new Float64Array(capacity * capacity);
    order = new Int32Array(capacity);
    polesAsked = numbers();
    gainsAsked = numbers();
  }
  return work;
}

let order: Int32Array;
let polesAsked: Float64Array;
let gainsAsked: Float64Array;

/** Transform of the service time at s; gamma with the given SCV, a fixed time where that is 0. */
export function serviceTransform(service: number, scv: number, s: number): number {
  return scv === 0 ? Math.exp(-s * service) : Math.exp(-Math.log1p(scv * service * s) / scv);
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
  const w = reserve(rate.length);
  w.totalRate = 0;
  for (let k = 0; k < rate.length; k++) w.totalRate += rate[k]!;
  for (let k = 0; k < rate.length; k++) findPole(k, w.totalRate, rate[k]!, service[k]!, scv[k]!, swap[k]!);
  sortByPole(rate.length);
  countEqual(w, rate, service, scv, swap);
  const unknowns = shareUnknowns(w);
  findRoots(w, unknowns);
  solveLinear(w, unknowns, idleProbability);
  return w;
}

/** Newton's method inside a bracket for the one root of u = h(u) in [0, λ). */
function findPole(k: number, total: number, rate: number, service: number, scv: number, swap: number): void {
  let low = 0;
  let high = total;
  let u = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    const s = total - u;
    const arriving = rate * serviceTransform(service, scv, s);
    const gain = arriving * Math.exp(-s * swap);
    gainsAsked[k] = gain;
    const value = u - (arriving - gain);
    if (value === 0) break;
    if (value < 0) low = u;
    else high = u;
    const pace = service / (1 + scv * service * s);
    const slope = 1 - pace * arriving + (pace + swap) * gain;
    let next = u - value / slope;
    if (!(next >= low && next <= high)) next = (low + high) / 2;
    const change = Math.abs(next - u);
    u = next;
    if (change <= STEP_TOLERANCE * STEP_TOLERANCE * u) break;
  }
  polesAsked[k] = u;
}

/** Insertion sort: few classes, and usually almost in order from one question to the next. */
function sortByPole(classes: number): void {
  for (let k = 0; k < classes; k++) {
    const pole = polesAsked[k]!;
    let place = k;
    while (place > 0 && polesAsked[order[place - 1]!]! > pole) {
      order[place] = order[place - 1]!;
      place--;
    }
    order[place] = k;
  }
}

function countEqual(
  w: DistinctClasses,
  rate: Float64Array,
  service: Float64Array,
  scv: Float64Array,
  swap: Float64Array,
): void {
  let d = -1;
  for (let place = 0; place < rate.length; place++) {
    const k = order[place]!;
    const isEqual =
      d >= 0 && w.rate[d] === rate[k] && w.service[d] === service[k] && w.scv[d] === scv[k] && w.swap[d] === swap[k];
    if (!isEqual) {
      d++;
      w.rate[d] = rate[k]!;
      w.service[d] = service[k]!;
      w.scv[d] = scv[k]!;
      w.swap[d] = swap[k]!;
      w.pole[d] = polesAsked[k]!;
      w.gain[d] = gainsAsked[k]!;
      w.count[d] = 0;
    }
    w.count[d]! += 1;
    w.kindOf[k] = d;
  }
  w.size = d + 1;
}

/** Numbers the unknowns, gives coinciding poles one together, and puts each class's share of it into `idle`. */
function shareUnknowns(w: DistinctClasses): number {
  let unknowns = 0;
  let first = 0;
  let lastPole = Number.NaN;
  let gains = 0;
  const settle = (end: number) => {
    for (let d = first; d < end; d++) w.idle[d] = w.unknown[d]! < 0 ? 0 : w.gain[d]! / gains;
    first = end;
    gains = 0;
  };
  for (let d = 0; d < w.size; d++) {
    if (w.gain[d]! <= VANISHED * w.totalRate) {
      w.unknown[d] = -1;
      continue;
    }
    const pole = w.pole[d]!;
    if (!(pole - lastPole <= COINCIDENT * pole)) {
      settle(d);
      unknowns++;
    }
    lastPole = pole;
    w.unknown[d] = unknowns - 1;
    gains += w.count[d]! * w.gain[d]!;
  }
  settle(w.size);
  return unknowns;
}

/** One root of 1 − Σ aₖ/Dₖ between each pair of neighbouring poles. */
function findRoots(w: DistinctClasses, unknowns: number): void {
  w.roots = 0;
  if (unknowns < 2) return;
  let left = -1;
  for (let d = 0; d < w.size; d++) {
    if (w.unknown[d]! < 0) continue;
    if (left >= 0 && w.unknown[d] !== w.unknown[left]) {
      const z = findRoot(w, left, d);
      fillRow(w, w.roots, unknowns);
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
function fillRow(w: DistinctClasses, row: number, unknowns: number): void {
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
function solveLinear(w: DistinctClasses, unknowns: number, idleProbability: number): void {
  const last = unknowns - 1;
  matrix.fill(1, last * unknowns, unknowns * unknowns);
  rightSide[last] = idleProbability;
  solveInPlace(matrix, rightSide, unknowns);
  for (let d = 0; d < w.size; d++) if (w.unknown[d]! >= 0) w.idle[d]! *= rightSide[w.unknown[d]!]!;
}
