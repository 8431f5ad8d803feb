/**
 * The law of a response time under processor sharing: x of own service and, while it lasts, delay by others. Mean and
 * variance of the delay are known; its form is approximated by a gamma process running along the own service, so that
 * a request of size x is delayed by a gamma time with mean x·(slowdown − 1) and variance in proportion to x.
 */

import { gaussLegendre } from '../math/gauss-legendre.ts';
import { logGamma } from '../math/incomplete-gamma.ts';
import { gammaTime, invert, multiplyNode, type NodeLine, type Transform } from '../math/laplace.ts';
import { type ServiceClasses, waitTransformMg1 } from './mg1.ts';
import type { Slowdown } from './processor-sharing.ts';
import type { LawPart, ResponseLaw } from './response-law.ts';

/** Var[R(x)] of a request of size x ms, ms². */
export type VarianceOfSize = (x: number) => number;

/**
 * Var[R(x)] = 2/(1 − ρ)² ∫₀ˣ (x − y) P(W > y) dy for φ(n) = 1, W the waiting time of the M/G/1 queue with the same
 * classes. Exact: Zwart and Boxma 2000. The integral is the inverse of (1 − E e^{−sW})/s³.
 */
export function varianceSingleServer(classes: ServiceClasses, utilization: number): VarianceOfSize {
  const wait = waitTransformMg1(classes);
  const integral: Transform = (line) => {
    wait(line);
    for (let j = 0; j < line.re.length; j++) divideByCube(line, j);
  };
  return (x) => (2 / (1 - utilization) ** 2) * invert(integral, x);
}

/** Replaces the value v at node j by (1 − v)/s³. */
function divideByCube({ real, step, re, im }: NodeLine, j: number): void {
  const y = j * step;
  const cubeRe = real * (real * real - 3 * y * y);
  const cubeIm = y * (3 * real * real - y * y);
  const size = cubeRe * cubeRe + cubeIm * cubeIm;
  const r = 1 - re[j]!;
  const i = -im[j]!;
  re[j] = (r * cubeRe + i * cubeIm) / size;
  im[j] = (i * cubeRe - r * cubeIm) / size;
}

/**
 * Var[R(x)] for any rate function φ, from the slowdown met on arrival and an exponentially fading correlation along
 * the own service: 2σ²(τx − τ²(1 − e^{−x/τ})). Approximation: σ² is exact; τ is exact for exponential services and
 * scaled by (1 + scv)/2 for others, which for φ(n) = 1 reproduces the exact long-run variance.
 *
 * @param scvMix squared coefficient of variation of a random request's service time
 */
export function varianceRateFunction(slowdown: Slowdown, scvMix: number): VarianceOfSize {
  const tau = (slowdown.correlationTime * (1 + scvMix)) / 2;
  // −expm1 keeps the digits that x/τ − (1 − e^{−x/τ}) loses for short requests; below 1e-4 the series is better still.
  return (x) => {
    const span = x / tau;
    const bend = span < 1e-4 ? (span * span) / 2 : span + Math.expm1(-span);
    return 2 * slowdown.variance * tau * tau * bend;
  };
}

/** Service laws wider than this are taken apart: within a part, sizes differ little and are delayed alike. */
const NARROW_SCV = 0.1;
/** Sizes that differ by less than this part of themselves are delayed alike, too. */
const ALIKE = 0.3;
/** Parts lighter than this are left to their neighbours. */
const LIGHTEST = 1e-6;
/** Beyond so many times the mean response of a narrow part, or the spread of its delay, nothing is left: e^{−40}. */
const LONGEST = 40;

/**
 * The law of one class's response time.
 *
 * @param service E[S], ms
 * @param scv of the service times, 0 for fixed ones, else gamma
 * @param meanSlowdown E[R]/E[S], from 1
 * @param variance Var[R(x)] for a given size
 */
export function sharingLaw(service: number, scv: number, meanSlowdown: number, variance: VarianceOfSize): ResponseLaw {
  return sizeParts(service, scv).map((part) => partLaw(part, meanSlowdown - 1, variance));
}

/** With probability `mass` the service time is gamma (fixed where `scv` is 0) with this mean. */
interface SizePart {
  readonly mass: number;
  readonly service: number;
  readonly scv: number;
}

/**
 * A gamma law as a mixture of narrower ones: Gamma(κ, θ) is Gamma(κ + n, pθ) with n negative binomial (κ, p), which
 * is (1 + θs)^{−κ} expanded. Numbers n that lie near each other go together as one gamma law of their first two moments.
 */
