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
import { type Amounts, amountsOf, compressed, nodeColumns, PatternSet } from './pattern-set.ts';
import type { NodeState } from './states.ts';

export class PatternMaster extends PatternSet {
  readonly #fleet: Fleet;

  constructor(fleet: Fleet) {
    super();
    this.#fleet = fleet;
  }

  /**
   * Variables: `hosted` of every class, then nodes of every pattern, the imagined ones last. Rows: every class, then
   * every kind.
   */
  program(imagined: readonly Amounts[] = []): ColumnProgram {
    const { classes, kinds } = this.#fleet;
    const hosted = classes.map(({ index }) => [[index, 1] as const]);
    const all = amountsOf(this.patterns, imagined);
    const taken = nodeColumns(all, classes.length);
    return {
      columns: {
        cost: Float64Array.from([...classes.map(({ app }) => app.weight), ...all.map(() => 0)]),
        upper: Float64Array.from([
          ...classes.map(({ instances }) => instances.length),
          ...all.map(({ kind }) => kind.nodes.length),
        ]),
      },
      rows: { upper: Float64Array.from([...classes.map(() => 0), ...kinds.map(({ nodes }) => nodes.length)]) },
      matrix: compressed([...hosted, ...taken]),
    };
  }
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
