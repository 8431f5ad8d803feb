/**
 * `fcfs`: the M/G/1 queue with several classes. One server, Poisson arrivals, first come first served, no swaps.
 */

import { multiplyNode, type NodeLine, type Transform } from '../math/laplace.ts';

/** One entry per class, all arrays equally long. */
export interface ServiceClasses {
  /** λₖ, requests per ms, each above 0. */
  readonly arrivalRate: Float64Array;
  /** E[Sₖ], ms, each above 0. */
  readonly serviceTime: Float64Array;
  /** Squared coefficient of variation of Sₖ; 0 is a fixed time, anything else a gamma law. */
  readonly scvService: Float64Array;
}

/** ρ = Σ λₖ E[Sₖ]. */
export function offeredLoad({ arrivalRate, serviceTime }: ServiceClasses): number {
  let load = 0;
  for (let k = 0; k < arrivalRate.length; k++) load += arrivalRate[k]! * serviceTime[k]!;
  return load;
}

/** Squared coefficient of variation of a random request's service time: of the mixture of the classes. */
export function scvOfMixture({ arrivalRate, serviceTime, scvService }: ServiceClasses): number {
  let rate = 0;
  let load = 0;
  for (let k = 0; k < arrivalRate.length; k++) {
    rate += arrivalRate[k]!;
    load += arrivalRate[k]! * serviceTime[k]!;
  }
  const mean = load / rate;
  let variance = 0;
  for (let k = 0; k < arrivalRate.length; k++) {
    const own = serviceTime[k]! ** 2 * scvService[k]! + (serviceTime[k]! - mean) ** 2;
    variance += (arrivalRate[k]! / rate) * own;
  }
  return variance / (mean * mean);
}

/**
 * E[W] = Σ λₖ E[Sₖ²] / (2 (1 − ρ)), the mean time in the queue, ms: the same for every class. Exact: Pollaczek 1930,
 * Khinchine 1932 (Kleinrock 1975, chapter 5).
 *
 * @returns ms; `null` when ρ is not below 1
 */
export function meanWaitingTimeMg1(classes: ServiceClasses): number | null {
  const { arrivalRate, serviceTime, scvService } = classes;
  let utilization = 0;
  let residual = 0;
  for (let k = 0; k < arrivalRate.length; k++) {
    const load = arrivalRate[k]! * serviceTime[k]!;
    utilization += load;
    residual += load * serviceTime[k]! * (1 + scvService[k]!);
  }
  return utilization < 1 ? residual / (2 * (1 - utilization)) : null;
}

/** Adds `weight`·E[e^{−sS}] at every node of the line to (`sumRe`, `sumIm`); S as in `ServiceClasses`. */
export function addServiceTransform(
  { real, step }: NodeLine,
  weight: number,
  service: number,
  scv: number,
  sumRe: Float64Array,
  sumIm: Float64Array,
): void {
  if (scv === 0) {
    const turnRe = Math.cos(step * service);
    const turnIm = -Math.sin(step * service);
    let r = weight * Math.exp(-real * service);
    let i = 0;
    for (let j = 0; j < sumRe.length; j++) {
      sumRe[j]! += r;
      sumIm[j]! += i;
      const next = r * turnRe - i * turnIm;
      i = r * turnIm + i * turnRe;
      r = next;
    }
    return;
  }
  const x = 1 + scv * service * real;
  for (let j = 0; j < sumRe.length; j++) {
    const y = scv * service * step * j;
    const size = weight * Math.exp((-0.5 / scv) * Math.log(x * x + y * y));
    const angle = -Math.atan2(y, x) / scv;
    sumRe[j]! += size * Math.cos(angle);
    sumIm[j]! += size * Math.sin(angle);
  }
}

/** A complex number, 1/ms where it is a place on a line. */
export interface Complex {
  re: number;
  im: number;
}

/** A function of a complex number with its first two derivatives. */
export interface Derivatives {
  readonly value: Complex;
  readonly slope: Complex;
  readonly bend: Complex;
}

/** Below this the first terms of a series are nearer than a difference of numbers that are nearly equal. */
const SHORT = 0.02;
const SERIES_TERMS = 9;

/**
 * Σ λₖ (E[e^{−qSₖ}] − 1 + q E[Sₖ]) for complex q with a real part above 0, and its derivatives, with all their digits however
 * small q is: near saturation nothing else is left of q − λ + λB(q) = (1 − ρ)q + this.
 */
