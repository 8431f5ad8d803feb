/** A comparison at every value of an axis, the whole of it or a shard, and shards put together again. */

import { withWorkers } from './comparison-threads.ts';
import {
  type ComparisonSeries,
  type ComparisonSettings,
  type SeriesAxis,
  type SeriesItem,
  type Shard,
  shardValues,
  type Variation,
} from './domain/comparison.ts';
import { ProblemError, problem } from './domain/problem.ts';
import { applicationCount, nodeCount, type Scenario } from './domain/scenario.ts';
import { counted } from './domain/text.ts';
import { inOrder } from './in-order.ts';
import { workloadRanges } from './random-workloads.ts';

export interface SeriesOptions {
  readonly settings: ComparisonSettings;
  readonly axis: SeriesAxis;
  readonly shard: Shard | null;
  readonly threads: number;
  readonly onProgress?: (done: number, expected: number) => void;
  /** Told of the comparison at a value when it is finished. */
  readonly onItem?: (item: SeriesItem) => void;
}

/** Compares at every value that the shard holds, each on one thread. The result does not depend on `threads`. */
export async function compareSeries(scenario: Scenario, options: SeriesOptions): Promise<ComparisonSeries> {
  const { settings, axis, shard, threads, onProgress, onItem } = options;
  const values = shardValues(axis.values, shard);
  let done = 0;
  const items = await withWorkers(scenario, Math.min(threads, values.length), (workers) =>
    inOrder(values, workers.threads, async (value) => {
      const variation = variationOf(axis, value, settings.seed);
      const { item } = await workers.run({ kind: 'comparison', variation, settings });
      done += 1;
      onItem?.(item);
      onProgress?.(done, values.length);
      return item;
    }),
  );
  const base = { offered: applicationCount(scenario), nodes: nodeCount(scenario) };
  return { scenario: scenario.name, base, settings, axis, shard, items };
}

function variationOf({ parameter }: SeriesAxis, value: number, seed: number): Variation {
  return parameter === 'random' ? { parameter, seed, value } : { parameter, value };
}

/** `count` random workloads, from the first on. Throws a `ProblemError` when there is nothing to draw from. */
export function randomAxis(scenario: Scenario, count: number): SeriesAxis {
  const ranges = workloadRanges(scenario);
  if (ranges === null) {
    const message = `no application of ${scenario.name} has a model that is measured on a device of its cluster`;
    throw new ProblemError([problem('random-nothing-measured', message, 'Add a profile, or another device.')]);
  }
  return { parameter: 'random', values: Array.from({ length: count }, (_, k) => k + 1), ranges };
}

/** A shard and the file it was read from. */
export interface ShardFile {
  readonly name: string;
  readonly series: ComparisonSeries;
}

/**
 * The series that the shards are of. Throws a `ProblemError` when one is not a shard, they are not of one series, or
 * one is missing or there twice.
 */
export function mergedSeries(files: readonly ShardFile[]): ComparisonSeries {
  const first = files[0];
  const of = first?.series.shard?.of;
  if (first === undefined || of === undefined) throw refused(`${first?.name ?? 'nothing'} is not a shard of a series`);
  const parts = new Map<number, ShardFile>();
  for (const file of files) {
    const { shard } = file.series;
    if (shard === null) throw refused(`${file.name} is not a shard of a series`);
    if (identity(file.series) !== identity(first.series)) {
      throw refused(`${file.name} and ${first.name} are shards of different series`);
    }
    const twin = parts.get(shard.index);
    if (twin !== undefined) throw refused(`${file.name} and ${twin.name} are both shard ${shard.index} of ${of}`);
    parts.set(shard.index, file);
  }
  const missing = Array.from({ length: of }, (_, k) => k + 1).filter((index) => !parts.has(index));
  if (missing.length > 0) throw refused(missingText(missing, of));
  const { axis } = first.series;
  const items = axis.values.map((_, position) => {
    const part = parts.get((position % of) + 1) as ShardFile;
    return part.series.items[Math.floor(position / of)] as ComparisonSeries['items'][number];
  });
  return { ...first.series, shard: null, items };
}

/** What all shards of a series have in common. */
function identity({ scenario, base, settings, axis, shard }: ComparisonSeries): string {
  return JSON.stringify([scenario, base, settings, axis, shard?.of]);
}

const MOST_NAMED = 10;

function missingText(missing: readonly number[], of: number): string {
  const named = missing.slice(0, MOST_NAMED).join(', ');
  const rest = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  return `${counted(missing.length, 'shard')} of ${of} missing: ${named}${rest}`;
}

function refused(message: string): ProblemError {
  const help = 'Give every document that "edge-plan compare --shard i/n --json" printed for one series, each once.';
  return new ProblemError([problem('merge', message, help)]);
}
