/** The cluster that a loss leaves: the same groups with fewer nodes, and only what was hosted to be hosted again. */

import type { Placement } from '../domain/scenario.ts';
import { assigned, statesOf } from './assign.ts';
import { balanced } from './balance.ts';
import { checkPlacement } from './check.ts';
import { finished } from './finish.ts';
import { type Fleet, fleetOf, type NodeKind, offeredWeight } from './fleet.ts';
import { searchBest } from './optimal.ts';
import type { PlacementProblem, PlacementResult, Policy } from './problem.ts';
import { countStates, type StateCounts } from './rehost.ts';
import { placedByGroup, resized } from './resized.ts';
import { type NodeState, StateSpace } from './states.ts';
import { withWholeWeights } from './whole-weights.ts';

/** The problem of hosting `apps` (instances by group) on what is left once `lost` nodes of each kind are gone. */
export function remainingProblem(
  problem: PlacementProblem,
  fleet: Fleet,
  lost: readonly number[],
  apps: readonly number[],
): PlacementProblem {
  const left = fleet.kinds.map(({ nodes, index }) => nodes.length - (lost[index] as number));
  const nodes = problem.scenario.nodes.map(({ firstIndex, count }) => {
    if (count === 0) return 0;
    const kind = fleet.kindOf[firstIndex] as number;
    const taken = Math.min(count, left[kind] as number);
    left[kind] = (left[kind] as number) - taken;
    return taken;
  });
  return { ...problem, scenario: resized(problem.scenario, nodes, apps) };
}

/** Places as much as it can, with a bound on what any placement hosts. */
export type Placer = (problem: PlacementProblem) => Promise<Pick<PlacementResult, 'placement' | 'upperBound'>>;

/** The best placement found, without the care for balance that a plan gets. */
export const placeAsFound: Policy = withWholeWeights(async (problem) => {
  const { space, states, upperBound, isStopped } = await searchBest(problem);
  return finished(space, states, upperBound, isStopped);
});

export interface Rehosting {
  /** How many nodes are in which state, in terms of the space asked with; everything is hosted. `null`: not found. */
  readonly states: StateCounts | null;
  /** Whether a bound proves that not everything can be hosted. */
  readonly isImpossible: boolean;
  /** By application group: what found no place. */
  readonly unhosted: readonly number[];
}

/**
 * Everything placed anew on the remaining cluster, within `problem.steps`. `kindsBy`: how the space's fleet was made.
 */
export async function rehostedAnew(
  space: StateSpace,
  remaining: PlacementProblem,
  place: Placer = placeAsFound,
  kindsBy: 'likeness' | 'groups' = 'likeness',
): Promise<Rehosting> {
  const { scenario } = remaining;
  const offered = scenario.apps.reduce((sum, { count, weight }) => sum + count * weight, 0);
  const { placement, upperBound } = await place(remaining);
  const placed = placedByGroup(scenario, placement.node);
  const unhosted = scenario.apps.map(({ count }, group) => count - (placed[group] as number));
  const isWhole = unhosted.every((count) => count === 0);
  const isImpossible = !isWhole && upperBound !== null && upperBound < offered * (1 - ROUNDING);
  if (!isWhole) return { states: null, isImpossible, unhosted };
  const states = statesOf(new StateSpace(remaining, fleetOf(scenario, kindsBy)), placement);
  return { states: countStates(states.map((state) => translated(space, state))), isImpossible: false, unhosted };
}

/** A bound this near to the whole could be it, rounded. */
const ROUNDING = 1e-9;

/** The same state in another space of the same classes and kinds. */
export function translated(space: StateSpace, { kind, mixes }: NodeState): NodeState {
  return space.state(space.fleet.kinds[kind.index] as NodeKind, mixes);
}

/** Throws where nodes in these states do not host everything in the problem with every constraint kept. */
export function checkRehosting(remaining: PlacementProblem, states: StateCounts): void {
  const { scenario, latency } = remaining;
  const space = new StateSpace(remaining, fleetOf(scenario));
  const placement = assigned(space.fleet, laidOut(space, states));
  const [violation] = checkPlacement(scenario, latency, placement);
  if (violation !== undefined) throw new Error(`the new placement breaks a constraint: ${JSON.stringify(violation)}`);
  if (placement.node.includes(-1)) throw new Error('the new placement leaves an application out');
}

/** The placement of everything in the problem on nodes in these states, spread out and checked. */
export function hostedEverywhere(
  problem: PlacementProblem,
  states: StateCounts,
  kindsBy: 'likeness' | 'groups',
): Placement {
  const space = new StateSpace(problem, fleetOf(problem.scenario, kindsBy));
  const { placement, status } = finished(
    space,
    balanced(space, laidOut(space, states)),
    offeredWeight(space.fleet),
    false,
  );
  if (status !== 'optimal') throw new Error('the placement leaves an application out');
  return placement;
}

/** The state of every node of a space: of each kind these first, the rest idle. Throws when there are too few nodes. */
function laidOut(space: StateSpace, states: StateCounts): NodeState[] {
  const { fleet } = space;
  const byNode: NodeState[] = [];
  const used = new Int32Array(fleet.kinds.length);
  for (const [state, count] of states) {
    const { nodes, index } = fleet.kinds[state.kind.index] as NodeKind;
    for (let k = 0; k < count; k++) {
      const node = nodes[used[index] as number];
      if (node === undefined) throw new Error(`more nodes of kind ${index} are used than there are`);
      byNode[node] = translated(space, state);
      used[index] = (used[index] as number) + 1;
    }
  }
  return Array.from(fleet.kindOf, (kind, node) => byNode[node] ?? space.idle(fleet.kinds[kind] as NodeKind));
}