export function workAt(classes: ServiceClasses, q: Complex, out: Derivatives): void {
  const { value, slope, bend } = out;
  value.re = value.im = slope.re = slope.im = bend.re = bend.im = 0;
  for (let k = 0; k < classes.arrivalRate.length; k++) {
    const rate = classes.arrivalRate[k]!;
    const service = classes.serviceTime[k]!;
    const scv = classes.scvService[k]!;
    const re = service * q.re;
    const im = service * q.im;
    lessOne(scv, re, im);
    const lessRe = less.re;
    const lessIm = less.im;
    if (isShort(scv, re, im)) {
      addSeries(rate, scv, re, im, value);
    } else {
      value.re += rate * (lessRe + re);
      value.im += rate * (lessIm + im);
    }
    const x = scv * re;
    const y = scv * im;
    // S + B' = S (scv·w − (B − 1))/(1 + scv·w), B'' = S² (1 + scv) B/(1 + scv·w)²
    const inverse = 1 / ((1 + x) * (1 + x) + y * y);
    const downRe = (1 + x) * inverse;
    const downIm = -y * inverse;
    const upRe = x - lessRe;
    const upIm = y - lessIm;
    const scale = rate * service;
    slope.re += scale * (upRe * downRe - upIm * downIm);
    slope.im += scale * (upRe * downIm + upIm * downRe);
    const squareRe = downRe * downRe - downIm * downIm;
    const squareIm = 2 * downRe * downIm;
    const curve = scale * service * (1 + scv);
    bend.re += curve * ((1 + lessRe) * squareRe - lessIm * squareIm);
    bend.im += curve * ((1 + lessRe) * squareIm + lessIm * squareRe);
  }
}

const less: Complex = { re: 0, im: 0 };

/** Puts B − 1 into `less`: B = e^{−w} or (1 + scv·w)^{−1/scv}, w = qS. */
function lessOne(scv: number, re: number, im: number): void {
  const x = scv * re;
  const y = scv * im;
  const logSize = scv === 0 ? -re : (-0.5 / scv) * Math.log1p(2 * x + x * x + y * y);
  const half = scv === 0 ? -im / 2 : (-0.5 / scv) * Math.atan2(y, 1 + x);
  const sine = Math.sin(half);
  const grown = Math.expm1(logSize);
  less.re = grown - 2 * (1 + grown) * sine * sine;
  less.im = 2 * (1 + grown) * sine * Math.cos(half);
}

function isShort(scv: number, re: number, im: number): boolean {
  return Math.abs(re) + Math.abs(im) < SHORT / (1 + scv);
}

/** Adds rate·Σ_{n ≥ 2} (−w)ⁿ Π_{i < n} (1 + i·scv)/n!. */
function addSeries(rate: number, scv: number, re: number, im: number, value: Complex): void {
  let [r, i] = [1, 0];
  for (let n = SERIES_TERMS; n >= 2; n--) {
    const ratio = -(1 + n * scv) / (n + 1);
    [r, i] = [1 + ratio * (re * r - im * i), ratio * (re * i + im * r)];
  }
  const half = (rate * (1 + scv)) / 2;
  const squareRe = half * (re * re - im * im);
  const squareIm = half * 2 * re * im;
  value.re += squareRe * r - squareIm * i;
  value.im += squareRe * i + squareIm * r;
}

const series: Complex = { re: 0, im: 0 };

/** Adds `weight`·(E[e^{−sS}] − 1 + s E[S]) at every node of the line to (`sumRe`, `sumIm`); S as in `ServiceClasses`. */
export function addWorkTransform(
  { real, step }: NodeLine,
  weight: number,
  service: number,
  scv: number,
  sumRe: Float64Array,
  sumIm: Float64Array,
): void {
  const x = real * service;
  // Of a fixed service, e^{−sS} is a geometric progression along the line.
  const turnRe = Math.cos(step * service);
  const turnIm = -Math.sin(step * service);
  let r = Math.exp(-x);
  let i = 0;
  for (let j = 0; j < sumRe.length; j++) {
    const y = step * j * service;
    if (isShort(scv, x, y)) {
      series.re = series.im = 0;
      addSeries(weight, scv, x, y, series);
      sumRe[j]! += series.re;
      sumIm[j]! += series.im;
    } else if (scv === 0) {
      sumRe[j]! += weight * (r - 1 + x);
      sumIm[j]! += weight * (i + y);
    } else {
      lessOne(scv, x, y);
      sumRe[j]! += weight * (less.re + x);
      sumIm[j]! += weight * (less.im + y);
    }
    const next = r * turnRe - i * turnIm;
    i = r * turnIm + i * turnRe;
    r = next;
  }
}

/**
 * The transform of the waiting time of a stable queue, (1 − ρ) s / ((1 − ρ) s + Σ λₖ (Bₖ(s) − 1 + s E[Sₖ])), B that of the
 * service times. Exact: Kleinrock 1975, chapter 5, written so that nothing is lost near saturation.
 */
export function waitTransformMg1(classes: ServiceClasses): Transform {
  const idle = 1 - offeredLoad(classes);
  return (line) => {
    const { real, step, re, im } = line;
    const sumRe = new Float64Array(re.length);
    const sumIm = new Float64Array(re.length);
    for (let k = 0; k < classes.arrivalRate.length; k++) {
      const { arrivalRate, serviceTime, scvService } = classes;
      addWorkTransform(line, arrivalRate[k]!, serviceTime[k]!, scvService[k]!, sumRe, sumIm);
    }
    for (let j = 0; j < re.length; j++) {
      const upRe = idle * real;
      const upIm = idle * j * step;
      const downRe = upRe + sumRe[j]!;
      const downIm = upIm + sumIm[j]!;
      const size = downRe * downRe + downIm * downIm;
      multiplyNode(re, im, j, (upRe * downRe + upIm * downIm) / size, (upIm * downRe - upRe * downIm) / size);
    }
  };
}
