/** A lognormal law fitted to a mean and a few quantiles: how much a time varies, where no variance was measured. */

import { normalQuantile } from './normal.ts';

export interface LognormalFit {
  /** Squared coefficient of variation of the fitted law, exp(σ²) − 1. */
  readonly scv: number;
  /** Greatest relative difference between a fitted quantile and the given one. */
  readonly error: number;
}

/** exp(9) − 1 is an scv of 8,000: beyond anything that serves requests. */
const MOST_SIGMA = 3;
const GRID = 300;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const STEPS = 60;

/**
 * The lognormal law with mean `mean` (above 0) whose quantiles are nearest to the given ones in the least-squares sense
 * of their logarithms; σ is searched on a grid over [0, 3] and refined by golden section. An approximation: it knows
 * nothing of the tail beyond the greatest quantile. Throws a `RangeError` when there is no quantile.
 */
export function fitLognormal(
  mean: number,
  quantiles: readonly { readonly p: number; readonly value: number }[],
): LognormalFit {
  if (quantiles.length === 0) throw new RangeError('a fit needs a quantile');
  const points = quantiles.map(({ p, value }) => ({ z: normalQuantile(p), ratio: Math.log(value / mean) }));
  const miss = (sigma: number) =>
    points.reduce((sum, { z, ratio }) => sum + (sigma * z - sigma ** 2 / 2 - ratio) ** 2, 0);
  const sigma = leastOn(miss, MOST_SIGMA);
  const error = Math.max(...points.map(({ z, ratio }) => Math.abs(Math.expm1(sigma * z - sigma ** 2 / 2 - ratio))));
  return { scv: Math.expm1(sigma ** 2), error };
}

/** Where `f` is least on [0, most]: the best point of a grid, then golden section between its neighbours. */
function leastOn(f: (x: number) => number, most: number): number {
  const step = most / GRID;
  let best = 0;
  for (let i = 1; i <= GRID; i += 1) if (f(i * step) < f(best * step)) best = i;
  let low = Math.max(0, (best - 1) * step);
  let high = Math.min(most, (best + 1) * step);
  for (let i = 0; i < STEPS; i += 1) {
    const left = high - GOLDEN * (high - low);
    const right = low + GOLDEN * (high - low);
    if (f(left) <= f(right)) high = right;
    else low = left;
  }
  return f(0) <= f((low + high) / 2) ? 0 : (low + high) / 2;
}
