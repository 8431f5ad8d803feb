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
 * of which only the last term has to be inverted, by the same method as the law itself.
 */

import { eulerWeights, multiplyNode, type NodeLine, type Transform } from '../math/laplace.ts';
import { addServiceTransform, offeredLoad, type ServiceClasses } from './mg1.ts';

/** Discretisation error e^{−28} of the inner inversion, which the outer one magnifies ten-thousandfold. */
const ERROR_EXPONENT = 28;
const PLAIN_TERMS = 16;
const EULER_TERMS = 12;
/** From Re(s)·x above this, all but the rightmost pole of the transform in q contribute less than e^{−24}. */
const POLE_ALONE = 24;
/** Beyond e^{600} G is as good as infinite: the time considered is far shorter than any that occurs. */
const MOST_EXPONENT = 600;
const MOST_STEPS = 60;

/** A complex number, and what `serviceAt` answers in. */
interface Complex {
  re: number;
  im: number;
}

/**
 * The transform of the delay R(x) − x. It is 0 with probability (1 − ρ) e^{−λx}: nobody there, and nobody comes.
 *
 * @param classes of a stable queue
 * @param x size of the request, ms, above 0
 */
export function delayTransformPs(classes: ServiceClasses, x: number): Transform {
  return (line) => {
    if (line.real * x >= POLE_ALONE) delayByPole(classes, x, line);
    else delayByInversion(classes, x, line);
  };
}

/** P(delay = 0) = (1 − ρ) e^{−λx}. */
export function undelayedPs(classes: ServiceClasses, x: number): number {
  return (1 - offeredLoad(classes)) * Math.exp(-rateOf(classes) * x);
}

function rateOf({ arrivalRate }: ServiceClasses): number {
  let total = 0;
  for (let k = 0; k < arrivalRate.length; k++) total += arrivalRate[k]!;
  return total;
}

/** λ B(q) and its derivative for complex q with a real part above 0. */
function serviceAt(classes: ServiceClasses, q: Complex, value: Complex, slope: Complex): void {
  value.re = value.im = slope.re = slope.im = 0;
  for (let k = 0; k < classes.arrivalRate.length; k++) {
    const service = classes.serviceTime[k]!;
    const scv = classes.scvService[k]!;
    const x = 1 + scv * service * q.re;
    const y = scv * service * q.im;
    const logSize = scv === 0 ? -q.re * service : (-0.5 / scv) * Math.log(x * x + y * y);
    const angle = scv === 0 ? -q.im * service : -Math.atan2(y, x) / scv;
    const size = classes.arrivalRate[k]! * Math.exp(logSize);
    const re = size * Math.cos(angle);
    const im = size * Math.sin(angle);
    value.re += re;
    value.im += im;
    // B' = −S B / (1 + scv·S·q)
    const scale = -service / (x * x + y * y);
    slope.re += scale * (re * x + im * y);
    slope.im += scale * (im * x - re * y);
  }
}

const value: Complex = { re: 0, im: 0 };
const slope: Complex = { re: 0, im: 0 };

/** Moves q by Newton's method to the rightmost root of P(q) = s, which lies left of s + λ. */
function findPole(classes: ServiceClasses, total: number, sRe: number, sIm: number, q: Complex): void {
  q.re = sRe + total;
  q.im = sIm;
  for (let step = 0; step < MOST_STEPS; step++) {
    serviceAt(classes, q, value, slope);
    const gapRe = q.re - sRe - total + value.re;
    const gapIm = q.im - sIm + value.im;
    const downRe = 1 + slope.re;
    const downIm = slope.im;
    const size = downRe * downRe + downIm * downIm;
    const moveRe = (gapRe * downRe + gapIm * downIm) / size;
    const moveIm = (gapIm * downRe - gapRe * downIm) / size;
    q.re -= moveRe;
    q.im -= moveIm;
    if (Math.abs(moveRe) + Math.abs(moveIm) <= 1e-13 * (Math.abs(q.re) + Math.abs(q.im))) break;
  }
}

