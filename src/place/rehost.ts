/** Hosting again what lost its place: first beside all others, who stay; then, if that fails, with everything moved. */

import type { ApplicationClass } from './fleet.ts';
import { patternCounts } from './pattern-set.ts';
import type { NodeState, StateSpace } from './states.ts';

/** How many nodes are in each state. */
export type StateCounts = ReadonlyMap<NodeState, number>;

export function countStates(states: Iterable<NodeState>): Map<NodeState, number> {
  const counts = new Map<NodeState, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/**
 * The states after every displaced instance (by class) joined a node, nobody else moved; `null` where this simple
 * search finds no place for all, which proves nothing.
 */
export function rehostedInPlace(
  space: StateSpace,
  remaining: StateCounts,
  displaced: readonly number[],
): StateCounts | null {
  // A node that breaks a constraint already cannot be left as it is.
  for (const state of remaining.keys()) if (!space.isFeasible(state)) return null;
  return joinedAll(space, remaining, displaced, 'emptiest') ?? joinedAll(space, remaining, displaced, 'fullest');
}

function joinedAll(
  space: StateSpace,
  remaining: StateCounts,
  displaced: readonly number[],
  first: 'emptiest' | 'fullest',
): StateCounts | null {
  const states = new Map(remaining);
  const sign = first === 'emptiest' ? 1 : -1;
  let order = [...states.keys()].sort((a, b) => sign * (space.utilization(a) - space.utilization(b)));
  for (const application of heaviestFirst(space, displaced)) {
    for (let left = displaced[application.index] as number; left > 0; left--) {
      const move = firstJoin(space, order, application);
      if (move === null) return null;
      const [from, to] = move;
      if ((states.get(from) as number) === 1) states.delete(from);
      else states.set(from, (states.get(from) as number) - 1);
      const isNew = !states.has(to);
      states.set(to, (states.get(to) ?? 0) + 1);
      if (isNew || !states.has(from))
        order = moved(space, order, states.has(from) ? null : from, isNew ? to : null, sign);
    }
  }
  return states;
}

/** The order without one state and with another at its place. */
function moved(
  space: StateSpace,
  order: readonly NodeState[],
  without: NodeState | null,
  added: NodeState | null,
  sign: 1 | -1,
): NodeState[] {
  const kept = order.filter((state) => state !== without);
  if (added === null) return kept;
  const load = sign * space.utilization(added);
  const at = kept.findIndex((state) => sign * space.utilization(state) > load);
  kept.splice(at === -1 ? kept.length : at, 0, added);
  return kept;
}

function heaviestFirst({ fleet }: StateSpace, displaced: readonly number[]): ApplicationClass[] {
  const load = (application: ApplicationClass) =>
    application.app.arrivalRate *
    Math.min(...fleet.kinds.map((kind) => fleet.profile(application, kind)?.serviceTime ?? Number.POSITIVE_INFINITY));
  return fleet.classes
    .filter(({ index }) => (displaced[index] as number) > 0)
    .sort((a, b) => load(b) - load(a) || a.index - b.index);
}

function firstJoin(
  space: StateSpace,
  order: readonly NodeState[],
  application: ApplicationClass,
): readonly [NodeState, NodeState] | null {
  for (const state of order) {
    if (space.fleet.profile(application, state.kind) === null) continue;
    for (const accelerator of space.distinctAccelerators(state)) {
      const next = space.joined(state, application, accelerator);
      if (space.fitsPools(next) && space.isFeasible(next)) return [state, next];
    }
  }
  return null;
}

/**
 * How many instances need not move when nodes in states `before` are to be in states `after`: nodes are paired within
 * their kind, equal states first, then the pairs that keep the most. A pairing found, perhaps not the best.
 */
export function keptInstances(before: StateCounts, after: StateCounts): number {
  const [left, wanted] = [new Map(before), new Map(after)];
  let kept = 0;
  const pairUp = (from: NodeState, to: NodeState, overlap: number) => {
    const pairs = Math.min(left.get(from) ?? 0, wanted.get(to) ?? 0);
    left.set(from, (left.get(from) ?? 0) - pairs);
    wanted.set(to, (wanted.get(to) ?? 0) - pairs);
    kept += pairs * overlap;
  };
  for (const state of before.keys()) if (wanted.has(state)) pairUp(state, state, instances(state));
  const open = (states: StateCounts) => [...states].filter(([, count]) => count > 0).map(([state]) => state);
  const pairs = open(left).flatMap((from) =>
    open(wanted)
      .filter((to) => to.kind === from.kind)
      .map((to) => ({ from, to, overlap: overlapOf(from, to) })),
  );
  for (const { from, to, overlap } of pairs.sort((a, b) => b.overlap - a.overlap)) pairUp(from, to, overlap);
  return kept;
}

function instances(state: NodeState): number {
  return state.mixes.flat().reduce((sum, [, count]) => sum + count, 0);
}

/** Instances that both states host, whichever accelerator they are on. */
function overlapOf(a: NodeState, b: NodeState): number {
  const other = patternCounts(b);
  let overlap = 0;
  for (const [index, count] of patternCounts(a)) overlap += Math.min(count, other.get(index) ?? 0);
  return overlap;
}
