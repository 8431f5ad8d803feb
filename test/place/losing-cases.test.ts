/** For each heuristic a case, worked out by hand, that it must lose: a claim of optimality there would be a lie. */

import { describe, expect, it } from 'vitest';
import { checkPlacement } from '../../src/place/check.ts';
import { POLICIES } from '../../src/place/policies.ts';
import type { PlacementResult } from '../../src/place/problem.ts';
import { GB, placedCount, problemOf, type ScenarioToy } from './toys.ts';

type Name = keyof typeof POLICIES;

const run = (name: Name, toy: ScenarioToy): Promise<PlacementResult> => POLICIES[name].run(problemOf(toy));
const app = (name: string, gigabytes: number) => ({ name, memory: gigabytes * GB });
const profiles = [{ model: 'm', serviceTime: 1 }];

describe('the heuristics lose where they must', () => {
  it('first fit strands memory that best fit keeps', async () => {
    // Nodes of 10 and 6 GB; 6 GB goes to the first, and then 10 GB fits nowhere.
    const nodes = [
      { name: 'large', memory: 10 * GB },
      { name: 'small', memory: 6 * GB },
    ];
    const toy = { nodes, profiles, apps: [app('a', 6), app('b', 10)] };
    expect(placedCount((await run('knapsack-first', toy)).placement)).toBe(1);
    expect(placedCount((await run('knapsack-best', toy)).placement)).toBe(2);
    expect(placedCount((await run('knapsack', toy)).placement)).toBe(2);
  });

  it('best fit leaves crumbs, and so does worst fit, where an exact packing leaves none', async () => {
    // Nodes of 9 and 8 GB, applications of 3, 4, 5 and 5 GB: best fit puts 3 and 4 together and wastes 1 GB there.
    const nodes = [
      { name: 'x', memory: 9 * GB },
      { name: 'y', memory: 8 * GB },
    ];
    const crumbs = { nodes, profiles, apps: [app('a', 3), app('b', 4), app('c', 5), app('d', 5)] };
    expect([...(await run('knapsack-best', crumbs)).placement.node]).toEqual([1, 1, 0, -1]);
    expect([...(await run('knapsack-worst', crumbs)).placement.node]).toEqual([0, 1, 0, -1]);
    expect(placedCount((await run('knapsack', crumbs)).placement)).toBe(4);
  });

  it('worst fit spreads small things until nothing large fits', async () => {
    const nodes = [{ name: 'n', count: 2, memory: 10 * GB }];
    const toy = { nodes, profiles, apps: [app('a', 2), app('b', 2), app('c', 10)] };
    expect(placedCount((await run('knapsack-worst', toy)).placement)).toBe(2);
    expect(placedCount((await run('knapsack-first', toy)).placement)).toBe(3);
  });

  it('memory alone, and knapsacks without latency, break SLOs that greedy keeps', async () => {
    // ρ = 0.35 each: two on one device respond in 10/(1 − 0.7) = 33 ms, over the limit of 30.
    const toy: ScenarioToy = {
      nodes: [{ name: 'n' }],
      profiles: [{ model: 'm', serviceTime: 10 }],
      apps: [{ name: 'a', count: 2, arrivalRate: 0.035, slo: { metric: 'mean', limit: 30 } }],
    };
    const { scenario, latency } = problemOf(toy);
    for (const name of ['knapsack-first', 'knapsack'] as const) {
      expect(checkPlacement(scenario, latency, (await run(name, toy)).placement).map(({ kind }) => kind)).toContain(
        'slo',
      );
    }
    const greedy = await run('greedy', toy);
    expect(greedy).toMatchObject({ status: 'optimal', upperBound: 1 });
    expect(placedCount(greedy.placement)).toBe(1);
  });

  it('greedy in scenario order lets one heavy application keep out two light ones', async () => {
    const toy: ScenarioToy = {
      limits: { utilization: 0.8, memory: 1 },
      nodes: [{ name: 'n' }],
      profiles: [{ model: 'm', serviceTime: 10 }],
      apps: [
        { name: 'heavy', arrivalRate: 0.06 },
        { name: 'light', count: 2, arrivalRate: 0.04 },
      ],
    };
    expect(placedCount((await run('greedy-online', toy)).placement)).toBe(1);
    expect(await run('greedy', toy)).toMatchObject({ status: 'optimal', upperBound: 2 });
  });

  it('greedy never reaches a company that is feasible only when complete, and does not call that optimal', async () => {
    // A batch that fills in time only in company: one application breaks its SLO, two keep theirs.
    const toy: ScenarioToy = {
      nodes: [{ name: 'n', discipline: 'batch' }],
      profiles,
      apps: [{ name: 'a', count: 2, slo: { metric: 'mean', limit: 5 } }],
    };
    const problem = problemOf(toy);
    const waiting = { response: null, reason: 'the batch never fills' };
    const latency: typeof problem.latency = (node, tenancy) =>
      tenancy[0]?.[0]?.count === 1
        ? { cpuUtilization: 0, accelerators: [{ utilization: 0.1, isStable: true, tenants: [waiting] }] }
        : problem.latency(node, tenancy);
    const result = await POLICIES.greedy.run({ ...problem, latency });
    expect(placedCount(result.placement)).toBe(0);
    expect(result).toMatchObject({ status: 'feasible', upperBound: 2 });
    expect(
      checkPlacement(problem.scenario, latency, { node: Int32Array.of(0, 0), accelerator: Int32Array.of(0, 0) }),
    ).toEqual([]);
  });

  it('Ibis wastes what it reserves: ours hosts what its in-flight rule refuses', async () => {
    // λ = 0.05, S = 10: ρ = 0.5, R = 20 ms, 1 request in flight on average, over Ibis's 0.8; the SLO of 100 ms is far.
    const toy: ScenarioToy = {
      nodes: [{ name: 'n' }],
      profiles: [{ model: 'm', serviceTime: 10 }],
      apps: [{ name: 'a', arrivalRate: 0.05, slo: { metric: 'mean', limit: 100 } }],
    };
    for (const name of ['ibis-bfs', 'ibis-dfs'] as const) expect(placedCount((await run(name, toy)).placement)).toBe(0);
    expect(placedCount((await run('greedy', toy)).placement)).toBe(1);
  });
});
