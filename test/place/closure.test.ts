/** What `closure.ts` and `pattern-room.ts` claim of the latency models, held against those models on random company. */

import { describe, expect, it } from 'vitest';
import { DISCIPLINES, type Discipline } from '../../src/domain/disciplines.ts';
import { meetsSlo, type ResponseTime } from '../../src/domain/latency.ts';
import type { ApplicationGroup } from '../../src/domain/scenario.ts';
import { companyHelp, mostRelief } from '../../src/place/closure.ts';
import { type ApplicationClass, fleetOf, type NodeKind } from '../../src/place/fleet.ts';
import { roomOf, swapLoad } from '../../src/place/pattern-room.ts';
import { type NodeState, StateSpace } from '../../src/place/states.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { leavingOneByOne, type Presence, randomCompany, theNode } from './random-company.ts';
import { problemOf, type ScenarioToy, scenarioOf } from './toys.ts';

const SEEDS = Array.from({ length: 60 }, (_, k) => k + 1);
const helpOf = (discipline: Discipline) => {
  const { scenario } = randomCompany(discipline, 1);
  const fleet = fleetOf(scenario);
  return companyHelp(fleet, fleet.kinds[0] as NodeKind);
};
const CLOSED = DISCIPLINES.filter((discipline) => helpOf(discipline) === 'never');

interface Step {
  readonly app: ApplicationGroup;
  /** With one more, and after that one left. */
  readonly before: ResponseTime;
  readonly after: ResponseTime;
  /** ms of relief that is claimed at most. */
  readonly relief: number;
}

/** Every application that stays while somebody leaves, as long as all is stable. */
function departures(discipline: Discipline): Step[] {
  return SEEDS.flatMap((seed) => {
    const { scenario, latency } = randomCompany(discipline, seed);
    const fleet = fleetOf(scenario);
    const companies = leavingOneByOne(scenario, seed);
    const responsesOf = (present: readonly Presence[]) => {
      const tenants = latency(theNode(scenario), [present]).accelerators[0]?.tenants ?? [];
      return new Map(present.map(({ app }, k) => [app, tenants[k]?.response ?? null]));
    };
    return companies.slice(1).flatMap((fewer, k) => {
      const [many, few] = [responsesOf(companies[k] as Presence[]), responsesOf(fewer)];
      return fewer.flatMap(({ app }): Step[] => {
        const [before, after] = [many.get(app) ?? null, few.get(app) ?? null];
        const application = fleet.classes[fleet.classOf[app.firstIndex] as number] as ApplicationClass;
        const relief = mostRelief(fleet, application, fleet.kinds[0] as NodeKind);
        return before === null || after === null ? [] : [{ app, before, after, relief }];
      });
    });
  });
}

