/**
 * The master program of a plan that survives: one choice of patterns for every cluster v that a loss leaves, and the
 * same applications hosted in all of them.
 *
 *     max Σ weight · hosted      hosted_c ≤ Σ_p (instances of c in p) · nodes_{p,v},   Σ_{p of kind k} nodes_{p,v} ≤ N_{k,v}
 *
 * For any prices u_{c,v} ≥ 0 of the first rows, and z_{k,v} at least what any pattern of kind k is worth at u_{·,v},
 *
 *     Σ_c count_c · max(0, weight_c − Σ_v u_{c,v}) + Σ_v Σ_k N_{k,v} · max(0, z_{k,v})
 *
 * is an upper bound on the weight that survives (weak duality).
 */

import type { Fleet } from './fleet.ts';
import type { ColumnProgram } from './highs.ts';
import { compressed, PatternSet, patternCounts } from './pattern-set.ts';

export class JointMaster extends PatternSet {
  readonly #fleet: Fleet;
  /** Nodes of each kind in each cluster. */
  readonly #sizes: readonly (readonly number[])[];

  constructor(fleet: Fleet, sizes: readonly (readonly number[])[]) {
    super();
    this.#fleet = fleet;
    this.#sizes = sizes;
  }

  /**
   * Variables: `hosted` of every class, then nodes of every pattern, cluster by cluster. Rows: cluster by cluster every
   * class, then cluster by cluster every kind.
   */
  program(): ColumnProgram {
    const { classes, kinds } = this.#fleet;
    const kindRows = this.#sizes.length * classes.length;
    const columns: (readonly (readonly [number, number])[])[] = [];
    const upper = classes.map(({ instances }) => instances.length);
    for (const { index } of classes) columns.push(this.#sizes.map((_, v) => [v * classes.length + index, 1] as const));
    for (const [v, sizes] of this.#sizes.entries()) {
      for (const state of this.patterns) {
        const counts = [...patternCounts(state)];
        const taken = counts.map(([index, count]) => [v * classes.length + index, -count] as const);
        columns.push([...taken, [kindRows + v * kinds.length + state.kind.index, 1]]);
        upper.push(sizes[state.kind.index] as number);
      }
    }
    return {
      columns: {
        cost: Float64Array.from(upper.keys(), (j) => classes[j]?.app.weight ?? 0),
        upper: Float64Array.from(upper),
      },
      rows: { upper: Float64Array.from([...new Array<number>(kindRows).fill(0), ...this.#sizes.flat()]) },
      matrix: compressed(columns),
    };
  }
}

/** The bound of the header. `values` and `most`: by cluster, then by class or kind. */
export function jointBound(
  { classes }: Fleet,
  sizes: readonly (readonly number[])[],
  values: readonly Float64Array[],
  most: readonly (readonly number[])[],
): number {
  const unhoused = classes.reduce((sum, { app, instances, index }) => {
    const price = values.reduce((total, prices) => total + (prices[index] as number), 0);
    return sum + instances.length * Math.max(0, app.weight - price);
  }, 0);
  const worth = (v: number, k: number) => Math.max(0, most[v]?.[k] as number);
  return sizes.reduce((sum, nodes, v) => nodes.reduce((part, count, k) => part + count * worth(v, k), sum), unhoused);
}
