/**
 * Probability laws by their Laplace transforms, and back to probabilities.
 *
 * Inversion needs a transform at the nodes s_j = real + i·j·step of one vertical line. A `Transform` therefore
 * answers for a whole line at once: along it e^{−sx} is a geometric progression, so that a fixed delay costs one
 * complex product per node and no exponential.
 */

/** A vertical line of nodes and one complex value at each, which transforms multiply. */
export interface NodeLine {
  /** Re s of every node, 1/ms, above 0. */
  real: number;
  /** Im s of node j is `j · step`, 1/ms. */
  step: number;
  /** Value at node j: `re[j] + i·im[j]`. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Multiplies the values of a line by E[e^{−sX}] at its nodes. */
export type Transform = (line: NodeLine) => void;

/** A distribution's values at one point. */
export interface TailAndDensity {
  /** P(X > t). */
  tail: number;
  /** The density at t, 1/ms. */
  density: number;
}

/** Discretisation error of the inverted tail is about e^{−ERROR_EXPONENT} = 1e-8. */
const ERROR_EXPONENT = 18.4;
/** Terms summed plainly; more resolve finer kinks of the law, at t / PLAIN_TERMS. */
const PLAIN_TERMS = 48;
/** Terms averaged with binomial weights (Euler's transformation of the alternating rest). */
const EULER_TERMS = 12;
/** Nodes that a `NodeLine` for the inversion has. */
export const NODES = PLAIN_TERMS + EULER_TERMS + 1;

const WEIGHTS = eulerWeights(PLAIN_TERMS, EULER_TERMS);

/**
 * Weights of Re f(s_j), sign and Euler average included, so that an inversion is one dot product: ½, −1, 1, … for
 * `plain` terms, then falling to 0 with the binomial law over `averaged` more.
 */
export function eulerWeights(plain: number, averaged: number): Float64Array {
  const weights = new Float64Array(plain + averaged + 1);
  let binomial = 1;
  let share = 2 ** -averaged;
  for (let j = plain + averaged; j >= 0; j--) {
    weights[j] = (j % 2 === 0 ? 1 : -1) * Math.min(share, 1);
    const chosen = plain + averaged + 1 - j;
    binomial *= Math.max((averaged + 1 - chosen) / chosen, 0);
    share += binomial * 2 ** -averaged;
  }
  weights[0] = 0.5;
  return weights;
}

const line: NodeLine = { real: 1, step: 1, re: new Float64Array(NODES), im: new Float64Array(NODES) };

/**
 * P(X > t) and the density at t of a nonnegative X = X₁ + X₂ + … with independent terms, by the Fourier-series
 * method with Euler summation: Abate and Whitt 1995, "Numerical inversion of Laplace transforms of probability
 * distributions", algorithm EULER. An approximation: within about 1e-7 where the law is smooth near t, within about
 * (jump of the density)·t/500 beside a kink. An atom at 0 is no difficulty for t > 0. The tail is held in [0, 1],
 * which the inversion's own error may leave by 1e-8.
 *
 * @param transforms of the terms of the sum
 * @param t ms, above 0
 * @param out receives the answer
 */
export function invertTail(transforms: readonly Transform[], t: number, out: TailAndDensity): void {
  line.real = ERROR_EXPONENT / (2 * t);
  line.step = Math.PI / t;
  line.re.fill(1);
  line.im.fill(0);
  for (const transform of transforms) transform(line);
  const { re, im, real, step } = line;
  let tail = 0;
  let density = 0;
  for (let j = 0; j < NODES; j++) {
    const y = j * step;
    const weight = WEIGHTS[j]!;
    // Re (1 − F) / s, with s = real + i·y
    tail += (weight * ((1 - re[j]!) * real - im[j]! * y)) / (real * real + y * y);
    density += weight * re[j]!;
  }
  const scale = Math.exp(ERROR_EXPONENT / 2) / t;
  out.tail = Math.min(1, Math.max(0, scale * tail));
  out.density = scale * density;
}

/** Value at t of the function whose transform is the line's value, with no division by s: for other uses than tails. */
export function invert(transform: Transform, t: number): number {
  line.real = ERROR_EXPONENT / (2 * t);
  line.step = Math.PI / t;
  line.re.fill(1);
  line.im.fill(0);
  transform(line);
  let sum = 0;
  for (let j = 0; j < NODES; j++) sum += WEIGHTS[j]! * line.re[j]!;
  return (Math.exp(ERROR_EXPONENT / 2) / t) * sum;
}

/** The transform e^{−sx} of a fixed time x, ms. */
export function fixedTime(x: number): Transform {
  return ({ real, step, re, im }) => {
    const turnRe = Math.cos(step * x);
    const turnIm = -Math.sin(step * x);
    let r = Math.exp(-real * x);
    let i = 0;
    for (let j = 0; j < re.length; j++) {
      multiplyNode(re, im, j, r, i);
      const next = r * turnRe - i * turnIm;
      i = r * turnIm + i * turnRe;
      r = next;
    }
  };
}

/** The transform (1 − e^{−sx})/(sx) of a time that is anything from 0 to x ms with equal chance. */
export function uniformTime(x: number): Transform {
  const fixed = fixedTime(x);
  return (line) => {
    const { real, step, re, im } = line;
    const delay = ownLine(line);
    fixed(delay);
    for (let j = 0; j < re.length; j++) {
      const a = real * x;
      const b = step * j * x;
      const size = a * a + b * b;
      const upRe = 1 - delay.re[j]!;
      const upIm = -delay.im[j]!;
      multiplyNode(re, im, j, (upRe * a + upIm * b) / size, (upIm * a - upRe * b) / size);
    }
  };
}

/** The transform (1 − g)/(1 − g e^{−sx}) of a geometric number, from 0 and with this mean, of times of x ms. */
export function geometricTime(mean: number, x: number): Transform {
  const again = mean / (1 + mean);
  const fixed = fixedTime(x);
  return (line) => {
    const { re, im } = line;
    const delay = ownLine(line);
    fixed(delay);
    for (let j = 0; j < re.length; j++) {
      const a = 1 - again * delay.re[j]!;
      const b = -again * delay.im[j]!;
      const size = (a * a + b * b) / (1 - again);
      multiplyNode(re, im, j, a / size, -b / size);
    }
  };
}

/** The transform of a time that follows the law of parameter k with probability `share[k]`. */
export function mixture(share: Float64Array, parameter: Float64Array, law: (value: number) => Transform): Transform {
  const parts = Array.from(parameter, law);
  return (line) => {
    const sumRe = new Float64Array(line.re.length);
    const sumIm = new Float64Array(line.re.length);
    const own = ownLine(line);
    parts.forEach((part, k) => {
      if (share[k] === 0) return;
      own.re.fill(1);
      own.im.fill(0);
      part(own);
      for (let j = 0; j < sumRe.length; j++) {
        sumRe[j]! += share[k]! * own.re[j]!;
        sumIm[j]! += share[k]! * own.im[j]!;
      }
    });
    for (let j = 0; j < sumRe.length; j++) multiplyNode(line.re, line.im, j, sumRe[j]!, sumIm[j]!);
  };
}

/** The transform of the sum of two independent times. */
export function sumOfTimes(one: Transform, other: Transform): Transform {
  return (line) => {
    one(line);
    other(line);
  };
}

/** The transform of `factor` times as long a time. */
export function stretched(transform: Transform, factor: number): Transform {
  if (factor === 1) return transform;
  return ({ real, step, re, im }) => transform({ real: factor * real, step: factor * step, re, im });
}

/**
 * The transform to a real power, above 0: of `power` independent such times where that is a whole number, and in between
 * where the law is infinitely divisible. The angle is followed from node to node, so that it may pass half a turn.
 */
export function toPower(transform: Transform, power: number): Transform {
  if (power === 1) return transform;
  return (line) => {
    const own = ownLine(line);
    transform(own);
    let angle = 0;
    for (let j = 0; j < own.re.length; j++) {
      const principal = Math.atan2(own.im[j]!, own.re[j]!);
      angle = principal + 2 * Math.PI * Math.round((angle - principal) / (2 * Math.PI));
      const size = Math.hypot(own.re[j]!, own.im[j]!) ** power;
      multiplyNode(line.re, line.im, j, size * Math.cos(power * angle), size * Math.sin(power * angle));
    }
  };
}

/** The same nodes with every value 1. */
export function ownLine({ real, step, re }: NodeLine): NodeLine {
  return { real, step, re: new Float64Array(re.length).fill(1), im: new Float64Array(re.length) };
}

/**
 * The transform (1 + scale·s)^{−shape} of a gamma law with mean shape·scale and variance shape·scale².
 *
 * @param shape above 0
 * @param scale ms, above 0
 */
export function gammaTime(shape: number, scale: number): Transform {
  return ({ real, step, re, im }) => {
    for (let j = 0; j < re.length; j++) {
      const x = 1 + scale * real;
      const y = scale * step * j;
      const size = Math.exp(-0.5 * shape * Math.log(x * x + y * y));
      const angle = -shape * Math.atan2(y, x);
      multiplyNode(re, im, j, size * Math.cos(angle), size * Math.sin(angle));
    }
  };
}

/** So near to shape 1 the closed form below loses its digits. */
const NEAR_ONE = 1e-6;

/**
 * The transform (1 − (1 + scale·s)^{1−shape})/((shape − 1)·scale·s) of a time that is anything from 0 to a gamma time with
 * equal chance, like what is left of it at a random moment in it.
 *
 * @param shape above 0
 * @param scale ms, above 0
 */
export function partOfGammaTime(shape: number, scale: number): Transform {
  const above = Math.abs(shape - 1) < NEAR_ONE ? NEAR_ONE : shape - 1;
  const gamma = gammaTime(above, scale);
  return (line) => {
    const { real, step, re, im } = line;
    const own = ownLine(line);
    gamma(own);
    for (let j = 0; j < re.length; j++) {
      const a = above * scale * real;
      const b = above * scale * step * j;
      const size = a * a + b * b;
      const upRe = 1 - own.re[j]!;
      const upIm = -own.im[j]!;
      multiplyNode(re, im, j, (upRe * a + upIm * b) / size, (upIm * a - upRe * b) / size);
    }
  };
}

/** Multiplies the value at node j by the complex number (r, i). */
export function multiplyNode(re: Float64Array, im: Float64Array, j: number, r: number, i: number): void {
  const before = re[j]!;
  re[j] = before * r - im[j]! * i;
  im[j] = before * i + im[j]! * r;
}