/** For small delays: G(s, x) = s² e^{qx} / ((1 − ρ) q² P'(q)) at the root q of P(q) = s. */
function delayByPole(classes: ServiceClasses, x: number, { real, step, re, im }: NodeLine): void {
  const total = rateOf(classes);
  const idle = 1 - offeredLoad(classes);
  const q: Complex = { re: 0, im: 0 };
  for (let j = 0; j < re.length; j++) {
    const sIm = j * step;
    findPole(classes, total, real, sIm, q);
    // (q/s)² P'(q), the square root first
    const size = real * real + sIm * sIm;
    const ratioRe = (q.re * real + q.im * sIm) / size;
    const ratioIm = (q.im * real - q.re * sIm) / size;
    const squareRe = ratioRe * ratioRe - ratioIm * ratioIm;
    const squareIm = 2 * ratioRe * ratioIm;
    const factorRe = squareRe * (1 + slope.re) - squareIm * slope.im;
    const factorIm = squareRe * slope.im + squareIm * (1 + slope.re);
    const fade = idle * Math.exp((real - q.re) * x);
    const c = fade * Math.cos((sIm - q.im) * x);
    const s = fade * Math.sin((sIm - q.im) * x);
    multiplyNode(re, im, j, factorRe * c - factorIm * s, factorRe * s + factorIm * c);
  }
}

/** P(q) and weight/q² on the inner line, to be summed over both halves of it. */
interface InnerLine {
  readonly pRe: Float64Array;
  readonly pIm: Float64Array;
  readonly weightRe: Float64Array;
  readonly weightIm: Float64Array;
  /** e^{(Re q − Re s) x}/x, by which the sum is multiplied. */
  readonly scale: number;
}

function innerLine(classes: ServiceClasses, x: number, outer: NodeLine): InnerLine | null {
  const total = rateOf(classes);
  const pole: Complex = { re: 0, im: 0 };
  findPole(classes, total, outer.real, 0, pole);
  const exponent = (pole.re - outer.real) * x + ERROR_EXPONENT / 2;
  if (!(exponent <= MOST_EXPONENT)) return null;
  // The inner nodes reach as far up as the outer ones, around which the integrand is large.
  const terms = PLAIN_TERMS + Math.ceil((outer.re.length * outer.step * x) / Math.PI);
  const weights = eulerWeights(terms, EULER_TERMS);
  const real = pole.re + ERROR_EXPONENT / (2 * x);
  const step = Math.PI / x;
  const pRe = new Float64Array(weights.length);
  const pIm = new Float64Array(weights.length);
  const line = { real, step, re: pRe, im: pIm };
  for (let k = 0; k < classes.arrivalRate.length; k++) {
    addServiceTransform(line, classes.arrivalRate[k]!, classes.serviceTime[k]!, classes.scvService[k]!, pRe, pIm);
  }
  const weightRe = new Float64Array(weights.length);
  const weightIm = new Float64Array(weights.length);
  for (let k = 0; k < weights.length; k++) {
    const y = k * step;
    pRe[k]! += real - total;
    pIm[k]! += y;
    const weight = (k === 0 ? weights[0]! : weights[k]! / 2) / (real * real + y * y) ** 2;
    weightRe[k] = weight * (real * real - y * y);
    weightIm[k] = weight * -2 * real * y;
  }
  return { pRe, pIm, weightRe, weightIm, scale: Math.exp(exponent) / x };
}

function delayByInversion(classes: ServiceClasses, x: number, outer: NodeLine): void {
  const { real, step, re, im } = outer;
  const inner = innerLine(classes, x, outer);
  if (inner === null) {
    re.fill(0);
    im.fill(0);
    return;
  }
  const idle = 1 - offeredLoad(classes);
  const sum: Complex = { re: 0, im: 0 };
  const shrink = Math.exp(-real * x);
  for (let j = 0; j < re.length; j++) {
    const sIm = j * step;
    sumOverLine(inner, real, sIm, sum);
    // G e^{−Re(s) x} = (1 + s x/(1 − ρ)) e^{−Re(s) x} + s²/(1 − ρ) · sum
    const squareRe = real * real - sIm * sIm;
    const squareIm = 2 * real * sIm;
    const gRe = shrink * (1 + (real * x) / idle) + (squareRe * sum.re - squareIm * sum.im) / idle;
    const gIm = (shrink * sIm * x) / idle + (squareRe * sum.im + squareIm * sum.re) / idle;
    const size = gRe * gRe + gIm * gIm;
    const c = Math.cos(sIm * x);
    const s = Math.sin(sIm * x);
    multiplyNode(re, im, j, (gRe * c + gIm * s) / size, (gRe * s - gIm * c) / size);
  }
}

/** Σ weight/(q² (P(q) − s)) over the nodes above and below the real axis, scaled. */
function sumOverLine({ pRe, pIm, weightRe, weightIm, scale }: InnerLine, sRe: number, sIm: number, sum: Complex): void {
  let re = 0;
  let im = 0;
  for (let k = 0; k < pRe.length; k++) {
    const downRe = pRe[k]! - sRe;
    const upper = pIm[k]! - sIm;
    const lower = pIm[k]! + sIm;
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
