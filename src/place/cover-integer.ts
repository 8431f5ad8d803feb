/** From a cover master's patterns to nodes: whole numbers by integer programming, then places to spare taken away. */

import { hostedCounts } from './assign.ts';
import { nodesByKind } from './cover-fill.ts';
import { type CoverMaster, costOf, type Offer } from './cover-master.ts';
import type { HighsSolver, IntegerAnswer } from './highs.ts';
import { withoutSurplus } from './pattern-integer.ts';
import { countStates, type StateCounts } from './rehost.ts';
import type { NodeState, StateSpace } from './states.ts';

export interface IntegerCover {
  /** Nodes that host everything exactly; `null` where none were found. */
  readonly states: StateCounts | null;
  /** No choice among the master's patterns costs less, by the solver's word; 0 where it gave none. */
  readonly bound: number;
}

/**
 * The cheapest choice of the master's patterns that the solver finds within `mostNodes` branchings, starting from
 * `incumbent` (whose states must be among the patterns). It may stop once none can be cheaper by more than `gap`.
 */
export async function chooseCover(
  space: StateSpace,
  master: CoverMaster,
  offers: readonly Offer[],
  solver: HighsSolver,
  incumbent: StateCounts | null,
  mostNodes: number,
  gap: number,
): Promise<IntegerCover> {
  const { patterns } = master;
  const sunk = offers.reduce((sum, { cost, least }) => sum + cost * least, 0);
  const answer: IntegerAnswer | null = await solver.integer(master.program(offers), {
    areIntegers: new Uint8Array(offers.length + patterns.length).fill(1),
    start: incumbent === null ? null : startFrom(space, patterns, offers, incumbent),
    mostNodes,
    absoluteGap: gap,
  });
  if (answer === null) return { states: null, bound: 0 };
  const nodes = answer.values.subarray(offers.length);
  const states = exactCover(
    space,
    patterns.flatMap((state, k) => new Array<NodeState>(nodes[k] as number).fill(state)),
  );
  return { states, bound: sunk - answer.bound };
}

/** The incumbent in the program's variables. */
function startFrom(
  space: StateSpace,
  patterns: readonly NodeState[],
  offers: readonly Offer[],
  incumbent: StateCounts,
): Float64Array {
  const used = nodesByKind(space, incumbent);
  const extra = offers.map(({ least }, k) => Math.max(0, (used[k] as number) - least));
  return Float64Array.from([...extra, ...patterns.map((state) => incumbent.get(state) ?? 0)]);
}

/**
 * States that host every instance once, from states with places to spare; nodes that end up idle are left away.
 * `null` where taking the surplus away leaves something out.
 */
export function exactCover(space: StateSpace, states: readonly NodeState[]): StateCounts | null {
  const exact = withoutSurplus(space, states);
  const counts = hostedCounts(space.fleet, exact);
  if (space.fleet.classes.some(({ index, instances }) => counts[index] !== instances.length)) return null;
  return countStates(exact.filter(({ mixes }) => mixes.some((mix) => mix.length > 0)));
}

/** What nodes in these states cost. */
export function coverCost(space: StateSpace, offers: readonly Offer[], states: StateCounts): number {
  return costOf(offers, nodesByKind(space, states));
}
