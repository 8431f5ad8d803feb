/**
 * The classes of the M/SM/1 queue in the order of their poles: the first half of `msm1-idle.ts`, which explains the
 * notation.
 */

/** Poles closer than this, relative to their size, are one. Below it the difference has no digits left. */
const COINCIDENT = 1e-10;
/** A class whose aₖ is this small beside λ has no idle probability to speak of. */
const VANISHED = 1e-18;
/** Newton's method ends where a step is this small beside u: the next would be of its square. */
const STEP_TOLERANCE = 1e-10;
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
  /** How many unknowns there are. */
  unknowns: number;
  /** The roots z between neighbouring unknowns' poles, in u. */
  root: Float64Array;
  roots: number;
  /** The entry that stands for each class asked about. */
  kindOf: Int32Array;
}

let capacity = 0;
let work: DistinctClasses;
let order: Int32Array;
let polesAsked: Float64Array;
let gainsAsked: Float64Array;

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
      unknowns: 0,
      root: numbers(),
      roots: 0,
      kindOf: new Int32Array(capacity),
    };
    order = new Int32Array(capacity);
    polesAsked = numbers();
    gainsAsked = numbers();
  }
  return work;
}

/** Transform of the service time at s; gamma with the given SCV, a fixed time where that is 0. */
export function serviceTransform(service: number, scv: number, s: number): number {
  return scv === 0 ? Math.exp(-s * service) : Math.exp(-Math.log1p(scv * service * s) / scv);
}

/**
 * Finds the poles, orders the classes by them and numbers the unknowns. The answer is a workspace: read it before the
 * next call. Parameters as in `solveIdle`.
 */
export function distinctClasses(
  rate: Float64Array,
  service: Float64Array,
  scv: Float64Array,
  swap: Float64Array,
): DistinctClasses {
  const w = reserve(rate.length);
  w.totalRate = 0;
  for (let k = 0; k < rate.length; k++) w.totalRate += rate[k]!;
  for (let k = 0; k < rate.length; k++) findPole(k, w.totalRate, rate[k]!, service[k]!, scv[k]!, swap[k]!);
  sortByPole(rate.length);
  countEqual(w, rate, service, scv, swap);
  shareUnknowns(w);
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
    if (change <= STEP_TOLERANCE * u) break;
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
function shareUnknowns(w: DistinctClasses): void {
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
  w.unknowns = unknowns;
}
