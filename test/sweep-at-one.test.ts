/** A sweep passes through what `predict` says: at 1x it is the plan itself. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../src/domain/plan.ts';
import type { Arrivals, Scenario } from '../src/domain/scenario.ts';
import type { SweepParameter } from '../src/domain/sweep.ts';
import { nodePlans } from '../src/plan.ts';
import { createLatencyQuestion } from '../src/predict/node.ts';
import { sweepPlan } from '../src/sweep.ts';
import { placementOf, scenarioOf } from './place/toys.ts';

const times = Float64Array.from({ length: 40 }, (_, k) => 1000 * Math.floor(k / 4) + 30 * (k % 4));

const app = fc.record({
  count: fc.integer({ min: 1, max: 3 }),
  model: fc.constantFrom('m', 'n'),
  preprocessTime: fc.constantFrom(null, 0, 7),
  arrivals: fc.constantFrom<Arrivals>(
    { kind: 'poisson' },
    { kind: 'periodic' },
    { kind: 'scv', scv: 4 },
    { kind: 'trace', file: 't.txt', times },
  ),
});

const scenario = fc
  .tuple(
    fc.array(app, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('ps', 'fcfs', 'fcfs-swap', 'time-slice' as const),
    fc.constantFrom(null, 24, 3),
  )
  .map(([apps, discipline, preprocessTime]) =>
    scenarioOf({
      nodes: [{ name: 'box', discipline, cores: 2 }],
      apps: apps.map((one, k) => ({ ...one, name: `app-${k}`, arrivalRate: 0.004 })),
      profiles: [
        { model: 'm', serviceTime: 10, preprocessTime },
        { model: 'n', serviceTime: 14, swapTime: 3, preprocessTime: preprocessTime === null ? null : 5 },
      ],
      network: 2,
    }),
  );

function planned(scenario: Scenario): Plan {
  const count = scenario.apps.reduce((sum, one) => sum + one.count, 0);
  const placement = placementOf(Array.from({ length: count }, () => [0, 0] as const));
  const nodes = nodePlans(scenario, placement, createLatencyQuestion(scenario));
  const given = { policy: null, status: null, upperBound: null, knowsSlos: false };
  return { command: 'predict', scenario, seed: 1, placement, nodes, reasons: scenario.apps.map(() => null), ...given };
}

function figures(nodes: Plan['nodes']) {
  return nodes.map((node) => [
    node?.answer.cpuUtilization,
    ...(node?.answer.accelerators ?? []).flatMap(({ utilization, tenants }) => [
      utilization,
      ...tenants.map(({ response }) => response && [response.mean, response.quantile(0.95)]),
    ]),
  ]);
}

describe('a sweep at 1x', () => {
  it.each<SweepParameter>(['rate', 'preprocess', 'network'])('of %s gives what predict gives', async (parameter) => {
    const property = fc.asyncProperty(scenario, fc.boolean(), async (one, isOfOne) => {
      const plan = planned(one);
      const named = isOfOne && parameter !== 'network' ? 'app-0' : null;
      const { points } = await sweepPlan(plan, { parameter, isScale: true, app: named, from: 1, to: 1.2 });
      expect(points[0]?.value).toBe(1);
      expect(figures(points[0]?.nodes ?? [])).toEqual(figures(plan.nodes));
    });
    await fc.assert(property, { numRuns: 4, seed: 7 });
  });

  it('of preprocess leaves the CPU stage that a profile gives, and grows with it', async () => {
    const plan = planned(
      scenarioOf({
        nodes: [{ name: 'box', discipline: 'ps', cores: 1 }],
        apps: [{ name: 'a', arrivalRate: 0.01, preprocessTime: null }],
        profiles: [{ model: 'm', serviceTime: 10, preprocessTime: 24 }],
      }),
    );
    const { points } = await sweepPlan(plan, { parameter: 'preprocess', isScale: true, app: null, from: 1, to: 3 });
    const means = points.map(({ nodes }) => nodes[0]?.answer.accelerators[0]?.tenants[0]?.response?.mean ?? Infinity);
    // M/G/1-PS twice: 24/(1 − 0.24) + 10/(1 − 0.1), and 72/(1 − 0.72) at three times.
    expect(means[0]).toBeCloseTo(24 / 0.76 + 10 / 0.9, 9);
    expect(means.at(-1)).toBeCloseTo(72 / 0.28 + 10 / 0.9, 9);
  });
});
