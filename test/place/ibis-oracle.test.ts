/** The policies of the baseline against a second, plain writing of the same sentences, application by application. */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import { placeByIbis } from '../../src/place/ibis.ts';
import { placeByMemory } from '../../src/place/knapsack-fit.ts';
import { ibisByTheBook, type OracleMethod } from './ibis-oracle.ts';
import { GB, problemOf, type ScenarioToy } from './toys.ts';

const MODELS = ['a', 'b', 'c', 'd', 'e'];

/**
 * By seed: edgeTPUs, GPUs or both, of several sizes; models that some device lacks; rates in tenths, so that loads are
 * often equal; SLOs, memory, threads in flight and the CPU binding now and then.
 */
function randomSite(seed: number): ScenarioToy {
  const random = xoroshiro128plus(seed);
  const int = (low: number, high: number) => uniformInt(random, low, high);
  const between = (low: number, high: number) => low + (high - low) * uniformFloat64(random);
  const pick = <T>(values: readonly T[]) => values[int(0, values.length - 1)] as T;
  const kinds: readonly Discipline[] = pick([
    ['fcfs-swap', 'fcfs-swap'],
    ['ps', 'time-slice'],
    ['fcfs-swap', 'ps'],
    ['mps', 'fcfs', 'fcfs-swap'],
  ]);
  const isLight = int(0, 1) === 0;
  return {
    network: pick([0, 10]),
    limits: { utilization: 0.95, memory: pick([0.5, 0.8, 1]) },
    nodes: kinds.map((discipline, k) => ({
      name: pick(['x', 'n', 'b']) + k,
      device: discipline,
      discipline,
      count: int(1, 12),
      memory: pick([1, 2, 4]) * GB,
    })),
    profiles: [...new Set(kinds)].flatMap((device) =>
      MODELS.filter((_, k) => k < 3 || int(0, 3) > 0).map((model) => ({
        model,
        device,
        serviceTime: pick([5, 8, 8, 20, between(5, 120)]),
        swapTime: device.startsWith('fcfs') ? pick([0, 12, 19.5]) : 0,
        memory: pick([100, 100, 700, 1130]) * 1e6,
      })),
    ),
    apps: Array.from({ length: int(10, 30) }, (_, k) => ({
      name: `app${k}`,
      count: pick([1, 1, 1, 4]),
      model: pick(MODELS.slice(0, 3)),
      arrivalRate: (isLight ? int(1, 9) : int(10, 80)) / 1e4,
      slo: { metric: pick(['mean', 'p95'] as const), limit: pick([60, 120, 200, 400, 2000]) },
      preprocessTime: pick([0, 0, 24, 150]),
      memory: pick([0, 50e6]),
      sharing: pick(['model', 'none'] as const),
    })),
  };
}

const METHODS: readonly OracleMethod[] = ['bfs', 'dfs', 'grouping', 'first', 'best', 'worst'];

describe('policies of the baseline put every application where the sentences of the contract put it', () => {
  it.each(METHODS)('%s, 300 random sites', async (method) => {
    let placed = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const problem = problemOf(randomSite(seed));
      const { placement } = await (method === 'bfs' || method === 'dfs' || method === 'grouping'
        ? placeByIbis(problem, method)
        : placeByMemory(problem, method));
      const expected = ibisByTheBook(problem.scenario, method);
      expect([...placement.node], `site ${seed}`).toEqual(expected);
      placed += expected.filter((node) => node >= 0).length;
    }
    expect(placed).toBeGreaterThan(3000);
  });
});
