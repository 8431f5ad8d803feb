import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareSeries, mergedSeries, randomAxis } from '../src/comparison-series.ts';
import type { ComparedPolicy, ComparisonSeries, SeriesAxis, Shard } from '../src/domain/comparison.ts';
import { ProblemError } from '../src/domain/problem.ts';
import { readComparisonSeries } from '../src/read/comparison-file.ts';
import { renderSeriesCsv } from '../src/report/comparison-csv.ts';
import { renderSeriesJson } from '../src/report/comparison-json.ts';
import { edgePlan } from './helpers/binary.ts';
import { randomScenario } from './place/random-scenarios.ts';
import { scenarioOf } from './place/toys.ts';
import { textFile } from './read/reading.ts';

const SCENARIO = scenarioOf(randomScenario(2, { classes: 5, mostInstances: 5, mostNodes: 2, mostAccelerators: 1 }));
const POLICIES: readonly ComparedPolicy[] = ['greedy-online', 'knapsack-first', 'ibis-bfs', 'knapsack-derated'];
const SWEEP: SeriesAxis = { parameter: 'offered', values: [3, 8, 13, 18] };
const RANDOM = randomAxis(SCENARIO, 4);

interface Wanted {
  readonly axis?: SeriesAxis;
  readonly shard?: Shard | null;
  readonly seed?: number;
  readonly requests?: number | null;
}

function series({ axis = SWEEP, shard = null, seed = 7, requests = null }: Wanted = {}): Promise<ComparisonSeries> {
  const settings = { policies: POLICIES, seed, requests, hasSafePrefix: true };
  return compareSeries(SCENARIO, { settings, axis, shard, threads: 1 });
}

/** A shard as another machine would hand it over: printed and read again. */
async function shardFile(index: number, of: number, wanted: Wanted = {}) {
  const text = renderSeriesJson(await series({ ...wanted, shard: { index, of } }));
  const name = `part-${index}.json`;
  return { name, series: readComparisonSeries(textFile(text, name)) };
}

describe('a series in shards', () => {
  it.each([
    ['a sweep', { axis: SWEEP }, 3],
    ['random workloads', { axis: RANDOM }, 3],
    ['simulated rows', { axis: { parameter: 'rate', values: [0.5, 1, 2] }, requests: 2_000 }, 2],
    ['more shards than values', { axis: { parameter: 'slo', values: [0.7, 2] } }, 3],
  ] as const)('of %s, merged, has the bytes of the whole', async (_, wanted, of) => {
    const indices = Array.from({ length: of }, (_, k) => of - k);
    const shards = await Promise.all(indices.map((index) => shardFile(index, of, wanted)));
    const [whole, merged] = [await series(wanted), mergedSeries(shards)];
    expect(renderSeriesJson(merged)).toBe(renderSeriesJson(whole));
    expect(renderSeriesCsv(merged)).toBe(renderSeriesCsv(whole));
  });

  it('is the same however many others the seed drew before, and another with another seed', async () => {
    const rows = async (axis: SeriesAxis, seed: number) => (await series({ axis, seed })).items.at(-1)?.rows;
    const last = await rows(RANDOM, 7);
    expect(await rows({ ...RANDOM, values: [4] } as SeriesAxis, 7)).toEqual(last);
    expect(await rows(RANDOM, 8)).not.toEqual(last);
  });

  it('is refused when one is missing, there twice, of another series, or no shard', async () => {
    const [first, second, other] = await Promise.all([shardFile(1, 2), shardFile(2, 2), shardFile(2, 2, { seed: 8 })]);
    const whole = { name: 'whole.json', series: await series() };
    const said = (...files: readonly (typeof first)[]) => {
      try {
        mergedSeries(files);
      } catch (error) {
        if (error instanceof ProblemError) return error.problems[0]?.message;
      }
      return null;
    };
    expect(said(first, second)).toBeNull();
    expect(said(first)).toBe('1 shard of 2 missing: 2');
    expect(said(first, second, first)).toBe('part-1.json and part-1.json are both shard 1 of 2');
    expect(said(first, other)).toBe('part-2.json and part-1.json are shards of different series');
    expect(said(first, whole)).toBe('whole.json is not a shard of a series');
    expect(said(whole)).toBe('whole.json is not a shard of a series');
  });
});

describe('compare as a program', () => {
  it('prints the same bytes on one thread, on two, and merged from shards', () => {
    const folder = mkdtempSync(join(tmpdir(), 'edge-plan-compare-'));
    try {
      const site = 'test/cli/compare/small/scenario.yaml';
      const policies = ['auto', 'knapsack', 'ibis-bfs'].flatMap((policy) => ['--policy', policy]);
      const words = ['compare', site, '--sweep', 'offered=6..24', '--points', '3', ...policies];
      const [one, two] = ['1', '2'].map((jobs) => edgePlan([...words, '--json', '--jobs', jobs]));
      const parts = ['1', '2'].map((index) => {
        const out = join(folder, `part-${index}.json`);
        expect(edgePlan([...words, '--quiet', '--shard', `${index}/2`, '--out', out]).status).toBe(0);
        return out;
      });
      const merged = edgePlan(['compare', '--json', '--merge', ...parts]);
      expect([one?.status, two?.status, merged.status]).toEqual([0, 0, 0]);
      expect(JSON.parse(one?.stdout ?? '').items.length).toBe(3);
      expect(two?.stdout).toBe(one?.stdout);
      expect(merged.stdout).toBe(one?.stdout);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
});

describe('a document of a series', () => {
  const problems = (text: string) => {
    try {
      readComparisonSeries(textFile(text, 'part.json'));
    } catch (error) {
      if (error instanceof ProblemError) return error.problems.map(({ code }) => code);
    }
    return [];
  };

  it('is refused where items are missing, out of order, or lack a policy', async () => {
    const whole = await series({ axis: { parameter: 'offered', values: [2, 4, 6] } });
    const [a, b, c] = whole.items;
    if (a === undefined || b === undefined || c === undefined) throw new Error('three items');
    const withItems = (items: ComparisonSeries['items']) => problems(renderSeriesJson({ ...whole, items }));
    expect(withItems([a, b, c])).toEqual([]);
    expect(withItems([a, b])).toEqual(['series-items']);
    expect(withItems([b, a, c])).toEqual(['series-items']);
    expect(withItems([a, b, { ...c, rows: c.rows.slice(1) }])).toEqual(['series-items']);
  });

  it('is refused where it is no such document', () => {
    expect(problems('{"schemaVersion": 1, "command": "fit"}').length).toBeGreaterThan(0);
    expect(problems('not JSON').length).toBeGreaterThan(0);
  });
});
