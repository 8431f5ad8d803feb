/** Good company found quickly: as many as fit of one class, then of the others, the densest in value first. */

import type { Piece, Room } from './pattern-room.ts';
import type { NodeState, StateSpace } from './states.ts';

/** Classes to start with, the densest first, and refusals after which an attempt ends: among many classes all are alike. */
const MOST_STARTS = 64;
const MOST_REFUSALS = 64;

/**
 * Patterns worth more than `threshold`, one attempt for each class to start with, each in `values` by class index.
 * Every pattern is feasible; that none is found proves nothing. `available`: instances of each class, by class index.
 */
export function quickPatterns(
  space: StateSpace,
  room: Room,
  values: Float64Array,
  threshold: number,
  available: Int32Array = instanceCounts(space),
): NodeState[] {
  const worthOf = ({ application }: Piece) => values[application.index] as number;
  const density = (piece: Piece) => worthOf(piece) / Math.max(piece.work, Number.MIN_VALUE);
  const paid = room.pieces
    .filter((piece) => worthOf(piece) > 0 && (available[piece.application.index] as number) > 0)
    .sort((a, b) => density(b) - density(a));
  const found: NodeState[] = [];
  for (const first of paid.slice(0, MOST_STARTS)) {
    let refusals = 0;
    const left = new Map(paid.map((piece) => [piece, available[piece.application.index] as number]));
    let state = space.idle(room.kind);
    let value = 0;
    for (const piece of [first, ...paid.filter((other) => other !== first)]) {
      for (let count = left.get(piece) as number; count > 0; count--) {
        const next = grown(space, state, piece);
        if (next === null) {
          refusals++;
          break;
        }
        state = next;
        value += worthOf(piece);
      }
      if (refusals >= MOST_REFUSALS) break;
    }
    if (value > threshold) found.push(state);
  }
  return found;
}

/** One more instance on the first accelerator that takes it; `null` where none does. */
function grown(space: StateSpace, state: NodeState, { application }: Piece): NodeState | null {
  for (const accelerator of space.distinctAccelerators(state)) {
    const next = space.joined(state, application, accelerator);
    if (space.fitsMemory(next) && space.isFeasible(next)) return next;
  }
  return null;
}

/** How many instances there are of each class. */
export function instanceCounts({ fleet }: StateSpace): Int32Array {
  return Int32Array.from(fleet.classes, ({ instances }) => instances.length);
}
