/** `--explain` against the independent checker: what it says would fit does, and a little more does not. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import type { Explanation, KindExplanation, Spot } from '../../src/domain/explanation.ts';
import { type ApplicationGroup, groupOf, type Placement, type Slo } from '../../src/domain/scenario.ts';
import { checkPlacement, type PlacementViolation } from '../../src/place/check.ts';
import { explainApplications } from '../../src/place/explain-application.ts';
import { placeGreedily } from '../../src/place/greedy.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { randomScenario } from './random-scenarios.ts';
import { GB, placementOf, problemOf, type ScenarioToy, scenarioOf } from './toys.ts';

const PAIRS: readonly (readonly [Discipline, Discipline])[] = [
  ['fcfs-swap', 'ps'],
  ['fcfs', 'time-slice'],
  ['fcfs-swap', 'time-slice'],
];

interface Case {
  readonly seed: number;
  readonly toy: ScenarioToy;
  readonly placement: Placement;
  readonly explanations: readonly Explanation[];
}

async function explained(seed: number): Promise<Case> {
  const random = randomScenario(seed, { classes: 4, mostInstances: 5, mostNodes: 3, mostAccelerators: 2 });
  const [x, y] = PAIRS[seed % PAIRS.length] as readonly [Discipline, Discipline];
  const toy = {
    ...random,
    nodes: random.nodes.map((node, k) => ({ ...node, discipline: k === 0 ? x : y })),
    apps: random.apps.map((app, k) => {
      const metric = (seed + k) % 2 === 0 ? ('mean' as const) : ('p95' as const);
      return { ...app, slo: { metric, limit: app.slo?.limit ?? 100 } };
    }),
  };
  const problem = problemOf(toy, createLatencyQuestion(scenarioOf(toy)));
  const { placement } = await placeGreedily({ ...problem, steps: 50 });
  const { apps } = problem.scenario;
  const asked = apps.map((app) => ({ app, instance: null }));
  return { seed, toy, placement, explanations: explainApplications(problem, placement, asked) };
}

interface Change {
  readonly arrivalRate?: number;
  readonly slo?: Slo;
}

/** What the checker says of the placement with one more instance there, its rate changed, or its group's SLO. */
function withOneMore({ toy, placement }: Case, app: ApplicationGroup, spot: Spot, { arrivalRate, slo }: Change = {}) {
  const own = toy.apps[app.index] as ScenarioToy['apps'][number];
  const { count: _, ...one } = { ...own, name: 'newcomer', ...(arrivalRate && { arrivalRate }), ...(slo && { slo }) };
  const apps = toy.apps.map((other) => (other === own && slo ? { ...own, slo } : other));
  const scenario = scenarioOf({ ...toy, apps: [...apps, one] });
  const more = {
    node: Int32Array.from([...placement.node, spot.node]),
    accelerator: Int32Array.from([...placement.accelerator, spot.accelerator]),
  };
  return { scenario, violations: checkPlacement(scenario, createLatencyQuestion(scenario), more) };
}

function spotsOf({ toy }: Case, { nodes }: KindExplanation): Spot[] {
  const { nodes: groups } = scenarioOf(toy);
  return [...nodes].flatMap((node) =>
    Array.from({ length: groupOf(groups, node).accelerators }, (_, accelerator) => ({ node, accelerator })),
  );
}

