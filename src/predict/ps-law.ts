/**
 * The law of the response time of a request of size x in the M/G/1 processor-sharing queue. Exact, up to the
 * inversions: Ott 1984 and Yashkov 1983, in the form of Zwart and Boxma 2000,
 *
 *     E e^{−sR(x)} = 1 / G(s, x),   G(s, x) = Σ_k s^k/k! · k/(1 − ρ)^k ∫₀ˣ (x − y)^{k−1} P(W₁ + … + W_{k−1} ≤ y) dy
 *
 * W₁, W₂, … being waiting times of the M/G/1-FCFS queue with the same classes. Summed up under a Laplace transform in
 * x, with P(q) = q − λ + λ B(q) and B the transform of the service times, that is
 *
 *     ∫ e^{−qx} G(s, x) dx = 1/q + s/((1 − ρ) q²) + s²/((1 − ρ) q² (P(q) − s))
 *
 * The last term has one pole z with a real part above 0, which is left of Re s nowhere: |B| ≤ 1 there. With P'(z)(q − z) for
 * P(q) − s it is inverted in closed form; what that leaves has no pole to the right of 0 and is inverted numerically on
 * a line that depends on x alone. Where z is far to the right it is all of G.
 */

import { gammaTail } from '../math/incomplete-gamma.ts';
import { eulerWeights, multiplyNode, type NodeLine, ownLine, type Transform } from '../math/laplace.ts';
import { type Complex, type Derivatives, offeredLoad, type ServiceClasses, workAt } from './mg1.ts';
import type { LawPart, ResponseLaw } from './response-law.ts';

/** Discretisation error e^{−28} of the inner inversion, which the outer one magnifies ten-thousandfold. */
const ERROR_EXPONENT = 28;
const PLAIN_TERMS = 16;
const EULER_TERMS = 12;
/** From Re(z)·x above this, all but the pole z contributes less than e^{−24}. */
const POLE_ALONE = 24;
const MOST_NEWTON_STEPS = 100;
/** A step of this relative size ends the search: what is left after it is of its cube. */
const NEAR = 2e-6;

/**
 * The law of the response time of a request of size x, without the network and the CPU. As long as nobody comes or ends
 * meanwhile, a request that meets n others is delayed by n·x, so that the law has steps:
 *
 *     P(nobody comes, n are met and none of them ends) = (1 − ρ) e^{−λx} (r e^{−λx})ⁿ,   r = Σ λₖ E[max(Sₖ − x, 0)]
 *
 * Those that matter are parts of their own, which an inversion would blur.
 *
 * @param classes of a stable queue
 * @param x size of the request, ms, above 0
 */
export function fixedSizeLaw(classes: ServiceClasses, x: number): ResponseLaw {
  const steps = stepsPs(classes, x);
  let mass = 1;
  for (let n = 1; n < steps.length; n++) mass -= steps[n]!;
  const remainder = [withoutSteps(delayTransformPs(classes, x), steps, x, mass)];
  const law: LawPart[] = [{ mass, shift: x, atom: steps[0]! / mass, remainder }];
  for (let n = 1; n < steps.length; n++) law.push({ mass: steps[n]!, shift: (n + 1) * x, atom: 1, remainder: [] });
  return law;
}

/** Steps that are smaller, or come later, are as good as none beside what the inversion resolves. */
const LEAST_STEP = 1e-4;
const MOST_STEPS = 32;

/** P(the delay is n·x, and nobody came or ended meanwhile), at index n. */
function stepsPs(classes: ServiceClasses, x: number): readonly number[] {
  const undisturbed = Math.exp(-rateOf(classes) * x);
  const ratio = loadBeyond(classes, x) * undisturbed;
  const steps = [(1 - offeredLoad(classes)) * undisturbed];
  while (steps.length <= MOST_STEPS) {
    const next = steps[steps.length - 1]! * ratio;
    if (next < LEAST_STEP) break;
    steps.push(next);
  }
  return steps;
}

/** Σ λₖ E[max(Sₖ − x, 0)]. */
function loadBeyond({ arrivalRate, serviceTime, scvService }: ServiceClasses, x: number): number {
  let load = 0;
  for (let k = 0; k < arrivalRate.length; k++) {
    const service = serviceTime[k]!;
    const scv = scvService[k]!;
    if (scv === 0) {
      load += arrivalRate[k]! * Math.max(service - x, 0);
      continue;
    }
    const at = x / (scv * service);
    load += arrivalRate[k]! * Math.max(0, service * gammaTail(1 / scv + 1, at) - x * gammaTail(1 / scv, at));
  }
  return load;
}

