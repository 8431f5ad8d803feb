/**
 * A plan made anew, laid over what runs as kindly as it can be: equal nodes may take each other's part, so the plan's
 * node states are handed to nodes of their kind such that the most instances stay where they are. Without this a fresh
 * plan would look worse than it is.
 */

import type { Placement } from '../../domain/scenario.ts';
import { greatestAssignment } from '../../math/assignment.ts';
import { statesOf } from '../assign.ts';
import { fleetOf } from '../fleet.ts';
import type { PlacementProblem } from '../problem.ts';
import { type NodeState, StateSpace } from '../states.ts';
import { assignedKeeping, type RunsNow } from './keep.ts';
import { overlapOf } from './overlap.ts';

/** Nodes of a kind up to which the matching is exact; beyond, the pairs of states with most in common go first. */
const MOST_EXACT = 200;

export interface Matching {
  /** The fresh states by node, with the most instances that stay. */
  readonly states: readonly NodeState[];
  /** Whether no other handing out keeps more. */
  readonly isExact: boolean;
}

/** A fresh placement laid over what runs: the fewest moves that make it. */
export function laidOver(
  problem: PlacementProblem,
  running: RunsNow,
  fresh: Placement,
): { readonly placement: Placement; readonly isExact: boolean } {
  const space = new StateSpace(problem, fleetOf(problem.scenario));
  const { states, isExact } = matchedKindly(space, statesOf(space, running.placement), statesOf(space, fresh));
  return { placement: assignedKeeping(space.fleet, running, states), isExact };
}

export function matchedKindly(space: StateSpace, before: readonly NodeState[], fresh: readonly NodeState[]): Matching {
  const states = [...fresh];
  let isExact = true;
  for (const { nodes: all } of space.fleet.kinds) {
    const nodes = [...all];
    const isSmall = nodes.length <= MOST_EXACT;
    isExact &&= isSmall;
    const from = nodes.map((node) => before[node] as NodeState);
    const to = nodes.map((node) => fresh[node] as NodeState);
    const given = isSmall ? exactly(from, to) : byStates(from, to);
    for (const [k, node] of nodes.entries()) {
      const state = to[given[k] as number] as NodeState;
      states[node] = space.state(state.kind, overlapOf(from[k] as NodeState, state).mixes);
    }
  }
  return { states, isExact };
}

function exactly(from: readonly NodeState[], to: readonly NodeState[]): readonly number[] {
  const known = new Map<NodeState, Map<NodeState, number>>();
  const kept = (a: NodeState, b: NodeState) => {
    const row = known.get(a) ?? new Map<NodeState, number>();
    known.set(a, row);
    const value = row.get(b) ?? overlapOf(a, b).kept;
    row.set(b, value);
    return value;
  };
  return greatestAssignment(from.map((a) => to.map((b) => kept(a, b))));
}

/** Pairs of distinct states by what they have in common, greatest first; each pair takes as many nodes as it can. */
function byStates(from: readonly NodeState[], to: readonly NodeState[]): readonly number[] {
  const [waiting, free] = [places(from), places(to)];
  const pairs = [...waiting.keys()].flatMap((a) => [...free.keys()].map((b) => ({ a, b, kept: overlapOf(a, b).kept })));
  pairs.sort((one, other) => other.kept - one.kept);
  const given = new Array<number>(from.length);
  for (const { a, b } of pairs) {
    const [nodes, targets] = [waiting.get(a) as number[], free.get(b) as number[]];
    while (nodes.length > 0 && targets.length > 0) given[nodes.pop() as number] = targets.pop() as number;
  }
  return given;
}

function places(states: readonly NodeState[]): Map<NodeState, number[]> {
  const places = new Map<NodeState, number[]>();
  for (const [k, state] of states.entries()) {
    const known = places.get(state) ?? [];
    places.set(state, known);
    known.push(k);
  }
  return places;
}
