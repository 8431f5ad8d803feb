/** A series as `edge-plan compare --json` printed it → the series, checked: what a merge is made of. */

import * as v from 'valibot';
import {
  COMPARED_PARAMETERS,
  COMPARED_POLICIES,
  type ComparisonRow,
  type ComparisonSeries,
  type SeriesAxis,
  type SeriesItem,
  shardValues,
} from '../domain/comparison.ts';
import type { TextFile } from '../domain/files.ts';
import { POLICY_NAMES } from '../domain/policies.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { explain } from './explain.ts';
import { choice, type Field, field, number, refuse, text, wholeNumber } from './fields.ts';
import { JsonSource } from './json-source.ts';
import { mapping } from './mapping.ts';
import { ProblemList } from './problem-list.ts';

const MOST = 1e6;
const count = wholeNumber(MOST, 0);
const amount = number({ from: 0 });
const flag: Field<boolean> = field((input) =>
  typeof input === 'boolean' ? { ok: true, value: input } : refuse('boolean-expected', 'be true or false'),
);
/** What follows from the rest, and is computed again. */
const derived = v.unknown();

const derating = mapping({ policy: choice(POLICY_NAMES), factor: number({ from: 0, to: 1 }), precision: amount });
const row = mapping({
  policy: choice(COMPARED_POLICIES),
  placed: count,
  violating: count,
  ok: derived,
  safePrefix: v.nullable(count),
  simulatedViolating: v.nullable(count),
  ratioOk: derived,
  ratioSafePrefix: derived,
  reason: derived,
  safePrefixOffered: v.nullable(count),
  safePrefixExact: v.nullable(flag),
  simulatedUndecided: v.nullable(count),
  okWeight: amount,
  shareOfBound: derived,
  status: choice(['optimal', 'feasible', 'stopped']),
  upperBound: v.nullable(amount),
  derating: v.nullable(derating),
  elapsed: derived,
});
const item = mapping({ value: amount, apps: count, nodes: count, upperBound: v.nullable(amount), rows: v.array(row) });
const range = v.tuple([amount, amount]);
const ranges = mapping({ applications: count, groups: count, models: count, load: range, tightness: range });
const shard = mapping({ index: wholeNumber(MOST), of: wholeNumber(MOST) });
const document = mapping({
  schemaVersion: wholeNumber(1),
  command: choice(['compare']),
  scenario: text('the name of a scenario'),
  seed: wholeNumber(0xffffffff, 0),
  apps: count,
  nodes: count,
  settings: mapping({
    policies: v.array(choice(COMPARED_POLICIES)),
    requests: v.nullable(wholeNumber(1e9)),
    safePrefix: flag,
  }),
  series: mapping({
    parameter: choice([...COMPARED_PARAMETERS, 'random']),
    values: v.array(amount),
    ranges: v.nullable(ranges),
  }),
  shard: v.nullable(shard),
  verdict: derived,
  ratios: derived,
  items: v.array(item),
});
type Document = v.InferOutput<typeof document>;

/** Throws a `ProblemError` with everything that is wrong with the document. */
export function readComparisonSeries(file: TextFile): ComparisonSeries {
  const problems = new ProblemList();
  const source = new JsonSource(file);
  const raw = source.read(problems);
  problems.throwIfAny();
  if (isPlainComparison(raw)) throw noSeries(file.name);
  const result = v.safeParse(document, raw);
  for (const issue of result.issues ?? []) problems.add(source, () => explain(issue, []));
  const series = result.success ? seriesOf(result.output) : null;
  if (series !== null && !isWhole(series)) {
    const message = 'the items are not those that the series, the policies and the shard call for';
    const help = 'Give the document as "edge-plan compare --shard i/n --json" printed it.';
    problems.add(source, () => ({ code: 'series-items', message, help, path: ['items'], aim: 'value' }));
  }
  problems.throwIfAny();
  return series as ComparisonSeries;
}

/** What `compare` prints without an axis: every message about its keys would miss the point. */
function isPlainComparison(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'rows' in raw && !('series' in raw);
}

function noSeries(name: string): ProblemError {
  const message = `${name} is a single comparison; only parts of a series can be merged`;
  const help = 'Make each part with "edge-plan compare --sweep … --shard i/n --json", or with --random.';
  return new ProblemError([problem('merge', message, help)]);
}

function seriesOf({ scenario, seed, apps, nodes, settings, series, shard, items }: Document): ComparisonSeries {
  const { policies, requests, safePrefix } = settings;
  return {
    scenario,
    base: { offered: apps, nodes },
    settings: { policies, seed, requests, hasSafePrefix: safePrefix },
    axis: axisOf(series),
    shard,
    items: items.map(itemOf),
  };
}

function axisOf({ parameter, values, ranges }: Document['series']): SeriesAxis {
  if (parameter !== 'random') return { parameter, values };
  const none = { applications: 0, groups: 0, models: 0, load: [0, 0], tightness: [0, 0] } as const;
  return { parameter, values, ranges: ranges ?? none };
}

function itemOf({ value, apps, nodes, upperBound, rows }: Document['items'][number]): SeriesItem {
  return { value, offered: apps, nodes, upperBound, rows: rows.map(rowOf) };
}

function rowOf(read: v.InferOutput<typeof row>): ComparisonRow {
  const { policy, placed, violating, okWeight, status, upperBound, derating } = read;
  const { safePrefix, safePrefixOffered, safePrefixExact, simulatedViolating, simulatedUndecided } = read;
  return {
    policy,
    placed,
    violating,
    okWeight,
    safePrefix:
      safePrefix === null
        ? null
        : { offered: safePrefixOffered ?? 0, placed: safePrefix, isExact: safePrefixExact ?? false },
    simulated:
      simulatedViolating === null ? null : { violating: simulatedViolating, undecided: simulatedUndecided ?? 0 },
    status,
    upperBound,
    derating,
  };
}

/** Whether every value of the shard is there, in order, with a row for every policy. */
function isWhole({ axis, shard, settings, items }: ComparisonSeries): boolean {
  const values = shardValues(axis.values, shard);
  const isSame = (a: readonly unknown[], b: readonly unknown[]) =>
    a.length === b.length && a.every((one, k) => one === b[k]);
  return (
    isSame(
      values,
      items.map(({ value }) => value),
    ) &&
    items.every(({ rows }) =>
      isSame(
        settings.policies,
        rows.map(({ policy }) => policy),
      ),
    )
  );
}
