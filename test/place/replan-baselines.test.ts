import { describe, expect, it } from 'vitest';
import { movesBetween } from '../../src/domain/moves.ts';
import type { Placement } from '../../src/domain/scenario.ts';
import { statesOf } from '../../src/place/assign.ts';
import { fleetOf } from '../../src/place/fleet.ts';
import { hotSpotsMoved } from '../../src/place/replan/hot-spot.ts';
import { laidOver } from '../../src/place/replan/matching.ts';
import { overlapOf } from '../../src/place/replan/overlap.ts';
import { StateSpace } from '../../src/place/states.ts';
import { placementOf, problemOf } from './toys.ts';

const running = (placement: Placement) => ({ placement, displaced: [], isNew: [] });

describe('a fresh plan laid over what runs', () => {
  const problem = problemOf({
    nodes: [{ name: 'n', count: 3 }],
    profiles: [{ model: 'm', serviceTime: 1 }],
    apps: [
      { name: 'a', count: 2, arrivalRate: 0.001 },
      { name: 'b', count: 2, arrivalRate: 0.002 },
    ],
  });

  it('moves nothing where it is the same plan with nodes and equal applications exchanged', () => {
    const before = placementOf([
      [0, 0],
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
    const fresh = placementOf([
      [2, 0],
      [2, 0],
      [0, 0],
      [1, 0],
    ]);
    expect(laidOver(problem, running(before), fresh)).toEqual({ placement: before, isExact: true });
  });

  it('moves one where one must move', () => {
    const before = placementOf([
      [0, 0],
      [0, 0],
      [1, 0],
      [1, 0],
    ]);
    const fresh = placementOf([
      [2, 0],
      [2, 0],
      [0, 0],
      [1, 0],
    ]);
    const { placement } = laidOver(problem, running(before), fresh);
    expect(movesBetween(before, placement).length).toBe(1);
  });

  it('may exchange the accelerators of a node', () => {
    const twin = problemOf({
      nodes: [{ name: 'n', accelerators: 3 }],
      profiles: [{ model: 'm', serviceTime: 1 }],
      apps: [
        { name: 'a', count: 2, arrivalRate: 0.001 },
        { name: 'b', arrivalRate: 0.002 },
      ],
    });
    const before = placementOf([
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
    expect(
      laidOver(
        twin,
        running(before),
        placementOf([
          [0, 2],
          [0, 2],
          [0, 0],
        ]),
      ).placement,
    ).toEqual(before);
    const space = new StateSpace(twin, fleetOf(twin.scenario));
    const [state] = statesOf(space, before);
    expect(overlapOf(state as never, state as never).kept).toBe(3);
  });
});

describe("Ibis's rule for hot spots", () => {
  /** edgeTPU rules: one request at a time. ρ = 0.5 of one 10 ms application at 50 /s; the mean is then 15 ms. */
  const site = (nodes: number, limit: number, apps = 2) =>
    problemOf({
      nodes: [{ name: 'n', count: nodes, discipline: 'fcfs' }],
      profiles: [{ model: 'm', serviceTime: 10 }],
      apps: [{ name: 'a', count: apps, arrivalRate: 0.02, slo: { metric: 'mean', limit } }],
    });

  it('moves one violating application after another to idle nodes, as long as any violates', () => {
    // Three at ρ = 0.6 wait 7.5 ms, two at 0.4 wait 3.3, one at 0.2 waits 1.25: limits of 17, 13 and 12 ms.
    const moved = (limit: number) => [
      ...hotSpotsMoved(
        site(3, limit, 3),
        running(
          placementOf([
            [0, 0],
            [0, 0],
            [0, 0],
          ]),
        ),
      ).node,
    ];
    expect(moved(18)).toEqual([0, 0, 0]);
    expect(moved(17)).toEqual([1, 0, 0]);
    expect(moved(13)).toEqual([1, 2, 0]);
  });

  it('leaves them where no node is idle', () => {
    const before = placementOf([
      [0, 0],
      [0, 0],
      [1, 0],
    ]);
    expect(hotSpotsMoved(site(2, 12, 3), running(before))).toEqual(before);
  });

  it('leaves one that would violate on an idle node too', () => {
    const before = placementOf([
      [0, 0],
      [0, 0],
    ]);
    expect(hotSpotsMoved(site(2, 11), running(before))).toEqual(before);
  });

  it('admits who has no node where its conditions allow, and nobody else', () => {
    const placement = placementOf([[0, 0], null, null]);
    const admitted = hotSpotsMoved(site(2, 14, 3), { placement, displaced: [1], isNew: [2] });
    expect([...admitted.node]).toEqual([0, 0, 1]);
    const left = hotSpotsMoved(site(1, 12, 3), { placement, displaced: [1], isNew: [] });
    expect([...left.node]).toEqual([0, -1, -1]);
  });
});
