/** Comparisons as rows of a CSV, one for each policy: numbers and known names, which need no quotes. */

import { type Comparison, type ComparisonRow, type ComparisonSeries, measureOf } from '../domain/comparison.ts';
import { ratioToKnapsack } from './comparison-words.ts';
import { rounded } from './numbers.ts';

const COLUMNS = [
  'parameter',
  'value',
  'apps',
  'nodes',
  'policy',
  'placed',
  'violating',
  'ok',
  'safe_prefix',
  'safe_prefix_offered',
  'simulated_violating',
  'simulated_undecided',
  'ratio_ok',
  'ratio_safe_prefix',
  'ok_weight',
  'upper_bound',
  'derated_policy',
  'derated_factor',
];

export function renderComparisonCsv(comparison: Comparison): string {
  return table(comparison.rows.map((row) => cells('', '', comparison, row)));
}

export function renderSeriesCsv({ axis, items }: ComparisonSeries): string {
  return table(items.flatMap((item) => item.rows.map((row) => cells(axis.parameter, String(item.value), item, row))));
}

function table(rows: readonly (readonly string[])[]): string {
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\n`).join('');
}

function cells(parameter: string, value: string, comparison: Comparison, row: ComparisonRow): string[] {
  const { policy, placed, violating, safePrefix, simulated, okWeight, derating } = row;
  const figures = [
    placed,
    violating,
    placed - violating,
    safePrefix?.placed,
    safePrefix?.offered,
    simulated?.violating,
    simulated?.undecided,
    ratioToKnapsack(comparison, measureOf(row, 'ok'), 'ok'),
    ratioToKnapsack(comparison, measureOf(row, 'safePrefix'), 'safePrefix'),
    okWeight,
    comparison.upperBound,
  ].map(cell);
  const size = [comparison.offered, comparison.nodes].map(cell);
  return [parameter, value, ...size, policy, ...figures, derating?.policy ?? '', cell(derating?.factor)];
}

/** Empty where there is no finite value. */
function cell(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '' : String(rounded(value));
}
