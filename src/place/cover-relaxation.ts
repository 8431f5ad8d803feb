/**
 * How many nodes load, memory and CPU alone ask for, applications being divisible: a demand on the numbers of nodes that
 * is known before any pattern is. With any prices p ≥ 0 of a whole node's resources, an application costs
 *
 *     v_c = min over kinds k of Σ_r p_kr · (share of resource r of a node that one instance takes)
 *
 * at least wherever it goes, and no node hosts more than its resources are worth: z_k = Σ_r p_kr. The solver only finds
 * prices that ask for much.
 */

import { sloRelaxation } from './bound.ts';
import { type Demand, demandOf, type Offer } from './cover-master.ts';
import type { ColumnProgram, HighsSolver } from './highs.ts';
import { compressed } from './pattern-set.ts';
import { coarsened, type RelaxedClass, type Use, usePrice } from './relaxation.ts';
import type { StateSpace } from './states.ts';

/** Classes and kinds of one program: some tenths of a second. */
const MOST_USES = 6_000;

/** The demand of all resources; `null` where the solver finds no prices. */
export async function relaxedDemand(
  space: StateSpace,
  offers: readonly Offer[],
  solver: HighsSolver,
): Promise<Demand | null> {
  const { fleet } = space;
  const { classes, resources } = sloRelaxation(space);
  // Shares of a whole kind there, of one node here.
  const ofNode = classes.map((relaxed): RelaxedClass => {
    const uses = relaxed.uses.map((use, k) => use?.map((share) => share * (fleet.kinds[k]?.nodes.length ?? 0)) ?? null);
    return { ...relaxed, uses };
  });
  const some = coarsened(ofNode, Math.ceil(MOST_USES / fleet.kinds.length));
  const answer = await solver.linear(program(some, offers, resources));
  if (answer === null) return null;
  const prices = offers.map((_, k) => {
    const from = some.length + k * resources;
    return Array.from(answer.duals.subarray(from, from + resources));
  });
  const values = Float64Array.from(ofNode, ({ uses }) => {
    const costs = uses.flatMap((use, k) => (use === null ? [] : [usePrice(use, prices[k] as number[])]));
    return costs.length === 0 ? 0 : Math.min(...costs);
  });
  return demandOf(
    fleet,
    values,
    prices.map((ofKind) => ofKind.reduce((sum, price) => sum + price, 0)),
  );
}

/**
 * The cheapest nodes for divisible applications. Variables: nodes of every kind, then instances of every class on every
 * kind where it can go. Rows: every class has its instances; every resource of every kind is there.
 */
function program(classes: readonly RelaxedClass[], offers: readonly Offer[], resources: number): ColumnProgram {
  const row = (kind: number, resource: number) => classes.length + kind * resources + resource;
  const all = Array.from({ length: resources }, (_, resource) => resource);
  const nodes = offers.map((_, kind) => all.map((resource) => [row(kind, resource), -1] as const));
  const placed = classes.flatMap(({ uses, count }, index) =>
    uses.flatMap((use, kind) => (use === null ? [] : [{ count, column: columnOf(use, index, kind) }])),
  );
  function columnOf(use: Use, index: number, kind: number) {
    return [[index, -1] as const, ...use.map((share, resource) => [row(kind, resource), share] as const)];
  }
  return {
    columns: {
      cost: Float64Array.from([...offers.map(({ cost }) => -cost), ...placed.map(() => 0)]),
      upper: Float64Array.from([...offers.map(({ most }) => most), ...placed.map(({ count }) => count)]),
    },
    rows: {
      upper: Float64Array.from([...classes.map(({ count }) => -count), ...offers.flatMap(() => all.map(() => 0))]),
    },
    matrix: compressed([...nodes, ...placed.map(({ column }) => column)]),
  };
}
