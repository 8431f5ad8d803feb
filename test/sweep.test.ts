import { beforeAll, describe, expect, it } from 'vitest';
import { worstStandings } from '../src/domain/standing.ts';
import type { SweepResult } from '../src/domain/sweep.ts';
import { createFileAccess } from '../src/io/files.ts';
import { loadScenario, predict } from '../src/plan.ts';
import { sweepPlan } from '../src/sweep.ts';
import { ROOT } from './helpers/binary.ts';

/** A device with plain processor sharing, so that the breaking rate has a closed form. */
const YAML = `version: 1
profiles: [test/read/fixtures/sweep.csv]
cluster: [{ node: n, device: box, discipline: ps, memory: 4 GiB }]
apps:
  - { app: a, model: m, rate: 5 /s, slo: mean <= 50 ms }
placement: { n: [a] }
`;

function swept(parameter: 'rate' | 'network', from: number, to: number, isScale = false): Promise<SweepResult> {
  const stdin = (async function* () {
    yield YAML;
  })();
  const access = createFileAccess({ cwd: ROOT, packageRoot: ROOT, stdin });
  return loadScenario('-', access)
    .then((scenario) => predict(scenario, 1))
    .then((plan) => sweepPlan(plan, { parameter, isScale, app: null, from, to }));
}

describe('a sweep over a device with 20 ms of service and an SLO of 50 ms on the mean', () => {
  let byRate: SweepResult;
  beforeAll(async () => {
    byRate = await swept('rate', 0.001, 0.06);
  });

  it('finds the rate at which 20 / (1 − λ 20) = 50: 30 requests per second', () => {
    expect(byRate.holdsUpTo).toBeGreaterThan(0.02999);
    expect(byRate.holdsUpTo).toBeLessThanOrEqual(0.03);
  });

  it('has no finite response time from 50 requests per second on', () => {
    const unstable = byRate.points.filter(({ nodes }) => worstStandings(nodes).get(0)?.response === null);
    expect(unstable.map(({ value }) => value >= 0.05)).toEqual(unstable.map(() => true));
    expect(unstable.length).toBeGreaterThan(0);
  });

  it('breaks at the same rate when the rate is scaled instead of set', async () => {
    const { holdsUpTo } = await swept('rate', 1, 9, true);
    expect(holdsUpTo).toBeCloseTo(6, 3);
  });

  it('leaves the accelerator alone when the network varies: 50 − 20 / 0.9 ms are left for it', async () => {
    const { holdsUpTo } = await swept('network', 0, 100);
    expect(holdsUpTo).toBeCloseTo(50 - 20 / 0.9, 2);
  });

  it('tells the rows of its table first, in their order', async () => {
    const told: (number | string)[] = [];
    const stdin = (async function* () {
      yield YAML;
    })();
    const scenario = await loadScenario('-', createFileAccess({ cwd: ROOT, packageRoot: ROOT, stdin }));
    const sweep = { parameter: 'network', isScale: false, app: null, from: 0, to: 100 } as const;
    const { points } = await sweepPlan(await predict(scenario, 1), sweep, {
      onPoint: ({ value }) => told.push(value),
      onProgress: (done) => done > 11 && told.push('curve'),
    });
    expect(told.slice(0, 12)).toEqual([...points.map(({ value }) => value), 'curve']);
  });
});
