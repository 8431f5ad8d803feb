/** What the rounds of every column generation share: how hard a kind of node is searched, and when it is enough. */

import { areWhole } from './bound.ts';
import type { Fleet } from './fleet.ts';
import type { Room } from './pattern-room.ts';
import { searchPatterns } from './pattern-search.ts';
import type { PatternSet } from './pattern-set.ts';
import type { StateSpace } from './states.ts';
import type { StepCount } from './steps.ts';

/** Search nodes per kind (and cluster) in the first rounds; `MORE` times as many only where they find nothing. */
export const FIRST_NODES = 2_000;
export const MORE = 8;
/** Share of the whole that is not worth proving: far below any gap that is reported. */
export const NEGLIGIBLE = 2e-5;
/** Each proof from above comes this much of the last one's distance closer to what is looked for. */
const CLOSER = 0.85;
/** From this share of the first distance on, the next proof is of no distance at all. */
const CLOSEST = 0.05;

/** What is to be searched, and where finds and steps go. */
export interface KindSearch {
  readonly space: StateSpace;
  readonly master: PatternSet;
  readonly steps: StepCount;
}

/** `threshold`: only patterns worth more are looked for. `mostNodes`: search nodes of one attempt. */
export interface KindOrder {
  readonly values: Float64Array;
  readonly threshold: number;
  readonly mostNodes: number;
}

export interface KindResult {
  /** No pattern of the kind is worth more than this, or than the threshold. */
  readonly bound: number;
  readonly isComplete: boolean;
  /** Whether the master got a pattern that it did not have. */
  readonly isNew: boolean;
}

/**
 * Searches one kind for patterns worth more than `threshold`, and pays for it; the master takes what is found. Where
 * the nodes run out and nothing is found, it begins anew from above: that nothing is worth more than a higher
 * threshold takes far fewer nodes to prove, and is a bound as well. The models' answers are remembered, so that the
 * next lower threshold asks only what the one before did not.
 */
export async function searchedKind(search: KindSearch, room: Room, order: KindOrder): Promise<KindResult> {
  const first = await attempt(search, room, { ...order, mostNodes: Math.min(order.mostNodes, FIRST_NODES) });
  if (first.isComplete || first.isNew) return first;
  const { threshold } = order;
  const distance = first.bound - threshold;
  let { bound } = first;
  let share = CLOSER;
  for (let { mostNodes } = order; mostNodes > 0 && !search.steps.isSpent; share *= CLOSER) {
    const higher = threshold + (share > CLOSEST ? share * distance : 0);
    const result = await attempt(search, room, { ...order, threshold: higher, mostNodes });
    mostNodes -= result.nodes;
    bound = Math.min(bound, result.bound);
    if (result.isNew || (result.isComplete && higher === threshold)) return { ...result, bound };
    if (!result.isComplete) break;
  }
  return { bound, isComplete: false, isNew: false };
}

/** One search for patterns worth more than a threshold. */
async function attempt(
  { space, master, steps }: KindSearch,
  room: Room,
  order: KindOrder,
): Promise<KindResult & { nodes: number }> {
  const limits = { mostQuestions: steps.left, mostFound: Number.POSITIVE_INFINITY };
  const { found, bound, isComplete, nodes } = await searchPatterns(space, room, { ...order, ...limits, want: 'best' });
  steps.spendOnSearch(nodes);
  const added = found.filter((state) => master.add(state));
  return { bound, isComplete, isNew: added.length > 0, nodes };
}

/** By how much a pattern may better its node's yield and still be left out, without the rounded bound suffering. */
export function toleranceOf(fleet: Fleet, nodes: number, total: number): number {
  const toNext = areWhole(fleet) ? 0.1 * (Math.floor(total + 1e-6) + 1 - total) : 0;
  return Math.max(toNext, NEGLIGIBLE * total) / Math.max(1, nodes);
}
