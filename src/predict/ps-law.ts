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
import type { ResponseLaw } from './response-law.ts';

/** Discretisation error e^{−28} of the inner inversion, which the outer one magnifies ten-thousandfold. */
const ERROR_EXPONENT = 28;
const PLAIN_TERMS = 16;
const EULER_TERMS = 12;
/** From Re(z)·x above this, all but the pole z contributes less than e^{−24}. */
const POLE_ALONE = 24;
/** Steps in which places of inner lines, over x, and their reaches are chosen. */
const ROUNDED = 0.5;
const FAR = 8;
/** Over x, how much farther to the right than need be the inner line may lie: e^{6} of its digits are lost. */
const MOST_BESIDE = 2;
const MOST_NEWTON_STEPS = 100;
/** A step of this relative size ends the search: what is left after it is of its cube. */
const NEAR = 2e-6;

/**
 * The law of the response time of a request of size x, without the network and the CPU. A request that meets n others who
 * all stay is delayed by n·x if nobody comes meanwhile, and by n·x + Sₖ if one comes and is done before it ends, so that
 * the law has steps:
 *
 *     P(n stay, nobody comes) = (1 − ρ) e^{−λx} (r e^{−λx})ⁿ,   r = Σ λₖ E[max(Sₖ − x, 0)]
 *     P(n stay, one of class k comes and goes) = that · e^{−λSₖ} (n + 1) λₖ (x − Sₖ)
 *
 * Those that matter are parts of their own, which an inversion would blur.
 *
 * @param classes of a stable queue
 * @param x size of the request, ms, above 0
 */
export function fixedSizeLaw(classes: ServiceClasses, x: number): ResponseLaw {
  const undelayed = (1 - offeredLoad(classes)) * Math.exp(-rateOf(classes) * x);
  const steps = stepsPs(classes, x, undelayed);
  const mass = steps.reduce((left, step) => left - step.mass, 1);
  const remainder = [withoutSteps(delayTransformPs(classes, x), steps, mass)];
  return [
    { mass, shift: x, atom: undelayed / mass, remainder },
    ...steps.map((step) => ({ mass: step.mass, shift: x + step.delay, atom: 1, remainder: [] })),
  ];
}

/** Steps that are smaller, or come later, are as good as none beside what the inversion resolves. */
const LEAST_STEP = 3e-4;
const MOST_STEPS = 32;

/** A delay above 0 that occurs exactly with this probability. */
interface Step {
  readonly delay: number;
  readonly mass: number;
}

