import { describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import { type ApplicationGroup, emptyPlacement, groupOf, nodeCount, type Scenario } from '../../src/domain/scenario.ts';
import { Admission, MOST_INSTANCES, type Verdict } from '../../src/place/admission.ts';
import { checkPlacement } from '../../src/place/check.ts';
import { placeGreedilyOnline } from '../../src/place/greedy.ts';
import { companyOf, type Occupant } from '../../src/place/node-company.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { randomScenario } from './random-scenarios.ts';
import { GB, problemOf, type ScenarioToy, scenarioOf, toyLatency } from './toys.ts';

const DISCIPLINES: readonly (readonly [Discipline, Discipline])[] = [
  ['fcfs-swap', 'ps'],
  ['fcfs-swap', 'time-slice'],
  ['fcfs', 'time-slice'],
  ['fcfs-swap', 'mps'],
  ['batch', 'ps'],
];
const METRICS = ['mean', 'p95'] as const;

/** Half of the SLOs on the mean, half on the 95th percentile, on nodes of up to two accelerators. */
function realScenario(seed: number): Scenario {
  const toy = randomScenario(seed, { classes: 4, mostInstances: 4, mostNodes: 3, mostAccelerators: 2 });
  const disciplines = DISCIPLINES[seed % DISCIPLINES.length] as readonly [Discipline, Discipline];
  return scenarioOf({
    ...toy,
    apps: toy.apps.map((app, k) => {
      return { ...app, slo: { metric: METRICS[(seed + k) % 2] as 'mean', limit: app.slo?.limit ?? 100 } };
    }),
    nodes: toy.nodes.map((node, k) => ({ ...node, discipline: disciplines[k] as Discipline })),
  });
}

interface Offer {
  readonly application: number;
  readonly node: number;
  readonly app: ApplicationGroup;
  readonly verdict: Verdict;
  readonly occupants: readonly Occupant[];
}

/** Offers every application to the nodes in turn, and takes the first place that is given; every offer is handed on. */
function offerAll(scenario: Scenario, admission: Admission, each: (offer: Offer) => void): void {
  const hosted: Occupant[][] = Array.from({ length: nodeCount(scenario) }, () => []);
  for (const group of scenario.apps) {
    for (let k = 0; k < group.count; k++) {
      for (const [node, occupants] of hosted.entries()) {
        const place = groupOf(scenario.nodes, node);
        const verdict = admission.verdict(place, companyOf(occupants, place.accelerators), group);
        each({ application: group.firstIndex + k, node, app: group, verdict, occupants: [...occupants] });
        if (!verdict.isAdmitted) continue;
        occupants.push({ app: group, accelerator: verdict.accelerator });
        break;
      }
    }
  }
}

/** Violations of one node with these occupants, by the independent checker. */
function violationsOn(scenario: Scenario, node: number, occupants: readonly Occupant[]) {
  const placement = emptyPlacement(occupants.length);
  const apps = occupants.map(({ app }, index) => ({ ...app, name: `${index}`, index, firstIndex: index, count: 1 }));
  for (const [index, { accelerator }] of occupants.entries()) {
    placement.node[index] = node;
    placement.accelerator[index] = accelerator;
  }
  return checkPlacement({ ...scenario, apps }, createLatencyQuestion(scenario), placement);
}

describe('admission', () => {
  it('admits into no violation, and refuses only where every accelerator would have one', () => {
    let [admitted, refused] = [0, 0];
    for (let seed = 1; seed <= 120; seed++) {
      const scenario = realScenario(seed);
      const admission = new Admission(scenario, createLatencyQuestion(scenario));
      offerAll(scenario, admission, ({ node, app, verdict, occupants }) => {
        const { accelerators, device } = groupOf(scenario.nodes, node);
        const joined = (accelerator: number) => violationsOn(scenario, node, [...occupants, { app, accelerator }]);
        if (verdict.isAdmitted) {
          admitted++;
          expect(joined(verdict.accelerator), `seed ${seed}`).toEqual([]);
        } else if (scenario.profiles.find(app.model, device) !== null) {
          refused++;
          for (let a = 0; a < accelerators; a++) expect(joined(a).length, `seed ${seed}`).toBeGreaterThan(0);
        }
      });
    }
    expect(admitted).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(300);
  }, 60_000);

  it('says "even alone" only of an application that the idle node cannot host', () => {
    let alone = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const scenario = realScenario(seed);
      const admission = new Admission(scenario, createLatencyQuestion(scenario));
      offerAll(scenario, admission, ({ node, app, verdict }) => {
        if (verdict.isAdmitted || !verdict.isAlone || verdict.violation?.kind === 'profile') return;
        alone++;
        expect(violationsOn(scenario, node, [{ app, accelerator: 0 }]).length, `seed ${seed}`).toBeGreaterThan(0);
      });
    }
    expect(alone).toBeGreaterThan(20);
  });

  it('fills one node as greedy-online does', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const scenario = realScenario(seed);
      const [first] = scenario.nodes;
      const one = { ...scenario, nodes: [{ ...first!, count: 1 }] };
      const latency = createLatencyQuestion(one);
      const { placement } = await placeGreedilyOnline({
        ...problemOf({ nodes: [], apps: [], profiles: [] }),
        scenario: one,
        latency,
      });
      const admission = new Admission(one, latency);
      const taken = new Set<number>();
      offerAll(one, admission, ({ application, verdict }) => void (verdict.isAdmitted && taken.add(application)));
      const placed = [...placement.node.keys()].filter((application) => placement.node[application] === 0);
      expect([...taken], `seed ${seed}`).toEqual(placed);
    }
  });

  // R = S/(1 − ρ): one at ρ = 0.2 has 12.5 ms, two have 16.7 ms.
  const SHARED: ScenarioToy = {
    nodes: [{ name: 'n', accelerators: 1 }],
    profiles: [{ model: 'm', serviceTime: 10 }],
    apps: [
      { name: 'loose', arrivalRate: 0.02, slo: { metric: 'mean', limit: 17 } },
      { name: 'tight', arrivalRate: 0.02, slo: { metric: 'mean', limit: 13 } },
    ],
  };

  function verdictOf(there: readonly number[], newcomer: number, toy = SHARED): Verdict {
    const scenario = scenarioOf(toy);
    const [node] = scenario.nodes;
    const occupants = there.map((index) => ({ app: scenario.apps[index]!, accelerator: 0 }));
    const company = companyOf(occupants, node!.accelerators);
    return new Admission(scenario, toyLatency(scenario)).verdict(node!, company, scenario.apps[newcomer]!);
  }

  it("names the newcomer's own SLO before anybody else's", () => {
    expect(verdictOf([1], 1)).toMatchObject({
      isAdmitted: false,
      isAlone: false,
      violation: { kind: 'slo', allowed: 13 },
    });
    const verdict = verdictOf([0], 1);
    expect(verdict).toMatchObject({ violation: { app: { name: 'tight' }, allowed: 13 } });
    expect(verdict.isAdmitted ? null : verdict.violation?.needed).toBeCloseTo(10 / 0.6, 9);
  });

  it('names the SLO of the neighbour that the newcomer would break', () => {
    expect(verdictOf([1], 0)).toMatchObject({ isAdmitted: false, violation: { app: { name: 'tight' }, kind: 'slo' } });
    expect(verdictOf([0], 0)).toMatchObject({ isAdmitted: true, accelerator: 0 });
  });

  it('reports the load that the newcomer adds and the share that was busy', () => {
    const verdict = verdictOf([0], 0);
    expect(verdict.isAdmitted ? verdict.addedLoad : null).toBeCloseTo(0.2, 12);
    expect(verdict.isAdmitted ? verdict.utilization : null).toBeCloseTo(0.2, 12);
  });

  it('refuses memory overdrawn, a model never measured there, and a node that is full of instances', () => {
    const heavy = { ...SHARED, nodes: [{ name: 'n', memory: GB }], apps: [{ name: 'a', memory: 2 * GB }] };
    expect(verdictOf([], 0, heavy)).toMatchObject({ isAlone: true, violation: { kind: 'memory', needed: 2 * GB } });
    const foreign = { ...SHARED, apps: [{ name: 'a', model: 'other' }] };
    expect(verdictOf([], 0, foreign)).toMatchObject({ isAlone: true, violation: { kind: 'profile' } });
    const tiny = { ...SHARED, apps: [{ name: 'a', arrivalRate: 1e-9 }] };
    const full = Array.from({ length: MOST_INSTANCES }, () => 0);
    expect(verdictOf(full, 0, tiny)).toMatchObject({ isAdmitted: false, violation: null });
    expect(verdictOf(full.slice(1), 0, tiny)).toMatchObject({ isAdmitted: true });
  });

  it('asks the latency models once about equal companies, whatever the order in which they came', () => {
    const scenario = scenarioOf(SHARED);
    const [node] = scenario.nodes;
    const [a, b] = scenario.apps.map((app) => ({ app, accelerator: 0 })) as [Occupant, Occupant];
    const admission = new Admission(scenario, toyLatency(scenario));
    const copy = { ...a, app: { ...a.app, name: 'copy' } };
    admission.verdict(node!, companyOf([a, b], 1), a.app);
    const before = admission.questions;
    admission.verdict(node!, companyOf([b, copy], 1), copy.app);
    expect(admission.questions).toBe(before);
  });

  it('remembers no more than it may, whatever variety it is asked about', () => {
    const scenario = scenarioOf(SHARED);
    const [node] = scenario.nodes;
    const admission = new Admission(scenario, toyLatency(scenario), 100_000);
    for (let k = 1; k <= 20_000; k++) {
      admission.verdict(node!, companyOf([], 1), { ...scenario.apps[0]!, arrivalRate: k * 1.2345678901e-7 });
    }
    expect(admission.remembered).toBeGreaterThan(100);
    expect(admission.remembered).toBeLessThan(2_000);
  });
});
