/**
 * The master program: how many nodes of each kind take each pattern known so far. A class counts up to its number
 * (`hosted`), and a pattern may have places to spare for more of it than there are:
 *
 *     max Σ weight · hosted      hosted_c ≤ Σ (instances of c in p) · nodes_p,   Σ_{p of kind k} nodes_p ≤ N_k
 *
 * The prices v_c of the first rows are what one more place for a class is worth. For any v ≥ 0, and z_k at least the
 * most that any pattern of kind k is worth at them,
 *
 *     Σ_c count_c · max(0, weight_c − v_c) + Σ_k N_k · max(0, z_k)
 *
 * is an upper bound on all placements (weak duality), whoever came up with v.
 */

import type { ApplicationClass, Fleet } from './fleet.ts';
import type { ColumnProgram } from './highs.ts';
import type { NodeState } from './states.ts';

export class PatternMaster {
  readonly #fleet: Fleet;
  readonly #patterns: NodeState[] = [];
  readonly #known = new Set<NodeState>();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  get patterns(): readonly NodeState[] {
    return this.#patterns;
  }

  /** Adds a pattern; whether it is new and hosts anything. */
  add(state: NodeState): boolean {
    if (this.#known.has(state) || state.mixes.every((mix) => mix.length === 0)) return false;
    this.#known.add(state);
    this.#patterns.push(state);
    return true;
  }

  /** Variables: `hosted` of every class, then nodes of every pattern. Rows: every class, then every kind. */
  program(): ColumnProgram {
    const { classes, kinds } = this.#fleet;
    const starts: number[] = [0];
    const indices: number[] = [];
    const values: number[] = [];
    const column = (entries: Iterable<readonly [number, number]>) => {
      for (const [row, value] of entries) {
        indices.push(row);
        values.push(value);
      }
      starts.push(indices.length);
    };
    for (const { index } of classes) column([[index, 1]]);
    for (const state of this.#patterns) {
      const counts = patternCounts(state);
      column([...counts].map(([index, count]) => [index, -count] as const));
      indices.push(classes.length + state.kind.index);
      values.push(1);
      starts[starts.length - 1] = indices.length;
    }
    return {
      columns: {
        cost: Float64Array.from([...classes.map(({ app }) => app.weight), ...this.#patterns.map(() => 0)]),
        upper: Float64Array.from([
          ...classes.map(({ instances }) => instances.length),
          ...this.#patterns.map(({ kind }) => kind.nodes.length),
        ]),
      },
      rows: { upper: Float64Array.from([...classes.map(() => 0), ...kinds.map(({ nodes }) => nodes.length)]) },
      matrix: {
        starts: Int32Array.from(starts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
    };
  }
}

/** Instances of each class in a pattern, all accelerators together, by class index. */
export function patternCounts(state: NodeState): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const [index, count] of state.mixes.flat()) counts.set(index, (counts.get(index) ?? 0) + count);
  return counts;
}

/** What a pattern is worth. */
export function patternValue(state: NodeState, values: Float64Array): number {
  let total = 0;
  for (const [index, count] of state.mixes.flat()) total += count * (values[index] as number);
  return total;
}

/** Prices within reason: at least 0 and at most the class's weight. NaN becomes 0; any price gives a true bound. */
export function classPrices(classes: readonly ApplicationClass[], duals: Float64Array): Float64Array {
  return Float64Array.from(classes, ({ app, index }) => {
    const dual = duals[index] as number;
    return dual > 0 ? Math.min(dual, app.weight) : 0;
  });
}

/** The bound of the header. `most`: by kind, what no pattern is worth more than. */
export function pricedBound({ classes, kinds }: Fleet, values: Float64Array, most: readonly number[]): number {
  const unhoused = classes.reduce(
    (sum, { app, instances, index }) => sum + instances.length * (app.weight - (values[index] as number)),
    0,
  );
  return kinds.reduce((sum, { nodes, index }) => sum + nodes.length * Math.max(0, most[index] as number), unhoused);
}
