/**
 * The master program of sizing: how many nodes take each pattern known so far, so that every instance has a place and
 * the nodes cost least. `least` nodes of a kind are paid for in any case, `extra` ones cost:
 *
 *     min Σ cost_k · extra_k      Σ_p (instances of c in p) · nodes_p ≥ count_c,   Σ_{p of kind k} nodes_p ≤ least_k + extra_k
 *
 * The prices v_c of the first rows are what a place for one instance costs. For any v ≥ 0, and z_k at least what any
 * pattern of kind k is worth at them, n_k nodes of each kind can host everything only if
 *
 *     Σ_k z_k · n_k  ≥  Σ_c v_c · count_c                                                          (a *demand*)
 *
 * and so no choice of nodes costs less than the least of Σ cost_k · max(least_k, n_k) under it, or under its Lagrangian
 *
 *     Σ_c v_c · count_c + Σ_k min { cost_k · max(least_k, n) − z_k · n : 0 ≤ n ≤ most_k }
 *
 * (weak duality; Farley 1990 scales v until no kind's minimum is below its start).
 */

import type { Fleet } from './fleet.ts';
import type { ColumnProgram } from './highs.ts';
import { type Amounts, amountsOf, compressed, nodeColumns, PatternSet } from './pattern-set.ts';

/** What nodes of one kind cost and how many there may be. */
export interface Offer {
  /** Of one node, above 0. */
  readonly cost: number;
  /** Nodes that are there and paid for in any case. */
  readonly least: number;
  /** At least `least`. */
  readonly most: number;
}

/** Prices, and by kind what no pattern is worth more than at them. */
export interface Demand {
  readonly values: Float64Array;
  readonly most: readonly number[];
  /** Σ_c v_c · count_c. */
  readonly total: number;
}

export class CoverMaster extends PatternSet {
  readonly #fleet: Fleet;

  constructor(fleet: Fleet) {
    super();
    this.#fleet = fleet;
  }

  /**
   * Variables: extra nodes of every kind, then nodes of every pattern, the imagined ones last. Rows: every class, then
   * every kind.
   */
  program(offers: readonly Offer[], imagined: readonly Amounts[] = []): ColumnProgram {
    const { classes, kinds } = this.#fleet;
    const extra = kinds.map(({ index }) => [[classes.length + index, -1] as const]);
    const all = amountsOf(this.patterns, imagined);
    const taken = nodeColumns(all, classes.length);
    const zeros = all.map(() => 0);
    const most = all.map(({ kind }) => (offers[kind.index] as Offer).most);
    return {
      columns: {
        cost: Float64Array.from([...offers.map(({ cost }) => -cost), ...zeros]),
        upper: Float64Array.from([...offers.map(({ least, most: all }) => all - least), ...most]),
      },
      rows: {
        upper: Float64Array.from([
          ...classes.map(({ instances }) => -instances.length),
          ...offers.map(({ least }) => least),
        ]),
      },
      matrix: compressed([...extra, ...taken]),
    };
  }
}

/** Cost of these numbers of nodes; those that are paid for in any case count even where they are not used. */
export function costOf(offers: readonly Offer[], nodes: readonly number[]): number {
  return offers.reduce((sum, { cost, least }, k) => sum + cost * Math.max(least, nodes[k] as number), 0);
}

/** A demand from prices within reason: at least 0, and 0 for NaN. */
export function demandOf({ classes }: Fleet, values: Float64Array, most: readonly number[]): Demand {
  const total = classes.reduce((sum, { instances, index }) => sum + instances.length * (values[index] as number), 0);
  return { values, most, total };
}

/** The same with every price multiplied by `factor`. */
function scaled({ values, most, total }: Demand, factor: number): Demand {
  return { values: values.map((value) => factor * value), most: most.map((z) => factor * z), total: factor * total };
}

/** The Lagrangian of the header: no choice of nodes costs less. */
export function lagrangianCost(offers: readonly Offer[], { most, total }: Demand): number {
  return offers.reduce((sum, { cost, least, most: all }, k) => {
    const gain = cost - (most[k] as number);
    return sum + gain * (gain >= 0 ? least : all);
  }, total);
}

/** The tighter of the demand and its Farley scaling, by the Lagrangian. */
export function tighter(offers: readonly Offer[], demand: Demand): Demand {
  const ratios = offers.map(({ cost }, k) => cost / Math.max(cost, demand.most[k] as number));
  const farley = scaled(demand, Math.min(...ratios));
  return lagrangianCost(offers, farley) > lagrangianCost(offers, demand) ? farley : demand;
}

/** Whether this many nodes of each kind could meet the demand: where not, they cannot host everything. */
export function couldMeet({ most, total }: Demand, nodes: readonly number[]): boolean {
  const supply = nodes.reduce((sum, count, k) => sum + count * (most[k] as number), 0);
  return supply >= total * (1 - ROUNDING);
}

const ROUNDING = 1e-9;
