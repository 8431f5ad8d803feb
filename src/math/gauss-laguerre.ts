/** Gauss and Laguerre's quadrature: ∫₀^∞ e^{−t} g(t) dt as a weighted sum, exact for polynomials g. */

/** Σ exp(logWeight)·g(node) is the integral of e^{−t}g(t); exact up to degree 2n − 1 of g. */
export interface Quadrature {
  /** Ascending, above 0. */
  readonly node: Float64Array;
  /** Natural logarithms of the weights: the last of many weights are below what a number can hold. */
  readonly logWeight: Float64Array;
}

/** Beyond this many nodes e^{−t/2} of the last one would come near the smallest number. */
export const MOST_NODES = 256;

const known = new Map<number, Quadrature>();

/**
 * The quadrature with n nodes; remembered. Relative error of the weights below 1e-10.
 *
 * @param n whole number, 1 to `MOST_NODES`
 */
export function gaussLaguerre(n: number): Quadrature {
  const remembered = known.get(n);
  if (remembered !== undefined) return remembered;
  const node = new Float64Array(n);
  const logWeight = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    node[i] = zeroOf(n, guess(n, i, node));
    const t = node[i]!;
    const [next] = laguerre(n + 1, t);
    logWeight[i] = Math.log(t) - t - 2 * Math.log((n + 1) * Math.abs(next));
  }
  const quadrature = { node, logWeight };
  known.set(n, quadrature);
  return quadrature;
}

/** A start near the zero i of Lₙ from those before it (Stroud and Secrest 1966). */
function guess(n: number, i: number, node: Float64Array): number {
  if (i === 0) return 3 / (1 + 2.4 * n);
  if (i === 1) return node[0]! + 15 / (1 + 2.5 * n);
  const k = i - 1;
  return node[i - 1]! + ((1 + 2.55 * k) / (1.9 * k)) * (node[i - 1]! - node[i - 2]!);
}

/** Newton's method: Lₙ′(t) = n(Lₙ − Lₙ₋₁)/t. */
function zeroOf(n: number, start: number): number {
  let t = start;
  for (let step = 0; step < 50; step++) {
    const [value, before] = laguerre(n, t);
    const change = (value * t) / (n * (value - before));
    t -= change;
    if (Math.abs(change) <= 1e-15 * t) break;
  }
  return t;
}

/** Lₙ(t) and Lₙ₋₁(t), both times e^{−t/2}, by their recurrence. */
function laguerre(n: number, t: number): [number, number] {
  let before = 0;
  let value = Math.exp(-t / 2);
  for (let k = 0; k < n; k++) [before, value] = [value, ((2 * k + 1 - t) * value - k * before) / (k + 1)];
  return [value, before];
}
