/** A first answer to sizing, in counts: the company that is worth most for its node, repeated while it can be filled. */

import type { Offer } from './cover-master.ts';
import { quickPatterns } from './pattern-greedy.ts';
import { patternValue } from './pattern-master.ts';
import type { Room } from './pattern-room.ts';
import { patternCounts } from './pattern-set.ts';
import type { StateCounts } from './rehost.ts';
import type { NodeState, StateSpace } from './states.ts';

/** What places cost when a class has whole nodes to itself, by class index: the least over kinds; 0 where it fits none. */
export function soleValues({ fleet }: StateSpace, rooms: readonly Room[], offers: readonly Offer[]): Float64Array {
  const values = new Float64Array(fleet.classes.length).fill(Number.POSITIVE_INFINITY);
  for (const { kind, pieces } of rooms) {
    const { cost } = offers[kind.index] as Offer;
    for (const { application, most } of pieces) {
      const { index } = application;
      values[index] = Math.min(values[index] as number, cost / (most * kind.node.accelerators));
    }
  }
  return values.map((value) => (Number.isFinite(value) ? value : 0));
}

/**
 * Nodes in states that host all of `wanted` (instances by class index) exactly, beside those in `start`; `null` where
 * the offers run out or something finds no place in this simple way, which proves nothing.
 */
export function filledCover(
  space: StateSpace,
  rooms: readonly Room[],
  offers: readonly Offer[],
  values: Float64Array,
  wanted: Int32Array,
  start: StateCounts = new Map(),
): StateCounts | null {
  const states = new Map(start);
  const left = Int32Array.from(wanted);
  const used = nodesByKind(space, states);
  while (left.some((count) => count > 0)) {
    const best = bestPattern(space, rooms, offers, values, left, used);
    if (best === null) return null;
    const { index } = best.kind;
    const { least, most } = offers[index] as Offer;
    // Nodes that cost nothing more are chosen first; where they end, the choice is made anew.
    const free = (used[index] as number) < least ? least : most;
    const counts = patternCounts(best);
    const repeats = [...counts].map(([c, count]) => Math.floor((left[c] as number) / count));
    const nodes = Math.min(free - (used[index] as number), ...repeats);
    for (const [c, count] of counts) left[c] = (left[c] as number) - nodes * count;
    used[index] = (used[index] as number) + nodes;
    states.set(best, (states.get(best) ?? 0) + nodes);
  }
  return states;
}

/** Nodes of each kind in these states. */
export function nodesByKind({ fleet }: StateSpace, states: StateCounts): number[] {
  const nodes = fleet.kinds.map(() => 0);
  for (const [{ kind }, count] of states) nodes[kind.index] = (nodes[kind.index] as number) + count;
  return nodes;
}

function bestPattern(
  space: StateSpace,
  rooms: readonly Room[],
  offers: readonly Offer[],
  values: Float64Array,
  left: Int32Array,
  used: readonly number[],
): NodeState | null {
  let best: NodeState | null = null;
  let mostFree = false;
  let most = 0;
  for (const room of rooms) {
    const { index } = room.kind;
    const offer = offers[index] as Offer;
    if ((used[index] as number) >= offer.most) continue;
    const isFree = (used[index] as number) < offer.least;
    for (const state of quickPatterns(space, room, values, 0, left)) {
      const worth = patternValue(state, values) / offer.cost;
      if (best !== null && (isFree === mostFree ? worth <= most : mostFree)) continue;
      [best, mostFree, most] = [state, isFree, worth];
    }
  }
  return best;
}
