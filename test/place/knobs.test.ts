/** What the searches' mechanisms and knobs are for: each has a case that comes out worse without it. */

import { describe, expect, it } from 'vitest';
import type { LatencyQuestion } from '../../src/domain/latency.ts';
import { emptyPlacement } from '../../src/domain/scenario.ts';
import { explainLeftOut } from '../../src/place/explain.ts';
import { fleetOf, placedWeight } from '../../src/place/fleet.ts';
import { POLICIES } from '../../src/place/policies.ts';
import { repaired } from '../../src/place/replan/repair.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { size } from '../../src/sizing.ts';
import { type AppToy, GB, placedCount, problemOf, type ScenarioToy, scenarioOf } from './toys.ts';

/** With the real models. */
function posed(toy: ScenarioToy, steps: number) {
  return { ...problemOf(toy, createLatencyQuestion(scenarioOf(toy))), steps };
}

describe('local search', () => {
  it('keeps what weighs the same, too: from there a ninth finds room', async () => {
    const toy: ScenarioToy = {
      nodes: [{ name: 'n', count: 2, memory: 2.8 * GB }],
      profiles: [
        { model: 'a', serviceTime: 4.4, memory: 0.26 * GB },
        { model: 'b', serviceTime: 22, memory: 0.45 * GB },
        { model: 'c', serviceTime: 11, memory: 0.39 * GB },
      ],
      apps: [
        { name: 'a', count: 6, arrivalRate: 0.02, slo: { metric: 'mean', limit: 34 }, memory: 0.14 * GB },
        { name: 'b', count: 6, arrivalRate: 0.0074, slo: { metric: 'mean', limit: 73 }, memory: 0.51 * GB },
        { name: 'c', count: 5, arrivalRate: 0.0061, slo: { metric: 'mean', limit: 56 }, memory: 0.59 * GB },
      ].map((app): AppToy => ({ ...app, model: app.name, slo: { ...app.slo, metric: 'mean' } })),
    };
    const { placement } = await POLICIES.greedy.run(posed(toy, 300));
    expect(placedCount(placement)).toBe(9);
  });
});

describe('repair', () => {
  it('follows a fresh plan where that hosts more: a weight of 33 and not 31', async () => {
    const mean = (limit: number) => ({ metric: 'mean' as const, limit });
    const apps: AppToy[] = [
      { name: 'a', count: 2, arrivalRate: 0.0078, slo: mean(81), memory: 0.23 * GB, sharing: 'model', weight: 2 },
      { name: 'b', count: 5, arrivalRate: 0.004, slo: mean(190), memory: 0.064 * GB, weight: 3 },
      { name: 'c', count: 6, arrivalRate: 0.0052, slo: mean(190), memory: 0.38 * GB, weight: 3 },
    ];
    const toy: ScenarioToy = {
      network: 5,
      limits: { utilization: 0.8, memory: 0.9 },
      nodes: [{ name: 'n', discipline: 'fcfs-swap', count: 4, memory: 3.5 * GB }],
      profiles: [
        { model: 'a', serviceTime: 18, swapTime: 20, memory: 0.32 * GB },
        { model: 'b', serviceTime: 38, swapTime: 15, memory: 0.22 * GB },
        { model: 'c', serviceTime: 29, swapTime: 3.2, memory: 0.31 * GB },
      ],
      apps: apps.map((app) => ({ ...app, model: app.name })),
    };
    const { placement } = await POLICIES.auto.run(posed(toy, 800));
    const busier = toy.apps.map((app) => (app.name === 'c' ? { ...app, arrivalRate: 2.3 * 0.0052 } : app));
    const now = posed({ ...toy, apps: busier }, 1000);
    const running = { placement, displaced: [], isNew: [] };
    const fresh = async () => (await POLICIES.auto.run({ ...now, steps: 800 })).placement;
    const weightOf = async (anew: typeof fresh | null) => {
      const repair = await repaired(now, running, Number.POSITIVE_INFINITY, anew);
      return placedWeight(fleetOf(now.scenario), repair.placement);
    };
    expect([await weightOf(null), await weightOf(fresh)]).toEqual([31, 33]);
  });
});

