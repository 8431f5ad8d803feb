/**
 * Prices at which a search proves more. What the search of a kind of node cannot rule out keeps a bound above the
 * master's optimum, most of all through classes that are dear for the load that they bring because not much of them
 * goes on one node. A bound holds at any prices, so further rounds take prices at which that counts for less: those of a
 * master that may fill a share of a node's load with any class alone. First the whole load, which needs hardly a search,
 * then less, until none of it is of use.
 */

import type { Room } from './pattern-room.ts';
import { FIRST_NODES, MORE } from './pattern-rounds.ts';
import type { Amounts } from './pattern-set.ts';

/** How a round of column generation prices, and how hard it searches. */
export interface Effort {
  /** Search nodes per kind. */
  readonly mostNodes: number;
  /** Kinds that could not be searched whole at once, and the share of their load that levels their prices; 0 at first. */
  readonly unsearched: readonly Room[];
  readonly share: number;
}

export const FIRST_EFFORT: Effort = { mostNodes: FIRST_NODES, unsearched: [], share: 0 };
const SHARE_STEP = 0.05;

/** What the master of a round has beside true patterns. */
export function imaginedFor({ unsearched, share }: Effort): readonly Amounts[] {
  return unsearched.flatMap((room) => soleLoads(room, share));
}

/** Fewer nodes than this are none: rounding in the solver. */
const UNUSED = 1e-9;

/** Whether an optimum takes none of the imagined patterns, which are the last of its variables. */
export function isTrue(values: Float64Array, imagined: readonly Amounts[]): boolean {
  return values.subarray(values.length - imagined.length).every((nodes) => nodes < UNUSED);
}

/**
 * For every class as much of it as makes up a share of a node's load: with them in the master no class is dearer, for
 * the load that it brings, than what such a node yields.
 */
export function soleLoads({ kind, pieces, load }: Room, share: number): Amounts[] {
  const whole = share * load * kind.node.accelerators;
  return pieces.map(({ application, work }) => ({ kind, amounts: [[application.index, whole / work]] }));
}

/**
 * After a round that found nothing: levelled prices, then less of that where it was searched whole, else a longer
 * search. `open`: kinds that were not searched whole.
 */
export function nextEffort(effort: Effort, open: readonly Room[]): Effort {
  const { mostNodes, unsearched, share } = effort;
  if (unsearched.length === 0) return { ...effort, unsearched: open, share: 1 };
  if (open.length === 0) return { ...effort, share: Math.max(0, share - SHARE_STEP) };
  return { ...effort, mostNodes: mostNodes * MORE };
}
