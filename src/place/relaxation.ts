/**
 * The placement problem with everything hard taken out: nodes of a kind poured into one, applications divisible.
 * Whatever satisfies the real constraints satisfies these, so no placement can host more weight.
 *
 * The bound is Lagrangian: put any price y ≥ 0 on each resource, and
 *
 *     L(y) = Σ_resources y + Σ_classes max { Σ_kinds (weight − price of one instance there) · x : x within its limits }
 *
 * is an upper bound by weak duality (each resource counted in shares of all there is). It is true for *any* prices;
 * the solver only finds good ones, and a wrong answer of it could only make the bound looser.
 */

import type { LinearProgram, LinearRow, LinearSolver } from './lp.ts';

/** Share of each resource of a kind that one instance takes, at least 0. */
export type Use = readonly number[];

export interface RelaxedClass {
  readonly weight: number;
  readonly count: number;
  /** By kind; `null` where the class cannot go. Each use is as long as there are resources. */
  readonly uses: readonly (Use | null)[];
  /** By kind: most instances on all its nodes together. */
  readonly most: readonly number[];
}

export interface Relaxation {
  readonly classes: readonly RelaxedClass[];
  readonly kinds: number;
  /** Number of resources of each kind. */
  readonly resources: number;
}

/** Price of the whole of each resource, in weight: `prices[kind][resource]`, at least 0. */
export type Prices = readonly (readonly number[])[];

/** Share of a capacity; nothing is no share even of nothing. */
export function share(need: number, capacity: number): number {
  return need === 0 ? 0 : need / capacity;
}

/** Price of what one instance uses. */
export function usePrice(use: Use, prices: readonly number[]): number {
  return use.reduce((sum, share, resource) => sum + share * (prices[resource] as number), 0);
}

/** L(y) of the relaxation: no placement has more weight, whatever the prices (all at least 0). */
export function lagrangianBound({ classes }: Relaxation, prices: Prices): number {
  const resources = prices.flat().reduce((sum, price) => sum + price, 0);
  return classes.reduce((sum, relaxed) => sum + bestGain(relaxed, prices), resources);
}

/** The most that one class can gain at these prices: its best kinds first, each up to its limit. */
function bestGain({ weight, count, uses, most }: RelaxedClass, prices: Prices): number {
  const gains = uses
    .map((use, kind) => ({
      gain: use === null ? 0 : weight - usePrice(use, prices[kind] as readonly number[]),
      most: most[kind] as number,
    }))
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain);
  let left = count;
  let total = 0;
  for (const { gain, most: limit } of gains) {
    const taken = Math.min(left, limit);
    total += taken * gain;
    left -= taken;
  }
  return total;
}

/** Columns of the dual program: resource prices first, then one per class, then one per binding limit. */
function dualProgram({ classes, kinds, resources }: Relaxation): LinearProgram {
  const objective: number[] = Array.from({ length: kinds * resources }, () => 1);
  const rows: LinearRow[] = [];
  for (const { weight, count, uses, most } of classes) {
    const whole = objective.push(count) - 1;
    for (const [kind, use] of uses.entries()) {
      const limit = most[kind] as number;
      if (use === null || limit <= 0) continue;
      const terms: [number, number][] = use.map((share, resource) => [kind * resources + resource, share]);
      terms.push([whole, 1]);
      if (limit < count) terms.push([objective.push(limit) - 1, 1]);
      rows.push({ terms, sense: 'atLeast', limit: weight });
    }
  }
  return { goal: 'min', objective, rows };
}

/** Rows that javascript-lp-solver takes in its stride: the dual of 400 classes on 3 kinds, or 200 on 6, in 0.1 s. */
const MOST_ROWS = 1200;

/** The prices that make the bound tightest, by linear programming; all zero where the solver gave no answer. */
export async function bestPrices(relaxation: Relaxation, solver: LinearSolver): Promise<Prices> {
  const { kinds, resources } = relaxation;
  const most = Math.max(1, Math.floor(MOST_ROWS / Math.max(1, kinds)));
  const program = dualProgram({ ...relaxation, classes: coarsened(relaxation.classes, most) });
  const values = program.rows.length === 0 ? null : await solver.solve(program);
  return Array.from({ length: kinds }, (_, kind) =>
    Array.from({ length: resources }, (_, resource) => Math.max(0, values?.[kind * resources + resource] ?? 0)),
  );
}

/**
 * At most `most` classes that stand for all of them, so that a scenario without two equal applications still gives
 * a small program. Only prices come of it, and those need not be exact.
 */
export function coarsened(classes: readonly RelaxedClass[], most: number): readonly RelaxedClass[] {
  if (classes.length <= most) return classes;
  const sorted = [...classes].sort((a, b) => lightness(a) - lightness(b));
  const size = Math.ceil(sorted.length / most);
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, k) => {
    const bundle = sorted.slice(k * size, (k + 1) * size);
    const middle = bundle[bundle.length >> 1] as RelaxedClass;
    return { ...middle, count: bundle.reduce((sum, { count }) => sum + count, 0) };
  });
}

/** Largest share of any resource per weight, where the class is lightest. */
function lightness({ uses, weight }: RelaxedClass): number {
  return Math.min(...uses.map((use) => (use === null ? Number.POSITIVE_INFINITY : Math.max(...use) / weight)));
}
