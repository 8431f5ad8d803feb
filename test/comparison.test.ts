import { describe, expect, it } from 'vitest';
import { compare } from '../src/comparison.ts';
import { withWorkers } from '../src/comparison-threads.ts';
import {
  bestRow,
  COMPARED_POLICIES,
  type ComparedPolicy,
  type Comparison,
  type ComparisonRow,
  type ComparisonSettings,
} from '../src/domain/comparison.ts';
import { planTotals } from '../src/domain/plan.ts';
import { POLICY_NAMES, type PolicyName } from '../src/domain/policies.ts';
import { applicationCount, type Scenario } from '../src/domain/scenario.ts';
import { DERATED_POLICIES } from '../src/place/knapsack-derated.ts';
import { fit as planOf } from '../src/plan.ts';
import { reportOn } from '../src/reporting.ts';
import { randomScenario } from './place/random-scenarios.ts';
import { GB, type ScenarioToy, scenarioOf } from './place/toys.ts';

/** Scenarios in which SLOs break often, and not from the same application on. */
function toyOf(seed: number): ScenarioToy {
  const toy = randomScenario(seed, { classes: 5, mostInstances: 5, mostNodes: 2, mostAccelerators: 1 });
  const limits = { utilization: 0.9, memory: 1 };
  return { ...toy, limits, nodes: toy.nodes.map((node) => ({ ...node, memory: 4 * GB })) };
}
const SEEDS = [1, 2, 3, 4, 5, 6];
const SCENARIOS = SEEDS.map((seed) => ({ seed, scenario: scenarioOf(toyOf(seed)) }));

async function comparison(
  scenario: Scenario,
  policies: readonly ComparedPolicy[],
  settings: Partial<ComparisonSettings> = {},
): Promise<Comparison> {
  const all = { policies, seed: 1, requests: null, hasSafePrefix: true, ...settings };
  return withWorkers(scenario, 1, (workers) => compare(scenario, null, all, workers));
}

/** Offers the first `count` applications, cut off by hand. */
function cut(scenario: Scenario, count: number): Scenario {
  const apps = scenario.apps.flatMap((app) => {
    const left = Math.min(app.count, count - app.firstIndex);
    return left > 0 ? [{ ...app, count: left }] : [];
  });
  return { ...scenario, apps };
}

/** The contract's definition, word for word: each number of first applications placed anew. */
async function bruteForce(scenario: Scenario, policy: PolicyName) {
  let safe = { offered: 0, placed: 0 };
  for (let count = 1; count <= applicationCount(scenario); count++) {
    const { placed, violating } = planTotals(await planOf(cut(scenario, count), { policy, seed: 1 }));
    if (violating === 0) safe = { offered: count, placed };
  }
  return safe;
}

const row = ({ rows }: Comparison, policy: ComparedPolicy) =>
  rows.find((candidate) => candidate.policy === policy) as ComparisonRow;

describe('the safe prefix', () => {
  const BASELINES = POLICY_NAMES.filter((name) => /^(ibis|knapsack|greedy-online)/.test(name));

  it('is the greatest number of first applications with no violation, by brute force, for every policy', async () => {
    let partial = 0;
    for (const { seed, scenario } of SCENARIOS) {
      const policies = seed === 1 ? POLICY_NAMES : BASELINES;
      const compared = await comparison(scenario, policies);
      for (const policy of policies) {
        const safe = await bruteForce(scenario, policy);
        expect(row(compared, policy).safePrefix, `${policy}, seed ${seed}`).toEqual({ ...safe, isExact: true });
        if (safe.offered > 0 && safe.offered < applicationCount(scenario)) partial++;
      }
    }
    // The cases tell something: prefixes that end in the middle.
    expect(partial).toBeGreaterThan(10);
  }, 120_000);

  it('of our own policies is all that they place of everything', async () => {
    for (const { scenario } of SCENARIOS.slice(0, 3)) {
      for (const { placed, violating, safePrefix } of (await comparison(scenario, ['auto', 'greedy', 'greedy-online']))
        .rows) {
        expect(violating).toBe(0);
        expect(safePrefix).toEqual({ offered: applicationCount(scenario), placed, isExact: true });
      }
    }
  });

  it('goes on behind a violation when more on offer make a knapsack leave the violating one out', async () => {
    // There is memory for one: the slow one violates alone, and the one that is worth more takes its place.
    const scenario = scenarioOf({
      nodes: [{ name: 'n', memory: GB }],
      apps: [
        { name: 'slow', memory: 0.6 * GB, slo: { metric: 'mean', limit: 4 } },
        { name: 'dear', memory: 0.6 * GB, weight: 2 },
      ],
      profiles: [{ model: 'm', serviceTime: 5 }],
    });
    expect(await bruteForce(scenario, 'knapsack')).toEqual({ offered: 2, placed: 1 });
    const { rows } = await comparison(scenario, ['knapsack', 'knapsack-first']);
    expect(rows.map(({ safePrefix }) => safePrefix?.offered)).toEqual([2, 0]);
  });

  it('is all but the last where only the last violates', async () => {
    const scenario = scenarioOf({
      nodes: [{ name: 'n' }],
      apps: [
        { name: 'calm', count: 2 },
        { name: 'late', slo: { metric: 'mean', limit: 4 } },
      ],
      profiles: [{ model: 'm', serviceTime: 5 }],
    });
    const { rows } = await comparison(scenario, ['knapsack', 'knapsack-first']);
    const two = { offered: 2, placed: 2, isExact: true };
    expect(rows.map(({ safePrefix }) => safePrefix)).toEqual([two, two]);
  });

  it('is 0 where the first application alone violates', async () => {
    const scenario = scenarioOf({
      nodes: [{ name: 'n' }],
      apps: [{ name: 'a', count: 3, slo: { metric: 'mean', limit: 4 } }],
      profiles: [{ model: 'm', serviceTime: 5 }],
    });
    const { rows } = await comparison(scenario, ['knapsack', 'knapsack-first']);
    const none = { offered: 0, placed: 0, isExact: true };
    expect(rows.map(({ safePrefix }) => safePrefix)).toEqual([none, none]);
  });

  it('is not looked for when it is not asked for', async () => {
    const [{ scenario }] = SCENARIOS as [(typeof SCENARIOS)[number]];
    const { rows } = await comparison(scenario, BASELINES, { hasSafePrefix: false });
    expect(rows.map(({ safePrefix }) => safePrefix)).toEqual(BASELINES.map(() => null));
  });
});