/** The transform less those of the steps from the second on, over the mass that is left. */
function withoutSteps(transform: Transform, steps: readonly number[], x: number, mass: number): Transform {
  if (steps.length === 1) return transform;
  return (line) => {
    const { real, step, re, im } = line;
    const own = ownLine(line);
    transform(own);
    for (let j = 0; j < re.length; j++) {
      const fade = Math.exp(-real * x);
      const turnRe = fade * Math.cos(step * j * x);
      const turnIm = -fade * Math.sin(step * j * x);
      // Horner's scheme from the last step on.
      let [r, i] = [0, 0];
      for (let n = steps.length - 1; n > 0; n--) {
        const up = r + steps[n]!;
        [r, i] = [up * turnRe - i * turnIm, up * turnIm + i * turnRe];
      }
      multiplyNode(re, im, j, (own.re[j]! - r) / mass, (own.im[j]! - i) / mass);
    }
  };
}

/** The transform of the delay R(x) − x. */
export function delayTransformPs(classes: ServiceClasses, x: number): Transform {
  const idle = 1 - offeredLoad(classes);
  const total = rateOf(classes);
  let inner: InnerLine = innerLine(classes, idle, x, 0);
  return (line) => {
    const { real, step, re } = line;
    z.re = Math.min(real + total, real / idle);
    z.im = 0;
    s.re = real;
    for (let j = 0; j < re.length; j++) {
      s.im = j * step;
      if (j > 0) followPole(step, j === 1);
      findPole(classes, idle);
      if (z.re * x >= POLE_ALONE) {
        divideByPole(x, idle, line, j);
        continue;
      }
      const reach = Math.ceil((re.length * step * x) / (2 * Math.PI));
      if (inner.reach < reach) inner = innerLine(classes, idle, x, reach);
      divideByAll(inner, x, idle, line, j);
    }
  };
}

function rateOf({ arrivalRate }: ServiceClasses): number {
  let total = 0;
  for (let k = 0; k < arrivalRate.length; k++) total += arrivalRate[k]!;
  return total;
}

/** One node of the outer line, the pole z that goes with it, and P'(z). */
const s: Complex = { re: 0, im: 0 };
const z: Complex = { re: 0, im: 0 };
const slope: Complex = { re: 0, im: 0 };
const work: Derivatives = { value: { re: 0, im: 0 }, slope: { re: 0, im: 0 }, bend: { re: 0, im: 0 } };
/** d²z/ds² where `followPole` was last. */
const curve: Complex = { re: 0, im: 0 };

/** Moves z along Taylor's series from one s to the next, i·step from it: z' = 1/P', z'' = −P''/P'³. */
function followPole(step: number, isFirst: boolean): void {
  const size = slope.re * slope.re + slope.im * slope.im;
  const re = slope.re / size;
  const im = -slope.im / size;
  const squareRe = re * re - im * im;
  const squareIm = 2 * re * im;
  const cubeRe = squareRe * re - squareIm * im;
  const cubeIm = squareRe * im + squareIm * re;
  const curveRe = work.bend.im * cubeIm - work.bend.re * cubeRe;
  const curveIm = -work.bend.re * cubeIm - work.bend.im * cubeRe;
  // A third of the change of z'' since the node before stands for the next term.
  const nextRe = curveRe + (isFirst ? 0 : (curveRe - curve.re) / 3);
  const nextIm = curveIm + (isFirst ? 0 : (curveIm - curve.im) / 3);
  z.re = Math.max(s.re, z.re - step * im - ((step * step) / 2) * nextRe);
  z.im += step * re - ((step * step) / 2) * nextIm;
  curve.re = curveRe;
  curve.im = curveIm;
}

/**
 * Moves z to the one root of P(z) = s with Re z ≥ Re s, and puts P'(z) in `slope`: Halley's method, and where that
 * leaves the half plane the iteration z ← s + λ − λB(z), which cannot.
 */
