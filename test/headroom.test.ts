import { describe, expect, it } from 'vitest';
import { withRate } from '../src/domain/arrival-rates.ts';
import { type Plan, verdictOn } from '../src/domain/plan.ts';
import { headroomOf, headroomOfAll } from '../src/headroom.ts';
import { nodePlans } from '../src/plan.ts';
import { createLatencyQuestion } from '../src/predict/node.ts';
import { placementOf, type ScenarioToy, scenarioOf } from './place/toys.ts';

type Places = Parameters<typeof placementOf>[0];

function planOf(toy: ScenarioToy, places: Places): Plan {
  const scenario = scenarioOf(toy);
  const placement = placementOf(places);
  const nodes = nodePlans(scenario, placement, createLatencyQuestion(scenario));
  const given = { policy: null, status: null, upperBound: null, knowsSlos: false };
  return { command: 'predict', scenario, seed: 1, placement, nodes, reasons: scenario.apps.map(() => null), ...given };
}

/** Whether every SLO holds when the rates of the apps named (all of them when left out) are multiplied. */
function holdsAt(toy: ScenarioToy, places: Places, factor: number, only?: string): boolean {
  const apps = toy.apps.map((app) => {
    const { arrivalRate = 0.001, arrivals = { kind: 'poisson' as const } } = app;
    const isScaled = only === undefined || app.name === only;
    return isScaled ? withRate({ ...app, arrivalRate, arrivals }, arrivalRate * factor) : { ...app, arrivalRate };
  });
  return planOf({ ...toy, apps }, places).nodes.every((node) =>
    node?.tenancy.every((tenants, accelerator) => tenants.every(({ app }) => verdictOn(node, accelerator, app).isOk)),
  );
}

const PS: ScenarioToy = {
  nodes: [{ name: 'box', discipline: 'ps' }],
  profiles: [
    { model: 'm', serviceTime: 20 },
    { model: 'big', serviceTime: 60 },
  ],
  apps: [{ name: 'a', arrivalRate: 0.01, slo: { metric: 'mean', limit: 50 } }],
};
const SWAP: ScenarioToy = {
  nodes: [{ name: 'coral', count: 2, discipline: 'fcfs-swap' }],
  profiles: [
    { model: 'm', serviceTime: 5, swapTime: 40 },
    { model: 'big', serviceTime: 30, swapTime: 50 },
  ],
  apps: [
    { name: 'small', count: 2, arrivalRate: 0.0015, slo: { metric: 'p95', limit: 160 } },
    { name: 'large', model: 'big', arrivalRate: 0.004, slo: { metric: 'mean', limit: 120 } },
  ],
};
const SWAP_PLACES: Places = [
  [0, 0],
  [1, 0],
  [0, 0],
];

describe('headroom against closed forms', () => {
  it('of M/G/1-PS with 20 ms of service and a mean of 50 ms is the load of 0.6', () => {
    // 20/(1 − ρ) = 50 at ρ = 0.6; the given load is 0.2.
    const { all, each } = headroomOf(planOf(PS, [[0, 0]]));
    expect(all.growth).toBeGreaterThan(2 - 3e-6);
    expect(all.growth).toBeLessThanOrEqual(2);
    expect(all.limitedBy).toMatchObject({ kind: 'slo', node: 0, accelerator: 0, limit: 50 });
    expect(each).toEqual([all]);
  });

  it('of one rate among others in M/G/1-PS leaves the load of the others where it is', () => {
    const apps = [
      ...PS.apps,
      { name: 'b', model: 'big', arrivalRate: 0.005, slo: { metric: 'mean' as const, limit: 1e6 } },
    ];
    const places: Places = [
      [0, 0],
      [0, 0],
    ];
    const { all, each } = headroomOf(planOf({ ...PS, apps }, places));
    // Loads 0.2 and 0.3 may be 0.6 together: both by 20 %, a alone to 0.3, b alone to 0.4.
    expect(all.growth).toBeCloseTo(0.2, 5);
    expect(each[0]?.growth).toBeCloseTo(0.5, 5);
    expect(each[1]?.growth).toBeCloseTo(1 / 3, 5);
    expect(each[1]?.limitedBy?.app?.name).toBe('a');
  });

  it('of M/D/1 is the rate at which 20 + λ 20² / (2 (1 − 20 λ)) meets the limit', () => {
    const slo = { metric: 'mean' as const, limit: 35 };
    const toy = {
      ...PS,
      nodes: [{ name: 'npu', discipline: 'fcfs' as const }],
      apps: [{ name: 'a', arrivalRate: 0.01, slo }],
    };
    // λ 400 / (2 (1 − 20 λ)) = 15 at λ = 0.03.
    expect(headroomOfAll(planOf(toy, [[0, 0]])).growth).toBeCloseTo(2, 5);
  });

  it('ends at saturation where the SLO is never reached', () => {
    const toy = { ...PS, apps: [{ name: 'a', arrivalRate: 0.01, slo: { metric: 'mean' as const, limit: 1e12 } }] };
    const { growth, limitedBy } = headroomOfAll(planOf(toy, [[0, 0]]));
    expect(growth).toBeCloseTo(4, 5);
    expect(limitedBy).toMatchObject({
      kind: 'unstable',
      value: null,
      detail: 'accelerator overloaded: utilization 100 %',
    });
  });

  it('ends where the CPU cores are spent, before the accelerator is', () => {
    const apps = [{ name: 'a', arrivalRate: 0.01, preprocessTime: 80, slo: { metric: 'mean' as const, limit: 1e12 } }];
    const toy = { ...PS, nodes: [{ name: 'box', discipline: 'ps' as const, cores: 2 }], apps };
    const { growth, limitedBy } = headroomOfAll(planOf(toy, [[0, 0]]));
    expect(growth).toBeCloseTo(1.5, 5);
    expect(limitedBy?.detail).toBe('CPU overloaded: utilization 100 % of 2 cores');
  });

  it('within the limit of utilization is that limit over the load', () => {
    const { growth, growthWithinLimits, limitedWithinLimitsBy } = headroomOfAll(
      planOf({ ...PS, limits: { utilization: 0.5, memory: 1 } }, [[0, 0]]),
    );
    expect(growth).toBeCloseTo(2, 5);
    expect(growthWithinLimits).toBeCloseTo(1.5, 5);
    expect(limitedWithinLimitsBy).toMatchObject({ kind: 'utilization', app: null, limit: 0.5 });
  });

  it('is negative where an SLO is broken: the load must come down to 0.6', () => {
    const apps = [{ name: 'a', arrivalRate: 0.04, slo: { metric: 'mean' as const, limit: 50 } }];
    const { growth } = headroomOfAll(planOf({ ...PS, apps }, [[0, 0]]));
    expect(growth).toBeLessThanOrEqual(-0.25);
    expect(growth).toBeCloseTo(-0.25, 5);
  });
});

