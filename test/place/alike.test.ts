/** Nodes whose tenants differ in name only: one question, one answer, each tenant its own place in it. */

import { describe, expect, it } from 'vitest';
import type { LatencyQuestion, Tenancy } from '../../src/domain/latency.ts';
import type { NodeGroup } from '../../src/domain/scenario.ts';
import { askedOnceOfAlike } from '../../src/place/alike.ts';
import { nodePlans } from '../../src/plan.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { scenarioOf } from './toys.ts';

const light = { model: 'light', arrivalRate: 0.005, count: 1 };
const heavy = { model: 'heavy', arrivalRate: 0.004, count: 1 };
/** Rows of a workload file: every application is a group of its own. */
const scenario = scenarioOf({
  nodes: [{ name: 'n1' }, { name: 'n2' }].map((node) => ({ ...node, discipline: 'fcfs-swap' })),
  profiles: [
    { model: 'light', serviceTime: 10, swapTime: 5 },
    { model: 'heavy', serviceTime: 60, swapTime: 20 },
  ],
  apps: [
    { name: 'a', ...light },
    { name: 'b', ...heavy },
    { name: 'c', ...heavy },
    { name: 'd', ...light },
    { name: 'e', ...light },
    { name: 'f', ...light },
  ],
});
const [first, second] = scenario.nodes as readonly [NodeGroup, NodeGroup];
const tenants = (...indices: number[]) =>
  indices.map((index) => ({ app: scenario.apps[index] as (typeof scenario.apps)[number], count: 1 }));

function counting() {
  const latency = createLatencyQuestion(scenario);
  const asked: Tenancy[] = [];
  const question: LatencyQuestion = (node, tenancy) => {
    asked.push(tenancy);
    return latency(node, tenancy);
  };
  return { latency, question, asked };
}

describe('one answer for what is alike', () => {
  it('asks about two nodes once where their tenants differ in name only, and answers each tenant in its place', () => {
    const { latency, question, asked } = counting();
    const ask = askedOnceOfAlike(scenario, question);
    for (const [node, tenancy] of [
      [first, [tenants(0, 1, 3)]],
      [second, [tenants(2, 4, 5)]],
    ] as const) {
      const means = ask(node, tenancy).accelerators[0]?.tenants.map(({ response }) => response?.mean);
      expect(means).toEqual(latency(node, tenancy).accelerators[0]?.tenants.map(({ response }) => response?.mean));
    }
    expect(asked).toHaveLength(1);
  });

  it('gives the nodes of a plan one percentile to find for all that are alike', () => {
    const { question, asked } = counting();
    const placement = { node: Int32Array.of(0, 0, 1, 0, 1, 1), accelerator: new Int32Array(6) };
    const [one, other] = nodePlans(scenario, placement, question);
    expect(asked).toHaveLength(1);
    const responses = [one, other].map((node) => node?.answer.accelerators[0]?.tenants.map(({ response }) => response));
    // a and d of the first node are e and f of the second; b is c.
    expect(responses[0]?.[0]).toBe(responses[1]?.[1]);
    expect(responses[0]?.[1]).toBe(responses[1]?.[0]);
  });
});