function findPole(classes: ServiceClasses, idle: number): void {
  const { value, bend } = work;
  for (let step = 0; step < MOST_NEWTON_STEPS; step++) {
    workAt(classes, z, work);
    slope.re = work.slope.re + idle;
    slope.im = work.slope.im;
    const gapRe = idle * z.re + value.re - s.re;
    const gapIm = idle * z.im + value.im - s.im;
    const size = slope.re * slope.re + slope.im * slope.im;
    let moveRe = (gapRe * slope.re + gapIm * slope.im) / size;
    let moveIm = (gapIm * slope.re - gapRe * slope.im) / size;
    const turnRe = bend.re * moveRe - bend.im * moveIm;
    const turnIm = bend.re * moveIm + bend.im * moveRe;
    const isNear = Math.abs(moveRe) + Math.abs(moveIm) <= NEAR * (Math.abs(z.re) + Math.abs(z.im));
    if (!(isNear || z.re - moveRe >= s.re)) [moveRe, moveIm] = [gapRe, gapIm];
    z.re -= moveRe;
    z.im -= moveIm;
    if (!isNear) continue;
    const bentRe = (turnRe * slope.re + turnIm * slope.im) / (2 * size);
    const bentIm = (turnIm * slope.re - turnRe * slope.im) / (2 * size);
    z.re -= bentRe * moveRe - bentIm * moveIm;
    z.im -= bentRe * moveIm + bentIm * moveRe;
    slope.re -= turnRe;
    slope.im -= turnIm;
    break;
  }
}

/** e^{sx}/G with G = s² e^{zx} / ((1 − ρ) z² P'(z)). */
function divideByPole(x: number, idle: number, line: NodeLine, j: number): void {
  // (z/s)² P'(z), the square root first
  const size = s.re * s.re + s.im * s.im;
  const ratioRe = (z.re * s.re + z.im * s.im) / size;
  const ratioIm = (z.im * s.re - z.re * s.im) / size;
  const squareRe = ratioRe * ratioRe - ratioIm * ratioIm;
  const squareIm = 2 * ratioRe * ratioIm;
  const factorRe = squareRe * slope.re - squareIm * slope.im;
  const factorIm = squareRe * slope.im + squareIm * slope.re;
  const fade = idle * Math.exp((s.re - z.re) * x);
  const c = fade * Math.cos((s.im - z.im) * x);
  const d = fade * Math.sin((s.im - z.im) * x);
  multiplyNode(line.re, line.im, j, factorRe * c - factorIm * d, factorRe * d + factorIm * c);
}

/** Nodes q of the inner line, P(q) and weight/q² there, to be summed over both halves of it. */
interface InnerLine {
  /** Imaginary parts, in units of π/x, up to which nothing is averaged away. */
  readonly reach: number;
  readonly real: number;
  readonly step: number;
  readonly pRe: Float64Array;
  readonly pIm: Float64Array;
  readonly weightRe: Float64Array;
  readonly weightIm: Float64Array;
  /** e^{Re(q) x}/x, by which the sum is multiplied. */
  readonly scale: number;
}

const atNode: Derivatives = { value: { re: 0, im: 0 }, slope: { re: 0, im: 0 }, bend: { re: 0, im: 0 } };

function innerLine(classes: ServiceClasses, idle: number, x: number, reach: number): InnerLine {
  const weights = eulerWeights(PLAIN_TERMS + reach, EULER_TERMS);
  const real = ERROR_EXPONENT / (2 * x);
  const step = Math.PI / x;
  const pRe = new Float64Array(weights.length);
  const pIm = new Float64Array(weights.length);
  const weightRe = new Float64Array(weights.length);
  const weightIm = new Float64Array(weights.length);
  const q: Complex = { re: real, im: 0 };
  for (let k = 0; k < weights.length; k++) {
    const y = k * step;
    q.im = y;
    workAt(classes, q, atNode);
    pRe[k] = idle * real + atNode.value.re;
    pIm[k] = idle * y + atNode.value.im;
    const weight = (k === 0 ? weights[0]! : weights[k]! / 2) / (real * real + y * y) ** 2;
    weightRe[k] = weight * (real * real - y * y);
    weightIm[k] = weight * -2 * real * y;
  }
  return { reach, real, step, pRe, pIm, weightRe, weightIm, scale: Math.exp(ERROR_EXPONENT / 2) / x };
}

const sum: Complex = { re: 0, im: 0 };
const rest: Complex = { re: 0, im: 0 };