describe('the explanation of an application in a plan that keeps everything', () => {
  let all: { one: Case; app: ApplicationGroup; kind: KindExplanation }[];
  beforeAll(async () => {
    const cases: Case[] = [];
    for (let seed = 1; seed <= 60; seed++) cases.push(await explained(seed));
    all = cases.flatMap((one) =>
      one.explanations.flatMap(({ app, kinds }) => kinds.map((kind) => ({ one, app, kind }))),
    );
  }, 120_000);

  it('says "it fits" where one more breaks nothing, and only there', () => {
    let [fitting, not] = [0, 0];
    for (const { one, app, kind } of all) {
      if (kind.nearest === null) continue;
      const { violations } = withOneMore(one, app, kind.nearest);
      expect(violations.length === 0, `seed ${one.seed} ${app.name}`).toBe(kind.nearest.obstacles.length === 0);
      if (violations.length === 0) fitting++;
      else not++;
    }
    expect(fitting).toBeGreaterThan(20);
    expect(not).toBeGreaterThan(100);
  });

  it('names a rate at which it fits, and at 1.01 of it it fits on no node of the kind', () => {
    let told = 0;
    for (const { one, app, kind } of all) {
      if (kind.rate === null) continue;
      const { arrivalRate } = kind.rate;
      const at = (spot: Spot, factor: number) =>
        withOneMore(one, app, spot, { arrivalRate: arrivalRate * factor }).violations;
      expect(at(kind.rate, 1), `seed ${one.seed} ${app.name}`).toEqual([]);
      for (const spot of spotsOf(one, kind)) expect(at(spot, 1.01), `seed ${one.seed} ${app.name}`).not.toEqual([]);
      told++;
    }
    expect(told).toBeGreaterThan(80);
  });

  it('names an SLO with which it fits, and with a limit 1 % tighter it does not', () => {
    let told = 0;
    for (const { one, app, kind } of all) {
      if (kind.slo === null) continue;
      const { limit } = kind.slo;
      const at = (factor: number) =>
        withOneMore(one, app, kind.slo as Spot, { slo: { ...app.slo, limit: limit * factor } }).violations;
      expect(at(1), `seed ${one.seed} ${app.name}`).toEqual([]);
      expect(at(0.99), `seed ${one.seed} ${app.name}`).not.toEqual([]);
      told++;
    }
    expect(told).toBeGreaterThan(30);
  });

  it('says whom one more would hurt: exactly those groups whose SLO breaks then, and by how much', () => {
    let hurt = 0;
    for (const { one, app, kind } of all) {
      if (kind.nearest === null) continue;
      const said = kind.nearest.obstacles.filter((obstacle) => obstacle.kind === 'slo');
      const { scenario, violations } = withOneMore(one, app, kind.nearest);
      const isSlo = (violation: PlacementViolation) => violation.kind === 'slo';
      const nameOf = ({ application }: PlacementViolation) => {
        const group = scenario.apps.find(({ firstIndex, count }) => firstIndex + count > (application as number));
        return group?.name === 'newcomer' ? app.name : group?.name;
      };
      const broken = new Map(violations.filter(isSlo).map((violation) => [nameOf(violation), violation]));
      expect(said.map((obstacle) => obstacle.app?.name).sort()).toEqual([...broken.keys()].sort());
      for (const { app: wronged, needed, before } of said) {
        const found = broken.get(wronged?.name)?.needed as number;
        expect(Math.abs((needed as number) / found - 1)).toBeLessThan(1e-6);
        if (before !== null) expect(before).toBeLessThanOrEqual((wronged?.slo.limit ?? 0) * 1.000001);
        if (wronged !== app) hurt++;
      }
    }
    expect(hurt).toBeGreaterThan(20);
  });

  it('offers one more node where one alone on an idle node breaks nothing', () => {
    for (const { one, app, kind } of all) {
      if (kind.alone === null) continue;
      const { toy } = one;
      const idle = { ...one, placement: placementOf(Array.from(one.placement.node, () => null)) };
      const { violations } = withOneMore({ ...idle, toy }, app, { node: kind.nodes[0] as number, accelerator: 0 });
      expect(violations.length === 0).toBe(kind.alone.length === 0);
    }
  });
});

