/**
 * The law of the response time in the M/SM/1 queue. With Φₖ(s) = E[e^{−sW}; previous class k] and Φ = Σ Φₖ,
 *
 *     Dₖ(s) = λ − s − λ pₖ bₖ(s) (1 − oₖ(s))
 *     Φ(s)  = −s Σ cₖ/Dₖ(s) / (1 − Σ λ pₖ bₖ(s) oₖ(s)/Dₖ(s))
 *     Φₖ(s) = (λ pₖ bₖ(s) oₖ(s) Φ(s) − s cₖ) / Dₖ(s)
 *
 * A request of class k takes Sₖ + W when the previous class is k (transform Φₖ), Sₖ + Oₖ + W otherwise (Φ − Φₖ).
 * Exact, up to the inversion.
 */

import { gammaTime, multiplyNode, type NodeLine, type Transform } from '../math/laplace.ts';
import { addWorkTransform } from './mg1.ts';
import { type SwapClasses, type SwapSolution, totalRate } from './msm1.ts';
import type { LawPart, ResponseLaw } from './response-law.ts';

/** Relative distance within which a real node is too near a common root of Φ's numerator and denominator. */
const TOO_NEAR = 1e-4;

/** A complex value per node. */
interface Values {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function zeros(nodes: number): Values {
  return { re: new Float64Array(nodes), im: new Float64Array(nodes) };
}

/** What one evaluation of a line writes to. */
interface Workspace {
  readonly top: Values;
  readonly bottom: Values;
  readonly gain: Values;
  readonly inverse: Values;
  readonly beta: Values;
  readonly gamma: Values;
}

/** By number of nodes: a percentile takes thousands of evaluations, and arrays of their own took half of the time. */
const workspaces = new Map<number, Workspace>();

function workspaceFor(nodes: number): Workspace {
  const known = workspaces.get(nodes);
  if (known !== undefined) return known;
  const made = {
    top: zeros(nodes),
    bottom: zeros(nodes),
    gain: zeros(nodes),
    inverse: zeros(nodes),
    beta: zeros(nodes),
    gamma: zeros(nodes),
  };
  workspaces.set(nodes, made);
  return made;
}

/** `previous`: E[e^{−sW}; previous class is `own`]; `other`: of any other class; `any`: whatever it was. */
export type Before = 'previous' | 'other' | 'any';

/**
 * The unnormalised transform of W that goes with what was served before a request of class `own`. The values are those
 * of a workspace: read them before the next call for as many nodes.
 */
function waitValues(classes: SwapClasses, solution: SwapSolution, own: number, before: Before, line: NodeLine): Values {
  const nodes = line.re.length;
  const total = totalRate(classes);
  const work = workspaceFor(nodes);
  const { top, bottom, gain, inverse } = work;
  top.re.fill(0);
  top.im.fill(0);
  for (let j = 0; j < nodes; j++) {
    bottom.re[j] = (-(1 - solution.utilization) * line.real) / total;
    bottom.im[j] = (-(1 - solution.utilization) * line.step * j) / total;
  }
  for (let k = 0; k < classes.arrivalRate.length; k++) {
    addClass(classes, k, total, line, solution.idle[k]!, work, k === own);
  }
  const idle = solution.idle[own]!;
  const out = top;
  for (let j = 0; j < nodes; j++) {
    const sRe = line.real;
    const sIm = j * line.step;
    // Φ = −s·top/bottom
    const size = bottom.re[j]! ** 2 + bottom.im[j]! ** 2;
    const ratioRe = (top.re[j]! * bottom.re[j]! + top.im[j]! * bottom.im[j]!) / size;
    const ratioIm = (top.im[j]! * bottom.re[j]! - top.re[j]! * bottom.im[j]!) / size;
    const anyRe = sIm * ratioIm - sRe * ratioRe;
    const anyIm = -sRe * ratioIm - sIm * ratioRe;
    // Φ_own = (gain·Φ − s·c)·inverse
    const upRe = gain.re[j]! * anyRe - gain.im[j]! * anyIm - sRe * idle;
    const upIm = gain.re[j]! * anyIm + gain.im[j]! * anyRe - sIm * idle;
    const ownRe = upRe * inverse.re[j]! - upIm * inverse.im[j]!;
    const ownIm = upRe * inverse.im[j]! + upIm * inverse.re[j]!;
    out.re[j] = before === 'any' ? anyRe : before === 'previous' ? ownRe : anyRe - ownRe;
    out.im[j] = before === 'any' ? anyIm : before === 'previous' ? ownIm : anyIm - ownIm;
  }
  return out;
}

/**
 * Adds class k to the sums of Φ's fraction; keeps aₖ and 1/Dₖ of the request's own class. Near s = 0 the denominator is a
 * small difference of numbers near 1. With βₖ = bₖ − 1 + sSₖ and γₖ = bₖoₖ − 1 + s(Sₖ + Oₖ), of the order of s², and
 * Dₖ = λ − δₖ, it is (pₖDₖ − λₖbₖoₖ)/Dₖ summed up, where
 *
 *     pₖDₖ − λₖbₖoₖ = s(λₖ(Sₖ + (1 − pₖ)Oₖ) − pₖ) − λₖ((1 − pₖ)γₖ + pₖβₖ),    δₖ = s + λₖ(sOₖ + βₖ − γₖ),
 *
 * and Σ s(λₖ(Sₖ + (1 − pₖ)Oₖ) − pₖ) = −(1 − ρ)s, which the caller has put there already, divided by λ.
 */
function addClass(
  { arrivalRate, serviceTime, scvService, swapTime }: SwapClasses,
  k: number,
  total: number,
  line: NodeLine,
  idle: number,
  { top, bottom, gain, inverse, beta, gamma }: Workspace,
  isOwn: boolean,
): void {
  const nodes = line.re.length;
  const rate = arrivalRate[k]!;
  const share = rate / total;
  const service = serviceTime[k]!;
  const swap = swapTime[k]!;
  const both = service + swap;
  const first = rate * (service + (1 - share) * swap) - share;
  for (const values of [beta.re, beta.im, gamma.re, gamma.im]) values.fill(0);
  addWorkTransform(line, 1, service, scvService[k]!, beta.re, beta.im);
  addSwappedTransform(line, service, swap, beta, gamma);
  for (let j = 0; j < nodes; j++) {
    const sRe = line.real;
    const sIm = line.step * j;
    const betaRe = beta.re[j]!;
    const betaIm = beta.im[j]!;
    const gammaRe = gamma.re[j]!;
    const gammaIm = gamma.im[j]!;
    const secondRe = -rate * ((1 - share) * gammaRe + share * betaRe);
    const secondIm = -rate * ((1 - share) * gammaIm + share * betaIm);
    const deltaRe = sRe + rate * (sRe * swap + betaRe - gammaRe);
    const deltaIm = sIm + rate * (sIm * swap + betaIm - gammaIm);
    const downRe = total - deltaRe;
    const downIm = -deltaIm;
    const size = downRe * downRe + downIm * downIm;
    const inverseRe = downRe / size;
    const inverseIm = -downIm / size;
    top.re[j]! += idle * inverseRe;
    top.im[j]! += idle * inverseIm;
    // 1/D = (1 + δ/D)/λ; the first order without δ is there already.
    const upRe = first * sRe + secondRe;
    const upIm = first * sIm + secondIm;
    const moreRe = deltaRe * inverseRe - deltaIm * inverseIm;
    const moreIm = deltaRe * inverseIm + deltaIm * inverseRe;
    bottom.re[j]! += (secondRe + upRe * moreRe - upIm * moreIm) / total;
    bottom.im[j]! += (secondIm + upRe * moreIm + upIm * moreRe) / total;
    if (!isOwn) continue;
    gain.re[j] = rate * (1 - sRe * both + gammaRe);
    gain.im[j] = rate * (gammaIm - sIm * both);
    inverse.re[j] = inverseRe;
    inverse.im[j] = inverseIm;
  }
}

/** γ from β: bo − 1 + s(S + O) = β + (o − 1 + sO) + (b − 1)(o − 1), each of them of the order of s². */
function addSwappedTransform(line: NodeLine, service: number, swap: number, beta: Values, gamma: Values): void {
  if (swap === 0) {
    gamma.re.set(beta.re);
    gamma.im.set(beta.im);
    return;
  }
  addWorkTransform(line, 1, swap, 0, gamma.re, gamma.im);
  for (let j = 0; j < gamma.re.length; j++) {
    // o − 1
    const lessRe = gamma.re[j]! - line.real * swap;
    const lessIm = gamma.im[j]! - line.step * j * swap;
    const ownRe = beta.re[j]! - line.real * service;
    const ownIm = beta.im[j]! - line.step * j * service;
    gamma.re[j]! += beta.re[j]! + ownRe * lessRe - ownIm * lessIm;
    gamma.im[j]! += beta.im[j]! + ownRe * lessIm + ownIm * lessRe;
  }
}

/**
 * The transform of W given what was served before a request of class `own`.
 *
 * On the real axis between 0 and λ, Φ is a quotient of two functions that vanish together at the queue's roots (and
 * of two that are infinite together at its poles). A real node that comes too near to one is replaced by the mean of
 * two neighbours on either side: Φ is smooth there, so that the mean is off by the square of their distance.
 *
 * @param mass probability of `before`, by which the transform is divided
 */
function waitTransform(
  classes: SwapClasses,
  solution: SwapSolution,
  own: number,
  before: Before,
  mass: number,
): Transform {
  const near = { re: new Float64Array(1), im: new Float64Array(1) };
  const realValue = (s: number) =>
    waitValues(classes, solution, own, before, { real: s, step: 0, re: near.re, im: near.im }).re[0]!;
  return (line) => {
    const { real } = line;
    const values = waitValues(classes, solution, own, before, line);
    if (solution.roots.some((root) => Math.abs(root - real) <= TOO_NEAR * real)) {
      values.re[0] = (realValue(real * (1 - 2 * TOO_NEAR)) + realValue(real * (1 + 2 * TOO_NEAR))) / 2;
    }
    for (let j = 0; j < line.re.length; j++) {
      multiplyNode(line.re, line.im, j, values.re[j]! / mass, values.im[j]! / mass);
    }
  };
}

/** A request's own service and swap, ms. */
export interface SwapRequest {
  readonly serviceTime: number;
  readonly scvService: number;
  readonly swapTime: number;
}

function requestOf({ serviceTime, scvService, swapTime }: SwapClasses, k: number): SwapRequest {
  return { serviceTime: serviceTime[k]!, scvService: scvService[k]!, swapTime: swapTime[k]! };
}

/**
 * The law of the response time of class `own`, without the network and the CPU.
 *
 * @param solution of the same classes, from `solveSwapQueue`
 * @param own the class; the request itself may be one of several kinds that the class mixes
 */
export function swapLaw(
  classes: SwapClasses,
  solution: SwapSolution,
  own: number,
  request: SwapRequest = requestOf(classes, own),
): ResponseLaw {
  const share = classes.arrivalRate[own]! / totalRate(classes);
  const { serviceTime: service, scvService: scv, swapTime: swap } = request;
  const allIdle = 1 - solution.utilization;
  const ownIdle = solution.idle[own]!;
  const part = (before: Before, mass: number, idle: number, swapTime: number): LawPart => {
    const shift = scv === 0 ? service + swapTime : swapTime;
    const remainder = [waitTransform(classes, solution, own, before, mass)];
    if (scv > 0) remainder.push(gammaTime(1 / scv, scv * service));
    return { mass, shift, atom: scv > 0 ? 0 : idle / mass, remainder };
  };
  if (swap === 0 || share === 1) return [part('any', 1, allIdle, 0)];
  return [part('previous', share, ownIdle, 0), part('other', 1 - share, allIdle - ownIdle, swap)];
}