function sizeParts(service: number, scv: number): readonly SizePart[] {
  if (scv <= NARROW_SCV) return [{ mass: 1, service, scv }];
  const shape = 1 / scv;
  const p = NARROW_SCV / scv;
  const scale = p * scv * service;
  const parts: SizePart[] = [];
  let left = 1;
  for (let n = 0; left > LIGHTEST; ) {
    const together = Math.max(1, Math.floor(ALIKE * (shape + n)));
    const { mass, mean, square } = momentsOf(shape, p, n, together);
    n += together;
    left -= mass;
    // What is left beyond is light, and so is what the sums are off by.
    const last = left <= LIGHTEST ? left : 0;
    const size = mean / mass;
    parts.push({ mass: mass + last, service: size * scale, scv: square / mass / (size * size) - 1 });
  }
  return parts;
}

/** From this many numbers on, those of a part are integrated over. */
const MANY = 16;
const RULE = gaussLegendre(4);

/** Chance of the numbers from `first` on, and moments of a Gamma(κ + n, 1) variable with such an n. */
function momentsOf(shape: number, p: number, first: number, count: number) {
  let [mass, mean, square] = [0, 0, 0];
  const add = (n: number, weight: number) => {
    const log = logGamma(shape + n) - logGamma(shape) - logGamma(n + 1) + shape * Math.log(p) + n * Math.log1p(-p);
    const chance = weight * Math.exp(log);
    mass += chance;
    mean += chance * (shape + n);
    square += chance * (shape + n) * (shape + n + 1);
  };
  if (count < MANY) {
    for (let n = first; n < first + count; n++) add(n, 1);
  } else {
    const middle = first + (count - 1) / 2;
    RULE.node.forEach((node, i) => {
      add(middle + (node * count) / 2, (RULE.weight[i]! * count) / 2);
    });
  }
  return { mass, mean, square };
}

function partLaw({ mass, service, scv }: SizePart, delay: number, variance: VarianceOfSize): LawPart {
  // Var[R(x)] grows between x and x², so that its mean over a narrow part is its value at the root mean square.
  const spread = variance(service * Math.sqrt(1 + scv)) / service;
  if (!(delay > 0 && spread > 0)) return undelayed(mass, service, scv);
  const scale = spread / delay;
  const pace = delay / scale;
  if (scv === 0) return { mass, ...delayedFixed(service, pace * service, scale) };
  const longest = LONGEST * (service * (1 + delay) + scale);
  return { mass, shift: 0, atom: 0, longest, remainder: [delayedGamma(service, scv, pace, scale)] };
}

/** Of a gamma law with a greater shape the least that ever occurs is a fixed time, which an inversion would blur. */
const MOST_SHAPE = 400;

/** A fixed service and a gamma delay with this shape and scale. */
function delayedFixed(service: number, shape: number, scale: number): Omit<LawPart, 'mass'> {
  if (shape <= MOST_SHAPE) return { shift: service, atom: 0, remainder: [gammaTime(shape, scale)] };
  // Mean and variance stay; the skewness is 0.1 instead of less.
  const wider = scale * Math.sqrt(shape / MOST_SHAPE);
  const fixed = shape * scale - MOST_SHAPE * wider;
  return { shift: service + fixed, atom: 0, remainder: [gammaTime(MOST_SHAPE, wider)] };
}

function undelayed(mass: number, service: number, scv: number): LawPart {
  if (scv === 0) return { mass, shift: service, atom: 1, remainder: [] };
  const longest = LONGEST * service;
  return { mass, shift: 0, atom: 0, longest, remainder: [gammaTime(1 / scv, scv * service)] };
}

/** E e^{−(s + ψ(s))X} for gamma X and the gamma process with exponent ψ(s) = pace·log(1 + scale·s). */
function delayedGamma(service: number, scv: number, pace: number, scale: number): Transform {
  return ({ real, step, re, im }) => {
    const x = 1 + scale * real;
    for (let j = 0; j < re.length; j++) {
      const y = scale * step * j;
      const delayRe = 0.5 * pace * Math.log(x * x + y * y);
      const delayIm = pace * Math.atan2(y, x);
      const baseRe = 1 + scv * service * (real + delayRe);
      const baseIm = scv * service * (step * j + delayIm);
      const size = Math.exp((-0.5 / scv) * Math.log(baseRe * baseRe + baseIm * baseIm));
      const angle = -Math.atan2(baseIm, baseRe) / scv;
      const r = size * Math.cos(angle);
      const i = size * Math.sin(angle);
      multiplyNode(re, im, j, r, i);
    }
  };
}
