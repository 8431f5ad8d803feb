/** Workloads without two equal applications: work that grows with applications, a valid plan, and a true bound. */

import { describe, expect, it } from 'vitest';
import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import type { LatencyQuestion } from '../../src/domain/latency.ts';
import { statesOf } from '../../src/place/assign.ts';
import { mostAlone } from '../../src/place/bound.ts';
import { checkPlacement } from '../../src/place/check.ts';
import { explainLeftOut } from '../../src/place/explain.ts';
import { type ApplicationClass, fleetOf, type NodeKind } from '../../src/place/fleet.ts';
import { lightFaces } from '../../src/place/light-faces.ts';
import { quickPatterns } from '../../src/place/pattern-greedy.ts';
import { roomOf } from '../../src/place/pattern-room.ts';
import { POLICIES } from '../../src/place/policies.ts';
import { StateSpace } from '../../src/place/states.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { GB, problemOf, type ScenarioToy, scenarioOf } from './toys.ts';

const MODELS = ['a', 'b', 'c', 'd'];

/** `apps` applications, each with a rate and a limit of its own, on nodes of two kinds. */
function allDifferent(apps: number, nodes: number, load = 1): ScenarioToy {
  return {
    network: 5,
    limits: { utilization: 0.8, memory: 0.9 },
    nodes: [
      { name: 'tpu', device: 'x', discipline: 'fcfs-swap', count: Math.ceil(nodes / 2), memory: 4 * GB },
      { name: 'gpu', device: 'y', discipline: 'ps', count: Math.floor(nodes / 2), memory: 4 * GB },
    ],
    profiles: MODELS.flatMap((model, m) =>
      ['x', 'y'].map((device, d) => ({
        model,
        device,
        serviceTime: 8 + 9 * m + 7 * d,
        swapTime: d === 0 ? 10 : 0,
        memory: 0.2 * GB,
      })),
    ),
    apps: Array.from({ length: apps }, (_, k) => ({
      name: `app${k}`,
      model: MODELS[k % MODELS.length] as string,
      arrivalRate: load * 0.004 * (1 + ((k * 7919) % apps) / apps),
      slo: { metric: k % 3 === 0 ? ('p95' as const) : ('mean' as const), limit: 120 + ((k * 104729) % apps) / 10 },
      memory: 0.05 * GB,
      sharing: 'model' as const,
    })),
  };
}

function counted(latency: LatencyQuestion) {
  const count = { asked: 0 };
  const question: LatencyQuestion = (node, tenancy) => {
    count.asked++;
    return latency(node, tenancy);
  };
  return { question, count };
}

describe('many classes', () => {
  // On 1,600 nodes everything fits at load 1, at load 8 not; 100 nodes are too few for 1,000,
  // and the bound of a relaxation without SLOs in company is then loose.
  it.each([
    { apps: 2000, nodes: 1600, load: 1, least: 2000, share: 1 },
    { apps: 2000, nodes: 1600, load: 8, least: 500, share: 0.9 },
    { apps: 1000, nodes: 100, load: 1, least: 400, share: 0.8 },
  ])(
    'asks a few questions for each of $apps applications on $nodes nodes at load $load, and all constraints hold',
    async (given) => {
      const toy = allDifferent(given.apps, given.nodes, given.load);
      const scenario = scenarioOf(toy);
      const latency = createLatencyQuestion(scenario);
      const { question, count } = counted(latency);
      const problem = { ...problemOf(toy, question), steps: 8000 };
      const { placement, upperBound } = await POLICIES.auto.run(problem);
      expect(count.asked).toBeLessThan(30 * given.apps);
      expect(checkPlacement(scenario, latency, placement)).toEqual([]);
      const placed = placement.node.filter((node) => node >= 0).length;
      expect(placed).toBeGreaterThanOrEqual(given.least);
      expect(upperBound).toBeGreaterThanOrEqual(placed);
      expect(placed / (upperBound ?? 0)).toBeGreaterThanOrEqual(given.share);
      count.asked = 0;
      const reasons = explainLeftOut(problem, placement);
      expect(count.asked).toBeLessThan(30 * given.apps);
      expect(reasons.filter((reason) => reason !== null)).toHaveLength(given.apps - placed);
    },
  );

  it('leaves few nodes idle where there is room', async () => {
    const toy = allDifferent(2000, 1600);
    const problem = problemOf(toy, createLatencyQuestion(scenarioOf(toy)));
    const { placement } = await POLICIES.auto.run(problem);
    expect(new Set(placement.node).size).toBeGreaterThan(800);
  });

  it('fills nodes of one kind to little more than their mean where there is room', async () => {
    const base = allDifferent(2500, 50, 0.04);
    const problem = problemOf({ ...base, nodes: base.nodes.slice(1).map((node) => ({ ...node, count: 50 })) });
    const { placement } = await POLICIES.auto.run(problem);
    expect(placement.node.includes(-1)).toBe(false);
    const space = new StateSpace(problem, fleetOf(problem.scenario));
    const loads = statesOf(space, placement).map((state) => space.utilization(state));
    const even = loads.reduce((sum, load) => sum + load, 0) / loads.length;
    expect(Math.max(...loads)).toBeLessThan(1.15 * even);
  });

  it('starts quick patterns from a few of the classes, and gives an attempt up after some refusals', () => {
    const toy = allDifferent(1000, 2);
    const problem = problemOf(toy, createLatencyQuestion(scenarioOf(toy)));
    const space = new StateSpace(problem, fleetOf(problem.scenario));
    const room = roomOf(space, space.fleet.kinds[0] as NodeKind);
    const before = space.questions;
    const found = quickPatterns(space, room, new Float64Array(1000).fill(1), 0);
    expect(found.length).toBeGreaterThan(0);
    expect(space.questions - before).toBeLessThan(400);
  });

  it('bounds every class by an application that asks for no more than any of its bundle', () => {
    for (const discipline of DISCIPLINES) {
      const base = allDifferent(60, 2);
      const toy = {
        ...base,
        nodes: base.nodes.map((node) => ({ ...node, discipline })),
        apps: base.apps.map((app, k) => ({ ...app, count: 12, ...(k % 2 === 0 && { preprocessTime: k / 4 }) })),
      };
      const problem = problemOf(toy, createLatencyQuestion(scenarioOf(toy)));
      const space = new StateSpace(problem, fleetOf(problem.scenario));
      const { space: faces, faceOf } = lightFaces(space, 20);
      expect(faces.fleet.classes.length).toBeLessThan(40);
      for (const application of space.fleet.classes) {
        for (const kind of space.fleet.kinds) {
          const most = mostAlone(space, application, kind);
          const face = faceOf[application.index] as ApplicationClass;
          expect(mostAlone(faces, face, kind), `${discipline} ${application.app.name}`).toBeGreaterThanOrEqual(most);
        }
      }
    }
  });
});