function stepsPs(classes: ServiceClasses, x: number, undelayed: number): readonly Step[] {
  const { arrivalRate, serviceTime, scvService } = classes;
  const total = rateOf(classes);
  const ratio = loadBeyond(classes, x) * Math.exp(-total * x);
  const steps: Step[] = [];
  let chance = undelayed;
  for (let n = 0; n <= MOST_STEPS && chance >= LEAST_STEP; n++) {
    if (n > 0) steps.push({ delay: n * x, mass: chance });
    for (let k = 0; k < arrivalRate.length; k++) {
      const service = serviceTime[k]!;
      const mass = chance * (n + 1) * arrivalRate[k]! * (x - service) * Math.exp(-total * service);
      if (scvService[k] === 0 && mass >= LEAST_STEP) steps.push({ delay: n * x + service, mass });
    }
    chance *= ratio;
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

/** The transform less those of the steps, over the mass that is left. */
function withoutSteps(transform: Transform, steps: readonly Step[], left: number): Transform {
  if (steps.length === 0) return transform;
  return (line) => {
    const { real, step, re, im } = line;
    const own = ownLine(line);
    transform(own);
    for (const { delay, mass } of steps) {
      const turnRe = Math.cos(step * delay);
      const turnIm = -Math.sin(step * delay);
      let r = mass * Math.exp(-real * delay);
      let i = 0;
      for (let j = 0; j < re.length; j++) {
        own.re[j]! -= r;
        own.im[j]! -= i;
        const next = r * turnRe - i * turnIm;
        i = r * turnIm + i * turnRe;
        r = next;
      }
    }
    for (let j = 0; j < re.length; j++) multiplyNode(re, im, j, own.re[j]! / left, own.im[j]! / left);
  };
}

/** The transform of the delay R(x) − x. */
export function delayTransformPs(classes: ServiceClasses, x: number): Transform {
  const queue = { classes, idle: 1 - offeredLoad(classes), x };
  const total = rateOf(classes);
  const known = new Map<string, InnerLine>();
  /** The line for these, rounded up so that few are made; by nothing but them, so that no answer depends on another. */
  const innerAt = (real: number, reach: number): InnerLine => {
    const place = Math.ceil((real * x) / ROUNDED);
    const far = Math.ceil(reach / FAR) * FAR;
    const key = `${place} ${far}`;
    const found = known.get(key) ?? innerLine(queue, (place * ROUNDED) / x, far);
    known.set(key, found);
    return found;
  };
  return (line) => {
    const { real, step, re } = line;
    const reach = PLAIN_TERMS + Math.ceil((re.length * step * x) / Math.PI);
    s.re = real;
    // No pole is farther to the right of s: |B(z)| ≤ B(Re s).
    const farthest = total + servedBy(classes, real);
    if (farthest * x <= MOST_BESIDE && real * x <= POLE_ALONE) {
      const inner = innerAt(real + farthest + ERROR_EXPONENT / (2 * x), reach);
      for (let j = 0; j < re.length; j++) {
        s.im = j * step;
        sumOverLine(inner);
        divideByAll(queue, line, j);
      }
      return;
    }
    z.re = Math.min(real + total, real / queue.idle);
    z.im = 0;
    for (let j = 0; j < re.length; j++) {
      s.im = j * step;
      if (j > 0) followPole(step, j === 1);
      findPole(queue);
      if (z.re * x >= POLE_ALONE) {
        divideByPole(queue, line, j);
        continue;
      }
      // The pole being out, half as far is far enough.
      sumBesidePole(innerAt(ERROR_EXPONENT / (2 * x), PLAIN_TERMS + Math.ceil((reach - PLAIN_TERMS) / 2)));
      addPole(x);
      divideByAll(queue, line, j);
    }
  };
}

/** λ B(q) for real q. */
function servedBy({ arrivalRate, serviceTime, scvService }: ServiceClasses, q: number): number {
  let sum = 0;
  for (let k = 0; k < arrivalRate.length; k++) {
    const scv = scvService[k]!;
    const w = q * serviceTime[k]!;
    sum += arrivalRate[k]! * Math.exp(scv === 0 ? -w : -Math.log1p(scv * w) / scv);
  }
  return sum;
}

function rateOf({ arrivalRate }: ServiceClasses): number {
  let total = 0;
  for (let k = 0; k < arrivalRate.length; k++) total += arrivalRate[k]!;
  return total;
}

interface Queue {
  readonly classes: ServiceClasses;
  /** 1 − ρ. */
  readonly idle: number;
  /** Size of the request, ms. */
  readonly x: number;
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
function findPole({ classes, idle }: Queue): void {
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
function divideByPole({ x, idle }: Queue, line: NodeLine, j: number): void {
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

function innerLine({ classes, idle, x }: Queue, real: number, reach: number): InnerLine {
  const weights = eulerWeights(reach, EULER_TERMS);
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
  return { reach, real, step, pRe, pIm, weightRe, weightIm, scale: Math.exp(real * x) / x };
}

/** The inverse of 1/(q² (P(q) − s)), or what is known of it. */
const sum: Complex = { re: 0, im: 0 };
const rest: Complex = { re: 0, im: 0 };

/** Adds the pole's part, (e^{zx} − 1 − zx)/(z² P'(z)). */
function addPole(x: number): void {
  expRest(z.re * x, z.im * x, rest);
  const squareRe = z.re * z.re - z.im * z.im;
  const squareIm = 2 * z.re * z.im;
  const downRe = squareRe * slope.re - squareIm * slope.im;
  const downIm = squareRe * slope.im + squareIm * slope.re;
  const size = downRe * downRe + downIm * downIm;
  sum.re += (rest.re * downRe + rest.im * downIm) / size;
  sum.im += (rest.im * downRe - rest.re * downIm) / size;
}

/** e^{sx}/G with G = 1 + sx/(1 − ρ) + s²/(1 − ρ)·sum. */
function divideByAll({ x, idle }: Queue, line: NodeLine, j: number): void {
  const squareRe = s.re * s.re - s.im * s.im;
  const squareIm = 2 * s.re * s.im;
  const gRe = 1 + (s.re * x + squareRe * sum.re - squareIm * sum.im) / idle;
  const gIm = (s.im * x + squareRe * sum.im + squareIm * sum.re) / idle;
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

/** Σ weight/q² · 1/(P(q) − s) over the nodes above and below the real axis, scaled. */
function sumOverLine({ pRe, pIm, weightRe, weightIm, scale }: InnerLine): void {
  let re = 0;
  let im = 0;
  for (let k = 0; k < pRe.length; k++) {
    const downRe = pRe[k]! - s.re;
    const upper = pIm[k]! - s.im;
    const lower = pIm[k]! + s.im;
    const a = weightRe[k]!;
    const b = weightIm[k]!;
    const inverse = 1 / (downRe * downRe + upper * upper);
    re += (a * downRe + b * upper) * inverse;
    im += (b * downRe - a * upper) * inverse;
    if (k === 0) continue;
    const mirrored = 1 / (downRe * downRe + lower * lower);
    re += (a * downRe + b * lower) * mirrored;
    im -= (b * downRe - a * lower) * mirrored;
  }
  sum.re = scale * re;
  sum.im = scale * im;
}

/** Σ weight/q² · (1/(P(q) − s) − 1/(P'(z)(q − z))) over the nodes above and below the real axis, scaled. */
function sumBesidePole(inner: InnerLine): void {
  const { real, step, weightRe, weightIm, scale } = inner;
  sumOverLine(inner);
  // P'(z)(q − z) is a + i·k·b at node k.
  const aRe = slope.re * (real - z.re) + slope.im * z.im;
  const aIm = slope.im * (real - z.re) - slope.re * z.im;
  const bRe = -slope.im * step;
  const bIm = slope.re * step;
  const first = weightRe[0]! / (aRe * aRe + aIm * aIm);
  let re = aRe * first;
  let im = -aIm * first;
  for (let k = 1; k < weightRe.length; k++) {
    const u = weightRe[k]!;
    const v = weightIm[k]!;
    const aboveRe = aRe + k * bRe;
    const aboveIm = aIm + k * bIm;
    const belowRe = aRe - k * bRe;
    const belowIm = aIm - k * bIm;
    const above = 1 / (aboveRe * aboveRe + aboveIm * aboveIm);
    const below = 1 / (belowRe * belowRe + belowIm * belowIm);
    re += (u * aboveRe + v * aboveIm) * above + (u * belowRe - v * belowIm) * below;
    im += (v * aboveRe - u * aboveIm) * above - (v * belowRe + u * belowIm) * below;
  }
  sum.re -= scale * re;
  sum.im -= scale * im;
}
