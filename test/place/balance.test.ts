import { describe, expect, it } from 'vitest';
import { hostedCounts } from '../../src/place/assign.ts';
import { balanced } from '../../src/place/balance.ts';
import { fleetOf, type NodeKind } from '../../src/place/fleet.ts';
import { StateSpace } from '../../src/place/states.ts';
import { problemOf, type ScenarioToy } from './toys.ts';

const TOY: ScenarioToy = {
  limits: { utilization: 0.8, memory: 1 },
  nodes: [{ name: 'n', count: 4 }],
  profiles: [{ model: 'm', serviceTime: 10 }],
  apps: [{ name: 'a', count: 8, arrivalRate: 0.01 }],
};

function spaceOf(toy: ScenarioToy) {
  const problem = problemOf(toy);
  const fleet = fleetOf(problem.scenario);
  const space = new StateSpace(problem, fleet);
  const kind = fleet.kinds[0] as NodeKind;
  return {
    space,
    of: (...counts: number[]) => counts.map((count) => space.state(kind, [count > 0 ? [[0, count]] : []])),
  };
}

describe('a plan whose weight is settled', () => {
  it('is spread evenly where everything is placed: 8 on 4 nodes are 2 on each', () => {
    const { space, of } = spaceOf(TOY);
    expect(balanced(space, of(8, 0, 0, 0))).toEqual(of(2, 2, 2, 2));
  });

  it('is spread evenly however far from even it was: 2,000 on 250 of 1,000 nodes', () => {
    const { space, of } = spaceOf({
      ...TOY,
      nodes: [{ name: 'n', count: 1000 }],
      apps: [{ name: 'a', count: 2000, arrivalRate: 0.01 }],
    });
    const start = Array.from({ length: 1000 }, (_, node) => of(node < 250 ? 8 : 0)[0]!);
    expect(new Set(balanced(space, start))).toEqual(new Set(of(2)));
  });

  it('is evened out by moves where something had to be left out', () => {
    const { space, of } = spaceOf({ ...TOY, apps: [{ name: 'a', count: 9, arrivalRate: 0.01 }] });
    const after = balanced(space, of(8, 0, 0, 0));
    expect([...hostedCounts(space.fleet, after)]).toEqual([8]);
    expect(Math.max(...after.map((state) => space.utilization(state)))).toBeCloseTo(0.2, 9);
  });

  it.each([
    // From a load of 0.4 beside an idle node; 0.8 may be. What moves relieves by its load ÷ 0.8.
    { load: 0.0035, nodes: ['stays', 0.4] },
    { load: 0.0045, nodes: ['moves', 0.3955] },
  ])('is left alone where a move relieves by next to nothing: a load of $load', ({ load, nodes }) => {
    const apps = [
      { name: 'heavy', arrivalRate: (0.4 - load) / 10 },
      { name: 'light', arrivalRate: load / 10 },
      { name: 'left-out', arrivalRate: 0.5 },
    ];
    const { space } = spaceOf({ ...TOY, nodes: [{ name: 'n', count: 2 }], apps });
    const kind = space.fleet.kinds[0] as NodeKind;
    const both = space.state(kind, [
      [
        [0, 1],
        [1, 1],
      ],
    ]);
    const after = balanced(space, [both, space.idle(kind)]);
    const fullest = Math.max(...after.map((state) => space.utilization(state)));
    expect([after[0] === both ? 'stays' : 'moves', Number(fullest.toFixed(9))]).toEqual(nodes);
  });

  it('loses nobody, breaks nothing and is nowhere fuller than before', () => {
    const apps = [
      { name: 'a', count: 5, arrivalRate: 0.01 },
      { name: 'b', count: 3, arrivalRate: 0.025, slo: { metric: 'mean' as const, limit: 25 } },
      { name: 'big', count: 1, arrivalRate: 0.09 },
    ];
    const { space } = spaceOf({ ...TOY, apps });
    const kind = space.fleet.kinds[0] as NodeKind;
    const start = [
      space.state(kind, [[[0, 5]]]),
      space.state(kind, [[[1, 2]]]),
      space.state(kind, [[[1, 1]]]),
      space.idle(kind),
    ];
    const after = balanced(space, start);
    expect([...hostedCounts(space.fleet, after)]).toEqual([5, 3, 0]);
    expect(after.every((state) => space.isFeasible(state))).toBe(true);
    const fullest = (states: typeof after) => Math.max(...states.map((state) => space.utilization(state)));
    expect(fullest(after)).toBeLessThan(fullest(start));
  });
});
