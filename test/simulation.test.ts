import { describe, expect, it } from 'vitest';
import type { ResponseTime } from '../src/domain/latency.ts';
import type { Scenario, Slo } from '../src/domain/scenario.ts';
import { simulatedInstances, simulatedTotals } from '../src/domain/simulated-plan.ts';
import { isConfirmed, type SimulatedResponse, simulatedSlo } from '../src/domain/simulation.ts';
import { planToSimulate, type SimulationSettings, simulatePlan } from '../src/simulation.ts';
import { pretendedAccess, problemsFrom, read } from './read/reading.ts';

const MEAN: Slo = { metric: 'mean', limit: 100 };
const P95: Slo = { metric: 'p95', limit: 100 };

function simulated(given: Partial<SimulatedResponse>): SimulatedResponse {
  const quantiles = { p50: 50, p90: 90, p95: 95, p99: 99 };
  const stages = { network: 0, cpu: 0, accelerator: 50 };
  const interval = [40, 60] as const;
  const shares = { violationRate: 0.03, violationInterval: [0.02, 0.04] as const };
  return { requests: 1000, mean: 50, meanInterval: interval, stages, quantiles, ...shares, isSteady: true, ...given };
}

describe('an SLO in the simulation', () => {
  it.each([
    ['kept', MEAN, { meanInterval: [90, 100] }],
    ['kept', MEAN, { meanInterval: [100.00000000000001, 100.00000000000001] }],
    ['undecided', MEAN, { meanInterval: [90, 101] }],
    ['broken', MEAN, { meanInterval: [100.1, 120] }],
    ['undecided', MEAN, { meanInterval: null }],
    ['kept', P95, { violationInterval: [0.01, 0.05] }],
    ['undecided', P95, { violationInterval: [0.04, 0.06] }],
    ['broken', P95, { violationInterval: [0.051, 0.06] }],
    ['undecided', P95, { violationInterval: null }],
    ['broken', MEAN, { isSteady: false, mean: 101, meanInterval: null }],
    ['undecided', MEAN, { isSteady: false, mean: 99, meanInterval: null }],
    ['broken', P95, { isSteady: false, mean: null, quantiles: null, violationInterval: null }],
  ] as const)('is %s for %o and %o', (status, slo, given) => {
    expect(simulatedSlo(slo, simulated(given))).toBe(status);
  });
});

describe('a prediction', () => {
  const predicted = (mean: number, tail: number) => ({ mean, tail: () => tail }) as unknown as ResponseTime;

  it.each([
    [true, predicted(60, 0), MEAN, {}],
    [false, predicted(60.1, 0), MEAN, {}],
    [true, predicted(50, 0.04), P95, {}],
    [false, predicted(50, 0.041), P95, {}],
    [false, predicted(39, 0.03), P95, {}],
    [null, predicted(50, 0.03), MEAN, { meanInterval: null }],
    [true, null, MEAN, { isSteady: false }],
    [false, null, MEAN, {}],
    [null, null, MEAN, { isSteady: null }],
    // A deterministic system: the interval is a point, and rounding is not a contradiction.
    [true, predicted(50 * (1 + 1e-12), 0), MEAN, { meanInterval: [50, 50] }],
  ] as const)('is confirmed: %s (%o, %o, %o)', (answer, response, slo, given) => {
    expect(isConfirmed(response, slo, simulated(given))).toBe(answer);
  });
});

const SETTINGS: SimulationSettings = {
  seed: 1,
  requestsPerApplication: 20_000,
  precision: null,
  isDistinct: false,
  jobs: 1,
  cores: 1,
};

const DOORS = '  - { app: door, count: 4, model: mobilenet_v2, rate: 5 /s, slo: mean <= 100 ms }\n';
const LOBBIES = '  - { app: lobby, count: 2, model: inception_v4, rate: 1 /s, slo: p95 <= 1 s }\n';

