/** A comparison, or a series of them → the JSON documents of `compare` (contract). */

import {
  bestRow,
  type Comparison,
  type ComparisonRow,
  type ComparisonSeries,
  type ComparisonSettings,
  measureOf,
  ratioSpreads,
} from '../domain/comparison.ts';
import { ratioToKnapsack, sentencesOf } from './comparison-words.ts';
import { documentName } from './document-name.ts';
import { jsonText } from './json-text.ts';
import { rounded } from './numbers.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { spreadVerdictOf } from './series-words.ts';

/** The document of one comparison, ending in a newline. */
export function renderComparisonJson(scenario: string, settings: ComparisonSettings, comparison: Comparison): string {
  const { offered, nodes, upperBound } = comparison;
  return text({
    ...heading(scenario, settings, { offered, nodes }),
    verdict: sentencesOf(comparison, settings.requests).join(' '),
    upperBound: orNull(upperBound),
    rows: comparison.rows.map((row) => rowOf(comparison, row)),
  });
}

/** The document of a series or of a shard of it: what `--merge` reads. */
export function renderSeriesJson(series: ComparisonSeries): string {
  const { scenario, settings, base, axis, shard, items } = series;
  return text({
    ...heading(scenario, settings, base),
    series: {
      parameter: axis.parameter,
      values: axis.values,
      ranges: axis.parameter === 'random' ? rangesOf(axis.ranges) : null,
    },
    shard,
    verdict: spreadVerdictOf(series),
    ratios: ratioSpreads(items).map(({ ours, baseline, measure, items: count, ...statistics }) => ({
      ours,
      baseline,
      measure,
      items: count,
      ...Object.fromEntries(Object.entries(statistics).map(([name, ratio]) => [name, orNull(ratio)])),
    })),
    items: items.map((item) => ({
      value: item.value,
      apps: item.offered,
      nodes: item.nodes,
      upperBound: orNull(item.upperBound),
      rows: item.rows.map((row) => rowOf(item, row)),
    })),
  });
}

function text(document: object): string {
  return jsonText(document);
}

function heading(
  scenario: string,
  { seed, policies, requests, hasSafePrefix }: ComparisonSettings,
  { offered, nodes }: { readonly offered: number; readonly nodes: number },
) {
  return {
    schemaVersion: SCHEMA_VERSION,
    command: 'compare',
    scenario: documentName(scenario),
    seed,
    apps: offered,
    nodes,
    settings: { policies, requests, safePrefix: hasSafePrefix },
  };
}

function rangesOf(ranges: Extract<ComparisonSeries['axis'], { parameter: 'random' }>['ranges']) {
  return {
    ...ranges,
    load: ranges.load.map((end) => rounded(end)),
    tightness: ranges.tightness.map((end) => rounded(end)),
  };
}

function rowOf(comparison: Comparison, row: ComparisonRow) {
  const { policy, placed, violating, okWeight, safePrefix, simulated, status, upperBound, derating } = row;
  const ratioOk = ratioToKnapsack(comparison, measureOf(row, 'ok'), 'ok');
  const ratioSafePrefix = ratioToKnapsack(comparison, measureOf(row, 'safePrefix'), 'safePrefix');
  const share = comparison.upperBound === null || comparison.upperBound === 0 ? null : okWeight / comparison.upperBound;
  return {
    policy,
    placed,
    violating,
    ok: placed - violating,
    safePrefix: safePrefix?.placed ?? null,
    simulatedViolating: simulated?.violating ?? null,
    ratioOk: orNull(ratioOk),
    ratioSafePrefix: orNull(ratioSafePrefix),
    reason: reasonOf(comparison, [ratioOk, ratioSafePrefix]),
    safePrefixOffered: safePrefix?.offered ?? null,
    safePrefixExact: safePrefix?.isExact ?? null,
    simulatedUndecided: simulated?.undecided ?? null,
    okWeight: rounded(okWeight),
    shareOfBound: orNull(share),
    status,
    upperBound: orNull(upperBound),
    derating,
    elapsed: null,
  };
}

/** Why a ratio has no value; `null` where each has one, or was not asked for. */
function reasonOf({ rows }: Comparison, ratios: readonly (number | null)[]): string | null {
  if (bestRow(rows, 'knapsack', 'ok') === null) return 'no knapsack was compared';
  return ratios.some((ratio) => ratio !== null && !Number.isFinite(ratio)) ? 'the best knapsack hosts none' : null;
}

/** A finite number; what has none is `null`. */
function orNull(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : rounded(value);
}
