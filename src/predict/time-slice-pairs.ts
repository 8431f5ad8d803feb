/**
 * Who is busy together with whom if every container held one request at a time. The set A of busy containers then has
 * the weight |A|!·Π_{k∈A} rₖ (an equal share each, insensitive to the service law), with the rₖ such that every
 * container is served at the rate of its load, Σ_{A∋k} π(A)/|A| = ρₖ. Because m! = ∫ tᵐ e^{−t} dt, that is a mixture:
 * given t, with density in proportion to e^{−t} Π(1 + rₖt), containers are busy independently with probability
 * rₖt/(1 + rₖt). The integrals are of polynomials, and a quadrature gives them exactly.
 */

import { gaussLaguerre, MOST_NODES, type Quadrature } from '../math/gauss-laguerre.ts';
import { solveInPlace } from '../math/linear.ts';

/** Equal containers are one entry with a count. All arrays equally long. */
export interface ContainerLoads {
  /** ρₖ = λₖ E[Sₖ] of one container, above 0; the sum over containers is below 1. */
  readonly load: Float64Array;
  /** Containers of this kind, whole numbers from 1. */
  readonly count: Float64Array;
}

/** n × n matrices are by rows, k and j being two different containers; sums are over the sets A of busy ones. */
export interface SharedTime {
  /** uₖ, the probability that a container of this kind is busy, and 1 − uₖ with all its digits. */
  readonly busy: Float64Array;
  readonly idle: Float64Array;
  /**
   * The odds θ of P = θ(ρₖ − P)(ρⱼ − P), P = Σ π(A)/|A| over A with both being how much of the time the device serves
   * k while j is busy.
   */
  readonly odds: Float64Array;
}

const TOLERANCE = 1e-10;
/** Newton's method takes 4 or 5 steps, 7 at worst in a thousand devices. */
const MOST_STEPS = 50;
/** Greatest change of a log rₖ in one step. */
const LONGEST_STEP = 2;
/** Greatest rₖ to start from, over the number of containers: beyond, all of many equal ones are always busy and no slope is left. */
const HIGHEST_START = 60;

/** Exact for the weights above up to 511 containers, close beyond. */
export function sharedTime(loads: ContainerLoads): SharedTime {
  const { load, count } = loads;
  const total = totalOf(load, count);
  const containers = count.reduce((sum, one) => sum + one, 0);
  const quadrature = gaussLaguerre(Math.min(Math.ceil((containers + 1) / 2), MOST_NODES));
  const weight = startWeights(load, 1 - total, HIGHEST_START / containers);
  const found = emptyIntegrals(load.length);
  for (let step = 0; step < MOST_STEPS; step++) {
    integrate(weight, count, quadrature, found);
    if (improve(loads, weight, found) <= TOLERANCE) break;
  }
  const { served, idle, alone, beside } = found;
  return {
    busy: served.map((one, k) => weight[k]! * one),
    idle,
    odds: beside.map((one, i) => one / (alone[i]! * alone[i]!)),
  };
}

/** Exact for one container and to first order for small loads; else rather too small, from where Newton's method climbs. */
function startWeights(load: Float64Array, left: number, highest: number): Float64Array {
  const most = greatest(load);
  return load.map((one) => Math.min((one * (left + one)) / (left + most - one), highest));
}

/** Averages over t, with gₖ = 1/(1 + rₖt). */
interface Integrals {
  /** Of gₖ and tgₖ: the chance of being idle, and over rₖ of being busy. */
  readonly idle: Float64Array;
  readonly served: Float64Array;
  /** Of gₖgⱼ and tgₖgⱼ. */
  readonly alone: Float64Array;
  readonly beside: Float64Array;
}

function emptyIntegrals(kinds: number): Integrals {
  return {
    idle: new Float64Array(kinds),
    served: new Float64Array(kinds),
    alone: new Float64Array(kinds * kinds),
    beside: new Float64Array(kinds * kinds),
  };
}

/**
 * One step of Newton's method in the logarithms of the rₖ. Throughputs are rₖ·idleₖ; ∂ log throughputₖ / ∂ log rⱼ is
 * 1 − uⱼ less the part of k's service during which j is idle.
 *
 * @returns the greatest relative gap between load and throughput before the step; at most `TOLERANCE`: nothing changed
 */
function improve({ load, count }: ContainerLoads, weight: Float64Array, { idle, alone }: Integrals): number {
  const kinds = load.length;
  const step = load.map((one, k) => Math.log(one / (weight[k]! * idle[k]!)));
  const gap = greatest(step);
  if (gap <= TOLERANCE) return gap;
  const slope = new Float64Array(kinds * kinds);
  for (let k = 0; k < kinds; k++) {
    for (let j = 0; j < kinds; j++) {
      const others = count[j]! - (j === k ? 1 : 0);
      slope[k * kinds + j] = others * (idle[j]! - alone[k * kinds + j]! / idle[k]!) + (j === k ? idle[k]! : 0);
    }
  }
  solveInPlace(slope, step, kinds);
  const damping = Math.min(1, LONGEST_STEP / greatest(step));
  for (let k = 0; k < kinds; k++) weight[k]! *= Math.exp(damping * step[k]!);
  return gap;
}

/** The greatest size of an entry. */
function greatest(values: Float64Array): number {
  return values.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
}

/** Σ over containers. */
export function totalOf(values: Float64Array, count: Float64Array): number {
  let total = 0;
  for (let k = 0; k < values.length; k++) total += count[k]! * values[k]!;
  return total;
}

function integrate(weight: Float64Array, count: Float64Array, { node, logWeight }: Quadrature, out: Integrals): void {
  const { idle, served, alone, beside } = out;
  const kinds = weight.length;
  const mass = massOf(weight, count, node, logWeight);
  const inverse = new Float64Array(kinds);
  for (const sums of [idle, served, alone, beside]) sums.fill(0);
  for (let i = 0; i < node.length; i++) {
    const t = node[i]!;
    for (let k = 0; k < kinds; k++) {
      inverse[k] = 1 / (1 + weight[k]! * t);
      const one = mass[i]! * inverse[k]!;
      idle[k]! += one;
      served[k]! += one * t;
      for (let j = 0; j <= k; j++) {
        const both = one * inverse[j]!;
        alone[k * kinds + j]! += both;
        beside[k * kinds + j]! += both * t;
      }
    }
  }
  for (const sums of [alone, beside]) {
    for (let k = 0; k < kinds; k++) for (let j = 0; j < k; j++) sums[j * kinds + k] = sums[k * kinds + j]!;
  }
}

/** The probability of each node t. */
function massOf(weight: Float64Array, count: Float64Array, node: Float64Array, logWeight: Float64Array): Float64Array {
  const mass = node.map((t, i) => {
    let log = logWeight[i]!;
    for (let k = 0; k < weight.length; k++) log += count[k]! * Math.log1p(weight[k]! * t);
    return log;
  });
  let greatest = Number.NEGATIVE_INFINITY;
  for (const log of mass) greatest = Math.max(greatest, log);
  let sum = 0;
  for (let i = 0; i < mass.length; i++) {
    mass[i] = Math.exp(mass[i]! - greatest);
    sum += mass[i]!;
  }
  for (let i = 0; i < mass.length; i++) mass[i]! /= sum;
  return mass;
}
