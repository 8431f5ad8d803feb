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

/**
 * The transform of the waiting time of a stable queue, (1 − ρ) s / (s − λ + λ B(s)), B that of the service times.
 * Exact: Kleinrock 1975, chapter 5.
 */
export function waitTransformMg1(classes: ServiceClasses): Transform {
  const idle = 1 - offeredLoad(classes);
  return (line) => {
    const { real, step, re, im } = line;
    const sumRe = new Float64Array(re.length);
    const sumIm = new Float64Array(re.length);
    let total = 0;
    for (let k = 0; k < classes.arrivalRate.length; k++) {
      const rate = classes.arrivalRate[k]!;
      total += rate;
      addServiceTransform(line, rate, classes.serviceTime[k]!, classes.scvService[k]!, sumRe, sumIm);
    }
    for (let j = 0; j < re.length; j++) {
      const y = j * step;
      const downRe = real - total + sumRe[j]!;
      const downIm = y + sumIm[j]!;
      const size = downRe * downRe + downIm * downIm;
      const r = (idle * (real * downRe + y * downIm)) / size;
      const i = (idle * (y * downRe - real * downIm)) / size;
      multiplyNode(re, im, j, r, i);
    }
  };
}