describe('no headroom', () => {
  it('is said with its reason where a service time alone is over the SLO', () => {
    const apps = [{ name: 'a', arrivalRate: 0.01, slo: { metric: 'mean' as const, limit: 19 } }];
    expect(headroomOfAll(planOf({ ...PS, apps }, [[0, 0]]))).toMatchObject({
      growth: null,
      growthWithinLimits: null,
      reason: 'a on box: mean 20 ms, limit 19 ms even at a millionth of the rates',
    });
  });

  it('is said where nothing is placed, and of a group that is not placed nothing is', () => {
    const { all, each } = headroomOf(planOf(PS, [null]));
    expect(all).toMatchObject({ growth: null, limitedBy: null, reason: 'nothing is placed' });
    expect(each).toEqual([null]);
  });
});

describe('the growth reported', () => {
  it('holds, and a little more breaks something, for all rates and each, where swaps grow rarer with a rate', () => {
    const { all, each } = headroomOf(planOf(SWAP, SWAP_PLACES));
    for (const [growth, only] of [[all.growth], [each[0]?.growth, 'small'], [each[1]?.growth, 'large']] as const) {
      const factor = 1 + (growth as number);
      expect(holdsAt(SWAP, SWAP_PLACES, factor * (1 - 1e-6), only)).toBe(true);
      expect(holdsAt(SWAP, SWAP_PLACES, factor + 1.1e-6, only)).toBe(false);
    }
  });

  it('is the first break that asking at every half percent finds', () => {
    const { each } = headroomOf(planOf(SWAP, SWAP_PLACES));
    for (const [index, only] of ['small', 'large'].entries()) {
      let factor = 1;
      while (holdsAt(SWAP, SWAP_PLACES, factor + 0.005, only)) factor += 0.005;
      const growth = each[index]?.growth as number;
      expect(1 + growth).toBeGreaterThanOrEqual(factor);
      expect(1 + growth).toBeLessThan(factor + 0.005);
    }
  });

  it('of one rate counts only nodes that host it', () => {
    const apps = [
      ...PS.apps,
      { name: 'b', model: 'big', arrivalRate: 0.005, slo: { metric: 'mean' as const, limit: 59 } },
    ];
    const toy = { ...PS, nodes: [{ name: 'box', count: 2, discipline: 'ps' as const }], apps };
    const { all, each } = headroomOf(
      planOf(toy, [
        [0, 0],
        [1, 0],
      ]),
    );
    expect(each[0]?.growth).toBeCloseTo(2, 5);
    expect(all.growth).toBeNull();
  });

  it('names the application and the node that break, of groups that are alike the one that is there', () => {
    const apps = [
      { name: 'a', arrivalRate: 0.01, slo: { metric: 'mean' as const, limit: 50 } },
      { name: 'twin', arrivalRate: 0.01, slo: { metric: 'mean' as const, limit: 50 } },
    ];
    const toy = { ...PS, nodes: [{ name: 'box', count: 2, discipline: 'ps' as const }], apps };
    const { each } = headroomOf(
      planOf(toy, [
        [0, 0],
        [1, 0],
      ]),
    );
    expect(each.map((one) => [one?.limitedBy?.app?.name, one?.limitedBy?.node])).toEqual([
      ['a', 0],
      ['twin', 1],
    ]);
  });

  it('scales a trace as the same trace played faster', () => {
    const times = Float64Array.from([0, 10, 300, 310, 800, 805, 1200]);
    const arrivals = { kind: 'trace' as const, file: 't.csv', times };
    const apps = [{ name: 'a', arrivalRate: 0.005, arrivals, slo: { metric: 'mean' as const, limit: 50 } }];
    const toy = { ...PS, apps, nodes: [{ name: 'npu', discipline: 'fcfs' as const }] };
    const { growth } = headroomOfAll(planOf(toy, [[0, 0]]));
    expect(holdsAt(toy, [[0, 0]], 1 + (growth as number))).toBe(true);
    expect(holdsAt(toy, [[0, 0]], 1 + (growth as number) + 1.1e-6)).toBe(false);
  });
});
