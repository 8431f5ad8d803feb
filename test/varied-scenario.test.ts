import { describe, expect, it } from 'vitest';
import { applicationCount, nodeCount, type Scenario } from '../src/domain/scenario.ts';
import { variedScenario } from '../src/varied-scenario.ts';
import { scenarioOf } from './place/toys.ts';

const BASE = scenarioOf({
  nodes: [
    { name: 'small', count: 2 },
    { name: 'large', count: 4 },
  ],
  apps: [
    { name: 'door', count: 6, arrivalRate: 0.002, slo: { metric: 'p95', limit: 100 } },
    { name: 'lobby' },
    { name: 'shelf', count: 3, arrivals: { kind: 'trace', file: 't.csv', times: Float64Array.of(10, 30) } },
  ],
  profiles: [{ model: 'm', serviceTime: 5 }],
});

const counts = ({ apps }: Scenario) => apps.map(({ name, count }) => `${name} ${count}`);

describe('a varied scenario', () => {
  it('offers groups in proportion, numbered anew, and none that is empty', () => {
    const varied = variedScenario(BASE, { parameter: 'offered', value: 3 });
    expect(counts(varied)).toEqual(['door 2', 'shelf 1']);
    expect(varied.apps.map(({ index, firstIndex }) => [index, firstIndex])).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });

  it('is the scenario itself when all are offered, on all nodes, at factors of one', () => {
    for (const variation of [
      { parameter: 'offered', value: 10 },
      { parameter: 'nodes', value: 6 },
      { parameter: 'rate', value: 1 },
      { parameter: 'slo', value: 1 },
    ] as const) {
      expect(variedScenario(BASE, variation)).toEqual(BASE);
    }
  });

  it('goes on in proportion beyond what there is', () => {
    expect(applicationCount(variedScenario(BASE, { parameter: 'offered', value: 25 }))).toBe(25);
    const more = variedScenario(BASE, { parameter: 'nodes', value: 12 });
    expect(nodeCount(more)).toBe(12);
    expect(more.nodes.map(({ count }) => count)).toEqual([4, 8]);
  });

  it('multiplies every rate, recordings too, and every SLO', () => {
    const faster = variedScenario(BASE, { parameter: 'rate', value: 2 });
    expect(faster.apps.map(({ arrivalRate }) => arrivalRate)).toEqual([0.004, 0.002, 0.002]);
    expect(faster.apps[2]?.arrivals).toEqual({ kind: 'trace', file: 't.csv', times: Float64Array.of(5, 15) });
    const looser = variedScenario(BASE, { parameter: 'slo', value: 3 });
    expect(looser.apps[0]?.slo).toEqual({ metric: 'p95', limit: 300 });
  });
});