describe('an explanation by hand', () => {
  const slo = { metric: 'mean' as const, limit: 50 };
  const PS: ScenarioToy = {
    nodes: [
      { name: 'box', count: 2, device: 'box' },
      { name: 'other', device: 'other' },
    ],
    profiles: [{ model: 'm', device: 'box', serviceTime: 20, memory: GB }],
    apps: [
      { name: 'a', count: 3, arrivalRate: 0.02, slo: { metric: 'mean', limit: 40 } },
      { name: 'quick', arrivalRate: 0.01, slo: { metric: 'mean', limit: 30 } },
    ],
  };
  const explain = (toy: ScenarioToy, places: Parameters<typeof placementOf>[0], index = 0) => {
    const problem = problemOf(toy, createLatencyQuestion(scenarioOf(toy)));
    const app = problem.scenario.apps[index] as ApplicationGroup;
    return explainApplications(problem, placementOf(places), [{ app, instance: null }])[0] as Explanation;
  };

  it('has the rate and the SLO of the closed form 20/(1 − ρ)', () => {
    const apps = [{ name: 'a', count: 3, arrivalRate: 0.02, slo: { ...slo, limit: 60 } }];
    const nodes = [{ name: 'box', device: 'box' }];
    // One more makes ρ = 0.8 and 100 ms; 60 ms is at ρ = 2/3, which leaves 0.2667 or 13.33 requests per second.
    const { kinds, fitting, changes } = explain({ ...PS, nodes, apps }, [[0, 0], null, null]);
    expect(kinds[0]?.nearest?.obstacles.map(({ sentence }) => sentence)).toEqual([
      'SLO: mean 33.33 → 100 ms, limit 60 ms',
    ]);
    expect(kinds[0]?.rate?.arrivalRate).toBeCloseTo(0.0133, 12);
    expect(kinds[0]?.slo?.limit).toBeGreaterThanOrEqual(100);
    expect(kinds[0]?.slo?.limit).toBeLessThanOrEqual(101);
    expect(fitting).toBeNull();
    expect(changes).toEqual({ rate: kinds[0], slo: kinds[0], node: kinds[0] });
  });

  it('is of the limit of utilization where that binds: 0.9 leaves 0.1 beside two, 5 requests per second', () => {
    const apps = [{ name: 'a', count: 3, arrivalRate: 0.02, slo: { ...slo, limit: 1e6 } }];
    const toy = { ...PS, limits: { utilization: 0.9, memory: 1 }, nodes: [{ name: 'box', device: 'box' }], apps };
    const { kinds } = explain(toy, [[0, 0], [0, 0], null]);
    expect(kinds[0]?.nearest?.obstacles.map(({ sentence }) => sentence)).toEqual(['utilization 120 %, limit 90 %']);
    expect(kinds[0]?.rate?.arrivalRate).toBeCloseTo(0.005, 9);
    expect(kinds[0]?.slo).toBeNull();
  });

  it('says whom it would hurt, with the value before and after, and that no rate helps where memory is short', () => {
    const { kinds, fitting, changes } = explain(PS, [null, null, null, [0, 0]], 0);
    expect(fitting?.nearest?.node).toBe(1);
    expect(changes).toEqual({ rate: null, slo: null, node: null });
    const nodes = [{ name: 'box', device: 'box', memory: 1.5 * GB }];
    const short = explain({ ...PS, nodes }, [null, null, null, [0, 0]], 0);
    expect(short.kinds[0]?.nearest?.obstacles.map(({ sentence }) => sentence)).toEqual([
      'memory: 1.86 GiB needed, 1.4 GiB allowed',
      'would break quick: mean 25 → 50 ms, limit 30 ms',
      'SLO: mean 50 ms, limit 40 ms',
    ]);
    expect(short.kinds[0]).toMatchObject({ rate: null, slo: null, reason: 'memory: 1.86 GiB needed, 1.4 GiB allowed' });
    expect(kinds[1]).toMatchObject({ nearest: null, alone: null, reason: 'no profile of m on other' });
  });

  it('says that even a thousandth of its rate is too much where the service alone is longer than the SLO', () => {
    const apps = [{ name: 'a', count: 2, arrivalRate: 0.02, slo: { metric: 'mean' as const, limit: 19 } }];
    const { kinds, changes } = explain({ ...PS, apps }, [null, null]);
    expect(kinds[0]).toMatchObject({ rate: null, slo: { limit: 33.4 } });
    expect(kinds[0]?.reason).toBe('SLO: mean 20.01 ms, limit 19 ms even at a thousandth of its rate');
    expect(changes.slo).toBe(kinds[0]);
    expect(changes.node).toBeNull();
  });
});