/** e^{sx}/G with G = 1 + sx/(1 − ρ) + s²/(1 − ρ)·((e^{zx} − 1 − zx)/(z² P'(z)) + the inner inversion). */
function divideByAll(inner: InnerLine, x: number, idle: number, line: NodeLine, j: number): void {
  sumOverLine(inner, sum);
  expRest(z.re * x, z.im * x, rest);
  const squareRe = z.re * z.re - z.im * z.im;
  const squareIm = 2 * z.re * z.im;
  const downRe = squareRe * slope.re - squareIm * slope.im;
  const downIm = squareRe * slope.im + squareIm * slope.re;
  const downSize = downRe * downRe + downIm * downIm;
  const allRe = sum.re + (rest.re * downRe + rest.im * downIm) / downSize;
  const allIm = sum.im + (rest.im * downRe - rest.re * downIm) / downSize;
  const sRe = s.re * s.re - s.im * s.im;
  const sIm = 2 * s.re * s.im;
  const gRe = 1 + (s.re * x + sRe * allRe - sIm * allIm) / idle;
  const gIm = (s.im * x + sRe * allIm + sIm * allRe) / idle;
  const size = (gRe * gRe + gIm * gIm) / Math.exp(s.re * x);
  const c = Math.cos(s.im * x);
  const d = Math.sin(s.im * x);
  multiplyNode(line.re, line.im, j, (gRe * c + gIm * d) / size, (gRe * d - gIm * c) / size);
}

/** e^w − 1 − w. */
function expRest(re: number, im: number, out: Complex): void {
  if (re * re + im * im < 1e-4) {
    // w²/2 (1 + w/3 (1 + w/4 (1 + w/5 (1 + w/6))))
    let [r, i] = [1, 0];
    for (let n = 6; n >= 3; n--) [r, i] = [1 + (re * r - im * i) / n, (re * i + im * r) / n];
    const squareRe = (re * re - im * im) / 2;
    const squareIm = re * im;
    out.re = squareRe * r - squareIm * i;
    out.im = squareRe * i + squareIm * r;
    return;
  }
  const size = Math.exp(re);
  out.re = size * Math.cos(im) - 1 - re;
  out.im = size * Math.sin(im) - im;
}

/** Σ weight/q² · (1/(P(q) − s) − 1/(P'(z)(q − z))) over the nodes above and below the real axis, scaled. */
function sumOverLine({ real, step, pRe, pIm, weightRe, weightIm, scale }: InnerLine, out: Complex): void {
  const sRe = s.re;
  const sIm = s.im;
  // P'(z)(q − z) is a + i·k·b at node k.
  const aRe = slope.re * (real - z.re) + slope.im * z.im;
  const aIm = slope.im * (real - z.re) - slope.re * z.im;
  const bRe = -slope.im * step;
  const bIm = slope.re * step;
  const [firstRe, firstIm, weight] = [pRe[0]! - sRe, pIm[0]! - sIm, weightRe[0]!];
  const first = weight / (firstRe * firstRe + firstIm * firstIm);
  const besideFirst = weight / (aRe * aRe + aIm * aIm);
  let re = firstRe * first - aRe * besideFirst;
  let im = aIm * besideFirst - firstIm * first;
  for (let k = 1; k < pRe.length; k++) {
    const u = weightRe[k]!;
    const v = weightIm[k]!;
    const downRe = pRe[k]! - sRe;
    const p = pIm[k]!;
    const upper = p - sIm;
    const lower = p + sIm;
    const aboveRe = aRe + k * bRe;
    const aboveIm = aIm + k * bIm;
    const belowRe = aRe - k * bRe;
    const belowIm = aIm - k * bIm;
    const one = 1 / (downRe * downRe + upper * upper);
    const mirrored = 1 / (downRe * downRe + lower * lower);
    const above = 1 / (aboveRe * aboveRe + aboveIm * aboveIm);
    const below = 1 / (belowRe * belowRe + belowIm * belowIm);
    // (x, y) is the sum of 1/… above less that of the pole, times weight; the same below with its conjugate.
    const x = downRe * one - aboveRe * above;
    const y = aboveIm * above - upper * one;
    const otherX = downRe * mirrored - belowRe * below;
    const otherY = belowIm * below + lower * mirrored;
    re += u * (x + otherX) - v * (y - otherY);
    im += u * (y + otherY) + v * (x - otherX);
  }
  out.re = scale * re;
  out.im = scale * im;
}