function site(apps: string, placement: string): Promise<Scenario> {
  const cluster = 'cluster:\n  - { node: coral, count: 2, device: edgetpu-pi }\n';
  return read(`version: 1\nnetwork: 10 ms\n${cluster}apps:\n${apps}${placement}`);
}

const PLACED = 'placement: { coral-1: [door-1, door-2, lobby-1], coral-2: [door-3, door-4, lobby-2] }\n';

async function simulate(scenario: Scenario, settings: Partial<SimulationSettings> = {}) {
  const plan = await planToSimulate(scenario, null, 1, pretendedAccess({}));
  const { simulation, ...rest } = await simulatePlan(plan, { ...SETTINGS, ...settings });
  if (simulation === undefined) throw new Error('nothing was simulated');
  return { plan: rest, simulation, instances: simulatedInstances(plan, simulation) };
}

describe('a simulated plan', () => {
  it('has a result for every placed application, and none for others', async () => {
    const scenario = await site(DOORS + LOBBIES, 'placement: { coral-1: [door-1, lobby-2] }\n');
    const { simulation } = await simulate(scenario);
    expect(simulation.responses.map((response) => response !== null)).toEqual([true, false, false, false, false, true]);
    expect(simulation.nodes.map((node) => node !== null)).toEqual([true, false]);
    expect(simulation.requests).toBe(40_000);
  });

  it('confirms the exact model of one edgeTPU: means of a hundred thousand requests within a percent or two', async () => {
    const scenario = await site(DOORS + LOBBIES, PLACED);
    const { instances } = await simulate(scenario, { requestsPerApplication: 100_000 });
    for (const instance of instances) expect(Math.abs(instance?.error ?? Number.NaN)).toBeLessThan(0.03);
    expect(simulatedTotals(instances)).toMatchObject({ kept: 6, broken: 0, undecided: 0, untold: 0 });
  });

  it('does not depend on the order of applications, nodes or lists', async () => {
    const one = await simulate(await site(DOORS + LOBBIES, PLACED));
    const reordered = 'placement: { coral-2: [lobby-2, door-4, door-3], coral-1: [lobby-1, door-1, door-2] }\n';
    const other = await simulate(await site(LOBBIES + DOORS, reordered));
    const [a, b, c, d, e, f] = one.simulation.responses;
    expect(other.simulation.responses).toEqual([e, f, a, b, c, d]);
  });

  it('with another seed has other figures, with the same seed the same', async () => {
    const scenario = await site(DOORS + LOBBIES, PLACED);
    const [one, same, other] = [
      await simulate(scenario),
      await simulate(scenario),
      await simulate(scenario, { seed: 2 }),
    ];
    expect(same.simulation).toEqual(one.simulation);
    expect(other.simulation.responses[0]?.mean).not.toBe(one.simulation.responses[0]?.mean);
  });

  it('gives nodes in equal states one result when asked to simulate them once', async () => {
    const scenario = await site(DOORS + LOBBIES, PLACED);
    const all = await simulate(scenario);
    const once = await simulate(scenario, { isDistinct: true });
    expect([all.simulation.nodesSimulated, once.simulation.nodesSimulated]).toEqual([2, 1]);
    expect(once.simulation.responses[2]).toEqual(all.simulation.responses[0]);
    expect(once.simulation.responses[5]).toEqual(all.simulation.responses[4]);
    expect(once.simulation.nodes[1]).toEqual(all.simulation.nodes[0]);
  });

  it('keeps nodes in different states apart when equal ones are simulated once', async () => {
    const uneven = 'placement: { coral-1: [door-1, door-2, lobby-1], coral-2: [door-3, lobby-2] }\n';
    const { simulation } = await simulate(await site(DOORS + LOBBIES, uneven), { isDistinct: true });
    expect(simulation.nodesSimulated).toBe(2);
  });

  it('stops at the precision asked for, before the most requests', async () => {
    const settings = { precision: 0.05, requestsPerApplication: 1_000_000 };
    const { simulation } = await simulate(await site(DOORS + LOBBIES, PLACED), settings);
    expect(simulation.requests).toBeLessThan(1_000_000);
    for (const response of simulation.responses) {
      const [low, high] = response?.meanInterval ?? [Number.NaN, Number.NaN];
      expect((high - low) / 2).toBeLessThanOrEqual(0.05 * (response?.mean ?? Number.NaN));
    }
  });

  it('finds an overloaded queue growing, its SLO broken, and the predicted overload confirmed', async () => {
    const busy = '  - { app: door, count: 2, model: inception_v4, rate: 10 /s, slo: mean <= 100 ms }\n';
    const { instances } = await simulate(await site(busy, 'placement: { coral-1: [door-1] }\n'));
    expect(instances[0]).toMatchObject({ slo: 'broken', isConfirmed: true, error: null });
    expect(instances[0]?.reason).toMatch(/growing/);
    expect(instances[0]?.simulated.meanInterval).toBeNull();
  });

  it('ends where requests come a billion times faster than they can be served', async () => {
    const flood = '  - { app: door, model: mobilenet_v2, rate: 1000000 /ms, slo: p95 <= 100 ms }\n';
    const { instances, simulation } = await simulate(await site(flood, 'placement: { coral-1: [door] }\n'));
    expect(simulation.nodes[0]?.stoppedBy).toBe('backlog');
    expect(instances[0]).toMatchObject({ slo: 'broken', isConfirmed: true });
  });

  it('is refused where it would take days', async () => {
    const plan = await planToSimulate(await site(DOORS + LOBBIES, PLACED), null, 1, pretendedAccess({}));
    const settings = { ...SETTINGS, requestsPerApplication: 1e10 };
    const found = await problemsFrom(() => simulatePlan(plan, settings));
    expect(found.map(({ code }) => code)).toEqual(['simulation-too-large']);
  });

  it('replays recorded arrivals to their end, whatever the number of requests asked for', async () => {
    const recorded =
      '  - { app: door, model: mobilenet_v2, rate: 1 /s, slo: mean <= 1 s, arrivals: { trace: t.csv } }\n';
    const yaml = `version: 1\ncluster:\n  - { node: coral, device: edgetpu-pi }\napps:\n${recorded}placement: { coral: [door] }\n`;
    const scenario = await read(yaml, { 't.csv': 'start_time\n1\n2\n3\n' });
    const { simulation } = await simulate(scenario, { requestsPerApplication: 2 });
    expect([simulation.requests, simulation.nodes[0]?.stoppedBy]).toEqual([3, 'arrivals']);
  });
});

