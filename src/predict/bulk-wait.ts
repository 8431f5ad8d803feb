/**
 * The law of the wait in the bulk-service queue. What comes during a request's wait W is there when its batch starts, M
 * requests in the batch behind it or left waiting, and does not change the wait, because every batch before it is full.
 * Given W the number M is Poisson, so that E e^{−sW} = E z^M with z = 1 − s/λ; and M is known from X, the number that
 * waits when the batch starts. With βⱼ(s) the transform of the batch time that j waiting requests get,
 *
 *     E[b] E z^M = π₀ + Σ_{0<x<B} π_x (1 − z^x)/(1 − z) + (1 − z^B)/(1 − z) · Σ_{j<B} π_j (βⱼ(s) − z^j)/(z^B − β_B(s)).
 *
 * Exact: the distributional form of Little's law (Keilson and Servi 1988).
 */

import { multiplyNode, type Transform } from '../math/laplace.ts';
import type { BatchTimes, WaitingLaw } from './bulk-chain.ts';
import type { BulkQueue } from './bulk-service.ts';
import { addServiceTransform } from './mg1.ts';

type Complex = readonly [number, number];

/** Transforms of batch times at one node: Σ_{0<x<B} π_x β_x, β₁ and β_B. */
interface BatchesAt {
  readonly sum: Complex;
  readonly one: Complex;
  readonly full: Complex;
}

/**
 * The transform of the wait of a request that does not find the server idle.
 *
 * @param arrivalRate λ, requests per ms
 */
export function busyWait(arrivalRate: number, { times, scv }: BatchTimes, queue: BulkQueue): Transform {
  const most = times.length;
  const { waiting, idle, batchShare } = queue;
  const { law } = waiting;
  const scale = (1 - idle) * batchShare.reduce((size, share, b) => size + share * (b + 1), 0);
  const [inside, outside] = [insideDisc(waiting), outsideDisc(law)];
  return (line) => {
    const { real, step, re, im } = line;
    const column = () => [new Float64Array(re.length), new Float64Array(re.length)] as const;
    const [sum, one, full] = [column(), column(), column()];
    for (let x = 1; x < most; x++) {
      if (law[x]! > 0) addServiceTransform(line, law[x]!, times[x - 1]!, scv[x - 1]!, ...sum);
    }
    addServiceTransform(line, 1, times[0]!, scv[0]!, ...one);
    addServiceTransform(line, 1, times[most - 1]!, scv[most - 1]!, ...full);
    for (let j = 0; j < re.length; j++) {
      const z: Complex = [1 - real / arrivalRate, (-step * j) / arrivalRate];
      const at = (of: readonly [Float64Array, Float64Array]): Complex => [of[0][j]!, of[1][j]!];
      const batches = { sum: at(sum), one: at(one), full: at(full) };
      const [r, i] = Math.hypot(...z) > 1 ? outside(z, batches) : inside(z, batches);
      multiplyNode(re, im, j, r / scale, i / scale);
    }
  };
}

/** A batch of `size`, and what is known of the wait of the requests in it that do not find the server idle. */
export interface WaitInBatch {
  readonly size: number;
  /** Share of all requests. */
  readonly mass: number;
  /** E[W | size], ms, and E[W² | size], ms². */
  readonly mean: number;
  readonly square: number;
}

/** Lighter ones are not worth a transform: they count as full, which takes longer. */
const LIGHTEST = 1e-3;

/**
 * For batches that are not full: the request at place i of x has M = x − i behind it, so that E[W; x] = Σᵢ (x − i + 1)
 * π_{x+1}/(λE[b]) and E[W²; x] = Σᵢ (x − i + 1)(x − i + 2) π_{x+2}/(λ²E[b]). Exact, as far as π is known.
 */
export function waitsInBatches(arrivalRate: number, queue: BulkQueue): readonly WaitInBatch[] {
  const { law, known } = queue.waiting;
  const size = queue.batchShare.reduce((sum, share, b) => sum + share * (b + 1), 0);
  const found: WaitInBatch[] = [];
  for (let x = 1; x < law.length; x++) {
    const mass = (x * law[x]!) / size;
    if (!(mass > LIGHTEST)) continue;
    const mean = ((x + 1) * known[x + 1]!) / (2 * arrivalRate * known[x]!);
    const square = ((x + 1) * (x + 2) * known[x + 2]!) / (3 * arrivalRate * arrivalRate * known[x]!);
    if (mean > 0 && square > 0) found.push({ size: x, mass, mean, square });
  }
  return found;
}

type WaitAt = (z: Complex, batches: BatchesAt) => Complex;

/** Above without π₀, as it stands. Where the chain was followed the last sum is of two that cancel only at the roots. */
function insideDisc({ law, passages }: WaitingLaw): WaitAt {
  const most = law.length;
  const beyond = new Float64Array(most);
  for (let m = most - 2; m >= 0; m--) beyond[m] = beyond[m + 1]! + law[m + 1]!;
  const ones = new Float64Array(most).fill(1);
  return (z, { sum, one, full }) => {
    const power = powerOf(z, most);
    const flow =
      passages === null
        ? minus(plus(sum, [law[0]! * one[0], law[0]! * one[1]]), valueAt(z, law))
        : minus(product(power, valueAt(z, passages.up)), valueAt(z, passages.down));
    return plus(valueAt(z, beyond), product(valueAt(z, ones), quotient(flow, minus(power, full))));
  };
}

/** The same over one denominator, divided by z^B, so that nothing grows. */
function outsideDisc(law: Float64Array): WaitAt {
  const most = law.length;
  const reversed = Float64Array.from(law, (_, k) => (k === 0 ? 0 : law[most - k]!));
  const some = reversed.reduce((all, probability) => all + probability, 0);
  return (z, { sum, one, full }) => {
    const inverse = quotient([1, 0], z);
    const power = powerOf(inverse, most);
    const alone = product(minus([1, 0], power), [law[0]! * (1 - one[0]), -law[0]! * one[1]]);
    const behind = product(power, minus(sum, [some * full[0], some * full[1]]));
    const ahead = product(minus([1, 0], full), valueAt(inverse, reversed));
    const above = plus(minus([some - sum[0], -sum[1]], ahead), plus(behind, alone));
    return quotient(above, product(minus([1, 0], z), minus([1, 0], product(power, full))));
  };
}

/** Σ aₙ zⁿ by Horner's rule. */
function valueAt([x, y]: Complex, coefficients: Float64Array): Complex {
  let re = 0;
  let im = 0;
  for (let n = coefficients.length - 1; n >= 0; n--) {
    const kept = re;
    re = kept * x - im * y + coefficients[n]!;
    im = kept * y + im * x;
  }
  return [re, im];
}

function powerOf([x, y]: Complex, exponent: number): Complex {
  const size = Math.hypot(x, y) ** exponent;
  const angle = Math.atan2(y, x) * exponent;
  return [size * Math.cos(angle), size * Math.sin(angle)];
}

function plus(a: Complex, b: Complex): Complex {
  return [a[0] + b[0], a[1] + b[1]];
}

function minus(a: Complex, b: Complex): Complex {
  return [a[0] - b[0], a[1] - b[1]];
}

function product(a: Complex, b: Complex): Complex {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

function quotient(a: Complex, b: Complex): Complex {
  const size = b[0] * b[0] + b[1] * b[1];
  return [(a[0] * b[0] + a[1] * b[1]) / size, (a[1] * b[0] - a[0] * b[1]) / size];
}
