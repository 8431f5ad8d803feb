import { beforeAll, describe, expect, it } from 'vitest';
import { preprocessTimeOf } from '../src/domain/scenario.ts';
import { worstStandings } from '../src/domain/standing.ts';
import type { SweepResult } from '../src/domain/sweep.ts';
import { createFileAccess } from '../src/io/files.ts';
import { loadScenario, nodePlans, fit as planOf, predict } from '../src/plan.ts';
import { createLatencyQuestion } from '../src/predict/node.ts';
import { sweepPlan } from '../src/sweep.ts';
import { ROOT } from './helpers/binary.ts';
import { randomScenario } from './place/random-scenarios.ts';
import { scenarioOf } from './place/toys.ts';

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

/** A random site: profiles with CPU times and without, on two devices; applications that say their own or do not. */
function randomSite(seed: number) {
  const toy = randomScenario(seed, { classes: 4, mostInstances: 2, mostNodes: 2, mostAccelerators: 1 });
  const profiles = toy.profiles.map((profile, k) => ({ ...profile, preprocessTime: k % 3 === 0 ? null : 3 + k }));
  const apps = toy.apps.map((app, k) => ({
    ...app,
    preprocessTime: k % 2 === 0 ? null : (app.preprocessTime ?? null),
  }));
  return scenarioOf({ ...toy, limits: { utilization: 0.7, memory: 1 }, profiles, apps });
}

describe('a sweep of a random site', () => {
  const figures = (nodes: SweepResult['points'][number]['nodes']) =>
    nodes.map((node) => node?.answer.accelerators.map(({ tenants }) => tenants.map(({ response }) => response?.mean)));

  it('says at 1x what predict says, whatever is varied, and at 2x what twice the CPU time gives', async () => {
    let looked = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const scenario = randomSite(seed);
      const plan = await planOf(scenario, { policy: 'greedy', seed: 1 });
      if (plan.nodes.every((node) => node === null)) continue;
      looked++;
      for (const parameter of ['rate', 'preprocess', 'network'] as const) {
        const { points } = await sweepPlan(plan, { parameter, isScale: true, app: null, from: 1, to: 2 });
        expect(figures(points[0]!.nodes), `seed ${seed}, ${parameter}`).toEqual(figures(plan.nodes));
      }
      const doubled = {
        ...scenario,
        apps: scenario.apps.map((app) => ({ ...app, preprocessTime: app.preprocessTime && 2 * app.preprocessTime })),
        profiles: {
          ...scenario.profiles,
          find: (model: string, device: string) => {
            const profile = scenario.profiles.find(model, device);
            return profile && { ...profile, preprocessTime: profile.preprocessTime && 2 * profile.preprocessTime };
          },
        },
      };
      const { points } = await sweepPlan(plan, { parameter: 'preprocess', isScale: true, app: null, from: 1, to: 2 });
      const truth = nodePlans(doubled, plan.placement, createLatencyQuestion(doubled));
      expect(figures(points.at(-1)!.nodes), `seed ${seed}`).toEqual(figures(truth));
    }
    expect(looked).toBeGreaterThan(25);
  });

  it('of one application leaves another with the same model alone', async () => {
    const scenario = scenarioOf({
      nodes: [{ name: 'n', discipline: 'ps', count: 1, cores: 4 }],
      profiles: [{ model: 'm', serviceTime: 10, preprocessTime: 20 }],
      apps: ['a', 'b'].map((name) => ({
        name,
        model: 'm',
        preprocessTime: null,
        arrivalRate: 0.01,
        slo: { metric: 'mean', limit: 1e4 } as const,
      })),
    });
    const plan = await planOf(scenario, { policy: 'auto', seed: 1 });
    const { points } = await sweepPlan(plan, { parameter: 'preprocess', isScale: true, app: 'a', from: 1, to: 3 });
    const [first, last] = [points[0]!, points.at(-1)!].map(({ scenario: { apps, profiles } }) =>
      apps.map((app) => preprocessTimeOf(app, profiles.find('m', 'dev'))),
    );
    expect(first).toEqual([20, 20]);
    expect(last).toEqual([60, 20]);
  });
});
