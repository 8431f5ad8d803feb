/** Good company found quickly: as many as fit of one class, then of the others, the densest in value first. */

import { patternValue } from './pattern-master.ts';
import type { Piece, Room } from './pattern-room.ts';
import type { NodeState, StateSpace } from './states.ts';

/** Classes to start with, the densest first, and refusals after which an attempt ends: among many classes many are alike. */
const MOST_STARTS = 64;
const MOST_REFUSALS = 64;
/** Classes beyond which hardly two attempts ask the same, and how many are made then. */
const MANY_CLASSES = 300;
const STARTS_AMONG_MANY = 2;

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
  const starts = paid.slice(0, paid.length > MANY_CLASSES ? STARTS_AMONG_MANY : MOST_STARTS);
  return starts.flatMap((first) => {
    const state = filledFrom(space, room, first, paid, available);
    return patternValue(state, values) > threshold ? [state] : [];
  });
}

/** As many as fit of the first, then of the others in their order. */
function filledFrom(
  space: StateSpace,
  { kind }: Room,
  first: Piece,
  paid: readonly Piece[],
  available: Int32Array,
): NodeState {
  let state = space.idle(kind);
  let refusals = 0;
  for (let at = -1; at < paid.length && refusals < MOST_REFUSALS; at++) {
    const piece = at === -1 ? first : (paid[at] as Piece);
    if (at !== -1 && piece === first) continue;
    for (let count = available[piece.application.index] as number; count > 0; count--) {
      const next = grown(space, state, piece);
      if (next === null) {
        refusals++;
        break;
      }
      state = next;
    }
  }
  return state;
}

/** One more instance on the first accelerator that takes it; `null` where none does. */
function grown(space: StateSpace, state: NodeState, { application }: Piece): NodeState | null {
  for (const accelerator of space.distinctAccelerators(state)) {
    const next = space.joined(state, application, accelerator);
    if (space.fitsPools(next) && space.isFeasible(next)) return next;
  }
  return null;
}

/** How many instances there are of each class. */
export function instanceCounts({ fleet }: StateSpace): Int32Array {
  return Int32Array.from(fleet.classes, ({ instances }) => instances.length);
}