describe('feasible company is closed under removal', () => {
  it('in ps, fcfs and time-slice, and not claimed of any other discipline', () => {
    expect(CLOSED).toEqual(['ps', 'fcfs', 'time-slice']);
    expect(helpOf('fcfs-swap')).toBe('swap');
    expect(['mps', 'batch'].map((discipline) => helpOf(discipline as Discipline))).toEqual(['any', 'any']);
  });

  it.each(CLOSED)('%s: whoever leaves, nobody else responds later, on average or late in percentiles', (discipline) => {
    const steps = departures(discipline);
    expect(steps.length).toBeGreaterThan(500);
    for (const { app, before, after } of steps) {
      expect(after.mean).toBeLessThanOrEqual(before.mean * (1 + 1e-9));
      if (meetsSlo(before, app.slo)) expect(meetsSlo(after, app.slo)).toBe(true);
    }
  });

  it('fcfs-swap: whoever leaves, nobody else responds later by more than a swap', () => {
    const steps = departures('fcfs-swap');
    expect(steps.length).toBeGreaterThan(500);
    for (const { app, before, after, relief } of steps) {
      expect(after.mean - relief).toBeLessThanOrEqual(before.mean * (1 + 1e-9));
      const raised = { ...app.slo, limit: app.slo.limit + relief };
      if (meetsSlo(before, app.slo)) expect(meetsSlo(after, raised)).toBe(true);
    }
    expect(steps.some(({ before, after }) => after.mean > before.mean * 1.01)).toBe(true);
  });

  it('fcfs-swap: two of a kind beside a stranger keep an SLO that one of them breaks', () => {
    // S = 5, O = 50 ms. One of A: a third of its requests swap, so that R ≥ 5 + 50/3 = 21.7 ms; two: a fifth, 15 ms and the wait.
    const toy: ScenarioToy = {
      nodes: [{ name: 'n', discipline: 'fcfs-swap' }],
      profiles: ['a', 'b'].map((model) => ({ model, serviceTime: 5, swapTime: 50 })),
      apps: [
        { name: 'a', count: 2, model: 'a', arrivalRate: 0.001, slo: { metric: 'mean', limit: 20 } },
        { name: 'b', model: 'b', arrivalRate: 0.0005 },
      ],
    };
    const problem = problemOf(toy, createLatencyQuestion(scenarioOf(toy)));
    const fleet = fleetOf(problem.scenario);
    const space = new StateSpace(problem, fleet);
    const state = (count: number) =>
      space.state(fleet.kinds[0] as NodeKind, [
        [
          [0, count],
          [1, 1],
        ],
      ]);
    expect(space.isFeasible(state(2))).toBe(true);
    expect(space.isFeasible(state(1))).toBe(false);
    expect(space.couldBecomeFeasible(state(1))).toBe(true);
  });

  it('batch: company can help, so that nothing is given up for the models’ sake', () => {
    expect(departures('batch').some(({ before, after }) => after.quantile(0.99) > 1.01 * before.quantile(0.99))).toBe(
      true,
    );
    const { scenario } = randomCompany('batch', 1);
    const fleet = fleetOf(scenario);
    expect(mostRelief(fleet, fleet.classes[0] as ApplicationClass, fleet.kinds[0] as NodeKind)).toBe(Infinity);
  });

  it('models compiled together, and arrivals that are not Poisson, are left to the models as a whole', () => {
    const { scenario } = randomCompany('fcfs-swap', 1);
    const fleet = fleetOf(scenario);
    const kind = fleet.kinds[0] as NodeKind;
    const together = { ...kind, node: { ...kind.node, compiledTogether: [['m0', 'm1']] } };
    expect(companyHelp(fleet, together)).toBe('any');
    const periodic = {
      ...scenario,
      apps: scenario.apps.map((app) => ({ ...app, arrivals: { kind: 'periodic' as const } })),
    };
    expect(companyHelp(fleetOf(periodic), kind)).toBe('any');
  });
});

describe('the room of a node', () => {
  const roomAndState = (discipline: Discipline, seed: number) => {
    const problem = randomCompany(discipline, seed);
    const fleet = fleetOf(problem.scenario);
    const space = new StateSpace(problem, fleet);
    const kind = fleet.kinds[0] as NodeKind;
    return { space, room: roomOf(space, kind), states: (count: number) => someStates(space, kind, seed, count) };
  };

  it.each(DISCIPLINES)('%s: the load reckoned with is never above what the models say', (discipline) => {
    for (const seed of SEEDS.slice(0, 30)) {
      const { space, room, states } = roomAndState(discipline, seed);
      for (const state of states(6)) {
        const mix = new Map(state.mixes[0]);
        if (![...mix.keys()].every((index) => room.pieces.some((p) => p.application.index === index))) continue;
        const rates = new Float64Array(room.swapTime.length);
        let work = 0;
        for (const { application, work: one, rate, model } of room.pieces) {
          const count = mix.get(application.index) ?? 0;
          work += count * one;
          rates[model] = (rates[model] as number) + count * rate;
        }
        expect(work + swapLoad(room, rates)).toBeLessThanOrEqual(space.utilization(state) * (1 + 1e-9));
      }
    }
  });

  it('ps: no feasible company loads the device above the cap of anyone in it', () => {
    let capped = 0;
    for (const seed of SEEDS) {
      const { space, room, states } = roomAndState('ps', seed);
      for (const state of states(12)) {
        if (!space.isFeasible(state)) continue;
        for (const [index] of state.mixes.flat()) {
          const cap = room.pieces.find(({ application }) => application.index === index)?.loadCap as number;
          expect(space.utilization(state)).toBeLessThanOrEqual(cap * (1 + 1e-9));
          if (cap < room.load) capped++;
        }
      }
    }
    expect(capped).toBeGreaterThan(100);
  });
});

/** Parts of the company of a seed, the whole of it first. */
function someStates(space: StateSpace, kind: NodeKind, seed: number, count: number): NodeState[] {
  const { classOf } = space.fleet;
  return leavingOneByOne(space.problem.scenario, seed)
    .slice(0, count)
    .map((present) => {
      const counts = new Map<number, number>();
      for (const { app, count: instances } of present) {
        const index = classOf[app.firstIndex] as number;
        counts.set(index, (counts.get(index) ?? 0) + instances);
      }
      return space.state(kind, [[...counts].sort(([a], [b]) => a - b)]);
    });
}
