import { describe, expect, it } from 'vitest';
import { countMoves, movesBetween } from '../../src/domain/moves.ts';

const placement = (...spots: readonly (readonly [number, number])[]) => ({
  node: Int32Array.from(spots, ([node]) => node),
  accelerator: Int32Array.from(spots, ([, accelerator]) => accelerator),
});
const NOWHERE = [-1, -1] as const;

describe('moves between two placements', () => {
  it('there are none from a placement to itself', () => {
    const same = placement([0, 0], NOWHERE, [3, 1]);
    expect(movesBetween(same, same)).toEqual([]);
  });

  it('moves, starts and stops are kept apart', () => {
    const before = placement([0, 0], [0, 0], NOWHERE, [2, 0], NOWHERE);
    const after = placement([0, 0], [1, 0], [1, 0], NOWHERE, NOWHERE);
    const moves = movesBetween(before, after);
    expect(moves).toEqual([
      { kind: 'move', instance: 1, from: { node: 0, accelerator: 0 }, to: { node: 1, accelerator: 0 } },
      { kind: 'start', instance: 2, from: null, to: { node: 1, accelerator: 0 } },
      { kind: 'stop', instance: 3, from: { node: 2, accelerator: 0 }, to: null },
    ]);
    expect(countMoves(moves)).toEqual({ moves: 1, starts: 1, stops: 1 });
  });

  it('another accelerator of the same node is a move', () => {
    expect(movesBetween(placement([0, 0]), placement([0, 1])).map(({ kind }) => kind)).toEqual(['move']);
  });

  it('what ran on a node that is gone moves or stops, and does not start', () => {
    const moves = movesBetween(placement(NOWHERE, NOWHERE), placement([0, 0], NOWHERE), new Set([0, 1]));
    expect(moves).toEqual([
      { kind: 'move', instance: 0, from: null, to: { node: 0, accelerator: 0 } },
      { kind: 'stop', instance: 1, from: null, to: null },
    ]);
  });
});
