import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import { headroomMeasure, survivalMeasure } from '../../src/gate/outside-measures.ts';
import { planMeasure } from '../../src/gate/plan-measures.ts';
import { nodePlans } from '../../src/plan.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { placementOf, type ScenarioToy, scenarioOf } from '../place/toys.ts';

function planOf(toy: ScenarioToy, places: readonly number[], more: Partial<Plan> = {}): Plan {
  const scenario = scenarioOf(toy);
  const placement = placementOf(places.map((node) => (node === -1 ? null : [node, 0])));
  const nodes = nodePlans(scenario, placement, createLatencyQuestion(scenario));
  const reasons = scenario.apps.map(() => 'no room');
  const given = { policy: null, status: null, upperBound: null, knowsSlos: true };
  return { command: 'predict', scenario, seed: 1, placement, nodes, reasons, ...given, ...more };
}

/** Processor sharing at load 0.4: R = 20 / (1 − 0.4) = 33.3 ms. */
const SHARED: ScenarioToy = {
  nodes: [
    { name: 'box', discipline: 'ps', cost: 2.5 },
    { name: 'spare', count: 3, discipline: 'ps', cost: 1 },
  ],
  profiles: [{ model: 'm', serviceTime: 20, samples: 30 }],
  apps: [
    { name: 'a', count: 4, arrivalRate: 0.005, slo: { metric: 'mean', limit: 100 } },
    { name: 'b', arrivalRate: 0.001, slo: { metric: 'p95', limit: 500 } },
  ],
};
const plan = planOf(SHARED, [0, 0, 0, 0, -1]);
const values = (gate: string, of = plan) => planMeasure(gate, of)?.values;

describe('measures of a plan', () => {
  it('are the closed forms of a shared device', () => {
    expect(values('utilization')?.share).toBeCloseTo(0.4, 9);
    expect(values('slack')?.timeMs).toBeCloseTo(100 - 20 / 0.6, 4);
    expect(values('slack')?.share).toBeCloseTo(1 - 20 / 0.6 / 100, 6);
  });

  it('count applications and nodes', () => {
    expect(values('placed')).toEqual({ count: 4, share: 0.8 });
    expect(values('violations')).toEqual({ count: 0, share: 0 });
    expect(values('nodes')).toEqual({ count: 4 });
    expect(values('cost')).toEqual({ amount: 5.5 });
    expect(values('samples')).toEqual({ count: 30 });
  });

  it('blame first whom the most instances are left out of, and of equals the first', () => {
    const apps = [
      { name: 'one', count: 2, arrivalRate: 0.001 },
      { name: 'three', count: 3, arrivalRate: 0.001 },
      { name: 'one-too', count: 1, arrivalRate: 0.001 },
    ];
    const blamed = planMeasure('placed', planOf({ ...SHARED, apps }, [0, -1, -1, -1, -1, -1]))?.culprits;
    expect(blamed?.map(({ describe: told }) => told().text.split(' not placed')[0])).toEqual([
      '3 of 3 three',
      '1 of 2 one',
      '1 of 1 one-too',
    ]);
  });

  it('count what a bound of broken weights leaves possible, although 0.3 ÷ 0.1 is below 3', () => {
    const apps = [{ name: 'a', count: 4, arrivalRate: 0.001, weight: 0.1 }];
    const stopped = { status: 'feasible' as const, upperBound: 0.3 };
    const measure = planMeasure('placed', planOf({ ...SHARED, apps }, [0, 0, -1, -1], stopped));
    expect(measure?.possible.map(({ values: { count } }) => count)).toEqual([3]);
  });

  it('of SLOs on one percentile say nothing where none is placed', () => {
    expect(planMeasure('slack-p95', plan)).toMatchObject({ values: null, reason: expect.stringMatching(/p95/) });
  });

  it('of a plan that hosts nothing are not known, so that an empty plan keeps no gate', () => {
    const empty = planOf(SHARED, [-1, -1, -1, -1, -1]);
    for (const gate of ['violations', 'utilization', 'slack', 'samples']) expect(values(gate, empty)).toBe(null);
  });

  it('find an unstable device without bound, and say who suffers', () => {
    const apps = [{ name: 'a', count: 4, arrivalRate: 0.02, slo: { metric: 'mean' as const, limit: 100 } }];
    const over = planOf({ ...SHARED, apps }, [0, 0, 0, 0]);
    expect(values('violations', over)).toEqual({ count: 4, share: 1 });
    expect(values('slack', over)?.share).toBe(Number.NEGATIVE_INFINITY);
    expect(planMeasure('violations', over)?.culprits[0]?.describe().text).toMatch(/4 of 4 a: .*limit 100 ms/);
  });

  it('treat a row without a number of samples as one of none', () => {
    expect(
      values('samples', planOf({ ...SHARED, profiles: [{ model: 'm', serviceTime: 20 }] }, [0, -1, -1, -1, -1])),
    ).toEqual({ count: 0 });
  });
});

