import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { placeByIbis } from '../../src/place/ibis.ts';
import { placeByMemory } from '../../src/place/knapsack-fit.ts';
import type { PlacementProblem } from '../../src/place/problem.ts';
import { problemOf, type ScenarioToy } from './toys.ts';

interface PublishedCase {
  readonly name: string;
  readonly accelerator: 'gpu' | 'tpu';
  readonly method: string;
  readonly nodes: number;
  readonly nodeMemoryMb: number;
  readonly networkMs: number;
  readonly preprocessMs: number;
  readonly apps: readonly {
    readonly model: string;
    readonly ratePerS: number;
    readonly serviceMs: number;
    readonly swapMs: number;
    readonly backendMemoryMb: number;
    readonly frontendMemoryMb: number;
    readonly sloMeanMs: number;
    readonly sharing: 'none' | 'model';
  }[];
  readonly placed: readonly (number | null)[];
}

const POLICY: Readonly<Record<string, (problem: PlacementProblem) => ReturnType<typeof placeByIbis>>> = {
  bfs: (problem) => placeByIbis(problem, 'bfs'),
  dfs: (problem) => placeByIbis(problem, 'dfs'),
  grouping: (problem) => placeByIbis(problem, 'grouping'),
  memory_first: (problem) => placeByMemory(problem, 'first'),
  memory_best: (problem) => placeByMemory(problem, 'best'),
  memory_worst: (problem) => placeByMemory(problem, 'worst'),
};

function scenarioToy(published: PublishedCase): ScenarioToy {
  const { apps, nodes, nodeMemoryMb, preprocessMs, networkMs, accelerator } = published;
  return {
    network: networkMs,
    limits: { utilization: 0.8, memory: 0.8 },
    nodes: [
      {
        name: 'n',
        count: nodes,
        memory: nodeMemoryMb * 1e6,
        discipline: accelerator === 'tpu' ? 'fcfs-swap' : 'ps',
      },
    ],
    profiles: apps.map(({ model, serviceMs, swapMs, backendMemoryMb }) => ({
      model,
      serviceTime: serviceMs,
      swapTime: swapMs,
      memory: backendMemoryMb * 1e6,
    })),
    apps: apps.map((app, k) => ({
      name: `a${k}`,
      model: app.model,
      arrivalRate: app.ratePerS / 1e3,
      slo: { metric: 'mean', limit: app.sloMeanMs },
      preprocessTime: preprocessMs,
      memory: app.frontendMemoryMb * 1e6,
      sharing: app.sharing,
    })),
  };
}

const CASES = new URL('../../../shared/data/ibis-policy-cases.json', import.meta.url);
const hasCases = existsSync(CASES);
if (!hasCases) console.warn('not tested: ../shared/data/ibis-policy-cases.json is missing');

describe.runIf(hasCases)('the published Ibis cases', () => {
  const cases: PublishedCase[] = hasCases ? JSON.parse(readFileSync(CASES, 'utf8')) : [];
  it.each(cases)('$name puts every application on the expected node', async (published) => {
    const { placement } = await (POLICY[published.method] as (typeof POLICY)[string])(
      problemOf(scenarioToy(published)),
    );
    const got = [...placement.node].map((node) => (node < 0 ? null : node));
    expect(got).toEqual(published.placed);
  });
});