describe('the derated knapsack', () => {
  const derated = (scenario: Scenario, factor: number): Scenario => {
    const { utilization, memory } = scenario.limits;
    return { ...scenario, limits: { utilization: factor * utilization, memory: factor * memory } };
  };
  /** Placed, or `null` where something violates. */
  const hosted = async (scenario: Scenario, policy: PolicyName, factor: number) => {
    const { placed, violating } = planTotals(await planOf(derated(scenario, factor), { policy, seed: 1 }));
    return violating === 0 ? placed : null;
  };

  it('violates nothing at its factor, something at every greater one tried, and no other knapsack then hosts more', async () => {
    let below = 0;
    for (const { seed, scenario } of SCENARIOS.slice(0, 2)) {
      const { placed, violating, derating } = row(await comparison(scenario, ['knapsack-derated']), 'knapsack-derated');
      if (derating === null) throw new Error('there is no factor');
      const { policy, factor, precision } = derating;
      if (factor < 1) below++;
      expect(violating).toBe(0);
      expect(await hosted(scenario, policy, factor), `seed ${seed}`).toBe(placed);
      const coarse = Math.floor(factor * 100 + 1e-9);
      const greater = [
        ...Array.from({ length: 100 - coarse }, (_, k) => (coarse + 1 + k) / 100),
        ...Array.from({ length: 9 }, (_, k) => (10 * coarse + 1 + k) / 1000),
      ].filter((one) => one > factor && one <= 1);
      for (const one of greater) expect(await hosted(scenario, policy, one), `seed ${seed}, ${one}`).toBeNull();
      expect(precision).toBe(factor === 1 ? 0 : 0.001);
      for (const other of DERATED_POLICIES) {
        const most = Array.from({ length: 100 }, (_, k) => (100 - k) / 100);
        for (const one of most) {
          const theirs = await hosted(scenario, other, one);
          if (theirs === null) continue;
          expect(theirs, `seed ${seed}, ${other}`).toBeLessThanOrEqual(placed);
          break;
        }
      }
    }
    expect(below).toBeGreaterThan(0);
  }, 120_000);
});

describe('a comparison', () => {
  it('has the figures of fit for every policy, and the least bound of those that know SLOs', async () => {
    const [{ scenario }] = SCENARIOS as [(typeof SCENARIOS)[number]];
    const compared = await comparison(scenario, POLICY_NAMES);
    const plans = await Promise.all(POLICY_NAMES.map((policy) => planOf(scenario, { policy, seed: 1 })));
    const totals = plans.map((plan) => ({ policy: plan.policy, ...planTotals(plan) }));
    expect(compared.rows.map(({ policy, placed, violating }) => ({ policy, placed, violating }))).toEqual(
      totals.map(({ policy, placed, violating }) => ({ policy, placed, violating })),
    );
    const bounds = plans.flatMap(({ knowsSlos, upperBound }) => (knowsSlos && upperBound !== null ? [upperBound] : []));
    expect(compared.upperBound).toBe(Math.min(...bounds));
  });

  it('sees no violation of ours in simulation, and the overload of a knapsack', async () => {
    const scenario = scenarioOf({
      nodes: [{ name: 'n', count: 2 }],
      apps: [{ name: 'a', count: 12, arrivalRate: 0.02, slo: { metric: 'p95', limit: 40 }, memory: GB }],
      profiles: [{ model: 'm', serviceTime: 5 }],
      limits: { utilization: 0.95, memory: 1 },
    });
    const policies = COMPARED_POLICIES.filter((policy) => !policy.startsWith('ibis'));
    const compared = await comparison(scenario, policies, { requests: 20_000 });
    for (const policy of ['auto', 'optimal', 'greedy', 'greedy-online', 'knapsack-derated'] as const) {
      expect(row(compared, policy).simulated).toEqual({ violating: 0, undecided: 0 });
      expect(row(compared, policy).placed).toBeGreaterThan(0);
    }
    expect(row(compared, 'knapsack-first').simulated).toEqual({ violating: 12, undecided: 0 });
  });
});

describe('the best baseline', () => {
  it('of a page is the one that compare finds', async () => {
    for (const { seed, scenario } of SCENARIOS) {
      const plan = await planOf(scenario, { policy: 'auto', seed: 1 });
      const page = (await reportOn(plan, { gate: null, compared: null })).comparison;
      const table = await comparison(scenario, POLICY_NAMES, { hasSafePrefix: false });
      for (const family of ['knapsack', 'ibis'] as const) {
        const best = bestRow(table.rows, family, 'ok');
        expect(bestRow(page?.rows ?? [], family, 'ok')?.value, `seed ${seed}, ${family}`).toBe(best?.value);
      }
    }
  });
});