describe('what might still be placed', () => {
  const possible = (more: Partial<Plan>, toy = SHARED) =>
    planMeasure('placed', planOf(toy, [0, 0, 0, 0, -1], more))?.possible.map((one) => one.values.count);

  it('is the bound of a search that stopped', () => {
    expect(possible({ status: 'stopped', upperBound: 5 })).toEqual([5]);
  });

  it('is nothing after a proof, without a bound, or beside the bound of another question', () => {
    expect(possible({ status: 'optimal', upperBound: 5 })).toEqual([]);
    expect(possible({ status: 'feasible', upperBound: null })).toEqual([]);
    expect(possible({ status: 'feasible', upperBound: 5, knowsSlos: false })).toEqual([]);
  });

  it('counts the lightest applications where the bound is a weight', () => {
    const apps = [
      { name: 'a', count: 4, weight: 3 },
      { name: 'b', weight: 2 },
    ];
    // A weight of 14 holds b (2) and four a (12): all five. One of 11 holds b and three a.
    expect(possible({ status: 'stopped', upperBound: 14 }, { ...SHARED, apps })).toEqual([5]);
    expect(possible({ status: 'stopped', upperBound: 11 }, { ...SHARED, apps })).toEqual([]);
  });

  it('includes applications that no device of the cluster was measured with', () => {
    const apps = [
      { name: 'a', count: 4 },
      { name: 'b', model: 'unmeasured' },
    ];
    expect(possible({ status: 'optimal', upperBound: 4 }, { ...SHARED, apps })).toEqual([5]);
  });
});

describe('measures from elsewhere', () => {
  const nothing = { limitedBy: null, growthWithinLimits: null, limitedWithinLimitsBy: null };

  it('headroom that nothing can restore is less than any requirement', () => {
    expect(headroomMeasure(plan, { ...nothing, growth: null, reason: 'broken' }).values).toEqual({ share: -1 });
    expect(headroomMeasure(plan, { ...nothing, growth: 0.12, reason: null }).values).toEqual({ share: 0.12 });
  });

  it('a plan that survives two losses measures two, one that does not at most one, an empty one nothing', () => {
    const survival = { losses: 2, reason: null, hosted: 4, cases: 1, worst: null, isWorstOfAll: true };
    expect(survivalMeasure(plan, { ...survival, verdict: 'survives' }).values).toEqual({ count: 2 });
    expect(survivalMeasure(plan, { ...survival, verdict: 'fails' })).toMatchObject({
      values: { count: 1 },
      reason: expect.stringMatching(/at most 1/),
    });
    expect(survivalMeasure(plan, { ...survival, verdict: 'undecided', reason: 'why' })).toMatchObject({
      values: null,
      reason: 'why',
    });
    expect(survivalMeasure(plan, { ...survival, hosted: 0, verdict: 'survives' }).values).toBe(null);
  });
});