describe('sizing that stops early', () => {
  it('takes nodes away one at a time: 179.1 and not 205.8', async () => {
    const kinds = [
      { discipline: 'ps', accelerators: 1, memory: 1.59 * GB, cost: 4.2 },
      { discipline: 'fcfs-swap', accelerators: 2, memory: 1.16 * GB, cost: 4.1 },
      { discipline: 'fcfs-swap', accelerators: 1, memory: 1.96 * GB, cost: 4.3 },
      { discipline: 'time-slice', accelerators: 1, memory: 3.64 * GB, cost: 8.9 },
    ] as const;
    // Service and swap time, ms, and memory, MB, of each model on each kind.
    const measured = [
      [
        [37.9, 4.79, 324],
        [84.4, 17.8, 297],
        [8.23, 5.01, 397],
        [56.3, 13, 168],
        [19.1, 5.46, 311],
      ],
      [
        [38.3, 11.2, 393],
        [63, 9.11, 69],
        [7.25, 5.89, 80.1],
        [55, 8.11, 174],
        [17.3, 15.2, 194],
      ],
      [
        [39.2, 9.77, 315],
        [90.9, 4.49, 214],
        [9.08, 16.2, 137],
        [59.3, 19.6, 371],
        [17.4, 11.6, 358],
      ],
      [
        [15.7, 14.3, 227],
        [42.3, 2.7, 301],
        [4.53, 15.4, 262],
        [22.3, 9.16, 145],
        [7.26, 14, 120],
      ],
    ] as const;
    const apps: AppToy[] = [
      { name: 'm0', count: 17, arrivalRate: 0.00844, slo: { metric: 'p95', limit: 127 }, memory: 0.191 * GB },
      { name: 'm1', count: 42, arrivalRate: 0.00438, slo: { metric: 'p95', limit: 433 }, memory: 0.362 * GB },
      { name: 'm2', count: 23, arrivalRate: 0.0133, slo: { metric: 'mean', limit: 80.3 }, memory: 0.286 * GB },
      { name: 'm3', count: 33, arrivalRate: 0.0078, slo: { metric: 'mean', limit: 175 }, memory: 0.0678 * GB },
      { name: 'm4', count: 12, arrivalRate: 0.00696, slo: { metric: 'mean', limit: 113 }, memory: 0.142 * GB },
    ];
    const scenario = scenarioOf({
      network: 5,
      limits: { utilization: 0.8, memory: 0.9 },
      nodes: kinds.map((kind, k) => ({ ...kind, name: `g${k}`, device: `d${k}` })),
      profiles: measured.flatMap((rows, k) =>
        rows.map(([serviceTime, swapTime, memory], m) => {
          return { model: `m${m}`, device: `d${k}`, serviceTime, swapTime, memory: (memory / 1000) * GB };
        }),
      ),
      apps: apps.map((app) => ({ ...app, model: app.name, sharing: app.name === 'm2' ? 'none' : 'model' })),
    });
    const { kinds: sized, plan, survival } = await size(scenario, { seed: 1, steps: 10, goal: 'cost', losses: 1 });
    const cost = sized.reduce((sum, { needed, group }) => sum + (needed as number) * group.cost, 0);
    expect(plan === null ? null : placedCount(plan.placement)).toBe(127);
    expect(survival?.verdict).toBe('survives');
    expect(cost).toBeLessThan(180);
  });
});

describe('the reason of an application that is left out', () => {
  it('is sought on the eight places that memory and load leave nearest, not on all', () => {
    // 20 nodes, each with another load, so that no two are in one state.
    const toy: ScenarioToy = {
      nodes: Array.from({ length: 20 }, (_, k) => ({ name: `n${k}` })),
      profiles: [{ model: 'm', serviceTime: 10 }],
      apps: [
        ...Array.from({ length: 20 }, (_, k): AppToy => ({ name: `a${k}`, arrivalRate: 0.01 + 0.001 * k })),
        { name: 'tight', arrivalRate: 0.001, slo: { metric: 'mean', limit: 10.5 } },
      ],
    };
    const problem = problemOf(toy);
    const looked = new Set<object>();
    // Means of `tight` are looked at where its SLO is.
    const latency: LatencyQuestion = (node, tenancy) => {
      const answer = problem.latency(node, tenancy);
      const accelerators = answer.accelerators.map((one, a) => ({
        ...one,
        tenants: one.tenants.map((tenant, t) => {
          if (tenant.response === null || tenancy[a]?.[t]?.app.name !== 'tight') return tenant;
          const { mean } = tenant.response;
          const response = Object.defineProperty({ ...tenant.response }, 'mean', {
            get: () => {
              if ((tenancy[a]?.length ?? 0) > 1) looked.add(tenancy);
              return mean;
            },
          });
          return { response, reason: null };
        }),
      }));
      return { ...answer, accelerators };
    };
    const placement = emptyPlacement(21);
    for (let k = 0; k < 20; k++) [placement.node[k], placement.accelerator[k]] = [k, 0];
    const [reason] = explainLeftOut({ ...problem, latency }, placement).slice(-1);
    // The nearest is the emptiest: R = 10/(1 − 0.11).
    expect(reason?.sentence).toBe('SLO: mean 11.24 ms, limit 10.5 ms');
    expect(looked.size).toBe(8);
  });
});
