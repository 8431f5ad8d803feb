import { describe, expect, it } from 'vitest';
import { applicationCount, type Scenario } from '../src/domain/scenario.ts';
import { randomWorkload, workloadRanges } from '../src/random-workloads.ts';
import { scenarioOf } from './place/toys.ts';

const BASE = scenarioOf({
  network: 4,
  nodes: [{ name: 'slow' }, { name: 'fast', device: 'quick' }],
  apps: [
    {
      name: 'door',
      count: 30,
      model: 'small',
      arrivalRate: 0.01,
      preprocessTime: 6,
      slo: { metric: 'p95', limit: 60 },
    },
    {
      name: 'lobby',
      count: 20,
      model: 'large',
      arrivalRate: 0.001,
      preprocessTime: 0,
      slo: { metric: 'mean', limit: 72 },
    },
    { name: 'lost', count: 4, model: 'unmeasured' },
  ],
  profiles: [
    { model: 'small', serviceTime: 25 },
    { model: 'small', serviceTime: 5, device: 'quick' },
    { model: 'large', serviceTime: 20 },
    { model: 'elsewhere', serviceTime: 1, device: 'not in the cluster' },
  ],
});

const workload = (number: number, seed = 7, scenario: Scenario = BASE) => randomWorkload(scenario, seed, number);

describe('random workloads', () => {
  // door: 0.01 × 5 ms on the fast device, and 60 ms ÷ (4 + 6 + 5); lobby: 0.001 × 20, and 72 ÷ (4 + 0 + 20).
  it('are drawn between the extremes of the scenario: loads and SLOs on the fastest device', () => {
    const { load, tightness, ...sizes } = workloadRanges(BASE) ?? {};
    expect(sizes).toEqual({ applications: 54, groups: 3, models: 2 });
    expect(load?.map((end) => Number(end.toFixed(9)))).toEqual([0.02, 0.05]);
    expect(tightness).toEqual([3, 4]);
  });

  it('keep to their ranges, to measured models, and to the number of applications', () => {
    const fastest: Readonly<Record<string, number>> = { small: 5, large: 20 };
    for (let number = 1; number <= 200; number++) {
      const apps = workload(number);
      expect(applicationCount({ apps })).toBe(54);
      for (const { model, arrivalRate, preprocessTime, slo } of apps) {
        const serviceTime = fastest[model] ?? Number.NaN;
        const load = arrivalRate * serviceTime;
        const tightness = slo.limit / (4 + (preprocessTime ?? 0) + serviceTime);
        expect(load).toBeGreaterThanOrEqual(0.02 * (1 - 1e-12));
        expect(load).toBeLessThanOrEqual(0.05 * (1 + 1e-12));
        expect(tightness).toBeGreaterThanOrEqual(3 * (1 - 1e-12));
        expect(tightness).toBeLessThanOrEqual(4 * (1 + 1e-12));
      }
    }
  });

  it('are the same for the same seed and number, whatever was drawn before, and differ otherwise', () => {
    const [third, other, otherSeed] = [workload(3), workload(4), workload(3, 8)];
    expect(workload(3)).toEqual(third);
    expect(other).not.toEqual(third);
    expect(otherSeed).not.toEqual(third);
  });

  it('reach both ends of their ranges over many draws', () => {
    const loads = Array.from({ length: 200 }, (_, k) => workload(k + 1)).flatMap((apps) =>
      apps.map(({ model, arrivalRate }) => arrivalRate * (model === 'small' ? 5 : 20)),
    );
    expect(Math.min(...loads)).toBeLessThan(0.021);
    expect(Math.max(...loads)).toBeGreaterThan(0.048);
  });

  it('have no ranges where nothing is measured on the cluster', () => {
    expect(workloadRanges({ ...BASE, nodes: [] })).toBeNull();
  });
});