describe('the placement to simulate', () => {
  const PLAN = { schemaVersion: 1, apps: [{ app: 'door-1', node: 'coral-2', accelerator: 0 }] };

  it('comes from a plan file where one is named, whatever the scenario places', async () => {
    const scenario = await site(DOORS + LOBBIES, PLACED);
    const files = pretendedAccess({ 'plan.json': JSON.stringify(PLAN) });
    const plan = await planToSimulate(scenario, { planFile: 'plan.json' }, 1, files);
    expect([...plan.placement.node]).toEqual([1, -1, -1, -1, -1, -1]);
    expect(plan.reasons[0]).toBe('the plan file leaves it out');
  });

  it('comes from the policy where one is named, whatever the scenario places', async () => {
    const scenario = await site(DOORS, 'placement: { coral-1: [door-1] }\n');
    const plan = await planToSimulate(scenario, { policy: 'greedy' }, 1, pretendedAccess({}));
    expect(plan.policy).toBe('greedy');
    expect([...plan.placement.node]).not.toContain(-1);
  });

  it('is found by fit where the scenario gives none', async () => {
    const plan = await planToSimulate(await site(DOORS, ''), null, 1, pretendedAccess({}));
    expect(plan).toMatchObject({ command: 'simulate', policy: 'auto' });
  });
});
