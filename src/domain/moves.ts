/** What it takes to get from one placement to another, application by application. */

import { type ApplicationGroup, groupOf, type Placement } from './scenario.ts';

/** One accelerator of one node: global node index, and the accelerator's index on that node. */
export interface Spot {
  readonly node: number;
  readonly accelerator: number;
}

/**
 * `move`: ran before and runs elsewhere now, be it on another accelerator of the same node. `start`: did not run
 * before. `stop`: runs no longer. `from` is `null` where an application ran at a place that no longer exists.
 */
export type Move =
  | { readonly kind: 'move'; readonly instance: number; readonly from: Spot | null; readonly to: Spot }
  | { readonly kind: 'start'; readonly instance: number; readonly from: null; readonly to: Spot }
  | { readonly kind: 'stop'; readonly instance: number; readonly from: Spot | null; readonly to: null };

/** Where a placement has an instance; `null` where it does not place it. */
export function spotOf({ node, accelerator }: Placement, instance: number): Spot | null {
  const at = node[instance] as number;
  return at === -1 ? null : { node: at, accelerator: accelerator[instance] as number };
}

/**
 * What changes between two placements of one scenario, by global application index. `displaced`: instances that ran
 * where `before` cannot point any more (their node is gone); `before` does not place them, yet they move or stop.
 */
export function movesBetween(before: Placement, after: Placement, displaced: ReadonlySet<number> = NONE): Move[] {
  const moves: Move[] = [];
  for (let instance = 0; instance < after.node.length; instance++) {
    const from = spotOf(before, instance);
    const to = spotOf(after, instance);
    const hasRun = from !== null || displaced.has(instance);
    if (to === null) {
      if (hasRun) moves.push({ kind: 'stop', instance, from, to });
    } else if (!hasRun) {
      moves.push({ kind: 'start', instance, from: null, to });
    } else if (from === null || from.node !== to.node || from.accelerator !== to.accelerator) {
      moves.push({ kind: 'move', instance, from, to });
    }
  }
  return moves;
}

const NONE: ReadonlySet<number> = new Set();

export interface MoveCounts {
  readonly moves: number;
  readonly starts: number;
  readonly stops: number;
}

export function countMoves(moves: readonly Move[]): MoveCounts {
  const of = (kind: Move['kind']) => moves.reduce((sum, move) => sum + (move.kind === kind ? 1 : 0), 0);
  return { moves: of('move'), starts: of('start'), stops: of('stop') };
}

/** Moves by the group of their application, in the order in which the groups first move. */
export function movesByGroup(
  apps: readonly ApplicationGroup[],
  moves: readonly Move[],
): ReadonlyMap<ApplicationGroup, readonly Move[]> {
  const byGroup = new Map<ApplicationGroup, Move[]>();
  for (const move of moves) {
    const app = groupOf(apps, move.instance);
    const own = byGroup.get(app);
    if (own === undefined) byGroup.set(app, [move]);
    else own.push(move);
  }
  return byGroup;
}
