/** A series of comparisons as a person reads it: the verdict, the spread of the ratios, and the figures as curves. */

import {
  bestRow,
  type ComparedPolicy,
  type ComparisonSeries,
  familyOf,
  type Measure,
  measureOf,
  ratioIn,
  ratioSpreads,
  type SeriesItem,
} from '../domain/comparison.ts';
import { counted } from '../domain/text.ts';
import { ratioText } from './comparison-words.ts';
import { documentName } from './document-name.ts';
import { renderLines } from './line-chart.ts';
import { grouped, percent, rounded } from './numbers.ts';
import type { TableOptions } from './plan-parts.ts';
import { spreadName, spreadVerdictOf } from './series-words.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';
import { wrappedText } from './wrapped-text.ts';

export function renderSeriesTable(series: ComparisonSeries, { style, width }: TableOptions): string {
  const { scenario, base, shard, axis } = series;
  const part = shard === null ? '' : `; shard ${shard.index} of ${shard.of}, to be joined by --merge`;
  const size = `${counted(base.nodes, 'node')}, ${counted(base.offered, 'application')}`;
  const sections = [
    `${documentName(scenario)}: ${size}${part}\n`,
    `${style.strong(wrappedText(spreadVerdictOf(series), width))}\n`,
    ...(axis.parameter === 'random' ? [] : [valueTable(series, style, width), chart(series, width)]),
    spreadTable(series, style, width),
    style.faint(notes(series, width)),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A row for each policy, and a column for as many values as there is room for. */
export function valueTable(series: ComparisonSeries, style: Style, width: number): string {
  const { axis, items, settings } = series;
  const shown = evenly(items, Math.max(2, Math.floor((width - LABEL_WIDTH) / CELL_WIDTH)));
  const columns = [
    { title: axis.parameter },
    ...shown.map(({ value }) => ({ title: valueText(series, value), align: 'right' as const })),
  ];
  const rows = [
    ...settings.policies.map((policy, k) => [
      `${LETTERS[k]} ${policy}`,
      ...shown.map((item) => numberText(figureOf(item, policy, 'ok'))),
    ]),
    ...(['knapsack', 'ibis', 'derated'] as const)
      .filter((baseline) => items.some(({ rows }) => bestRow(rows, baseline, 'ok') !== null))
      .map((baseline) => [
        `× ${baseline === 'ibis' ? 'Ibis' : baseline}`,
        ...shown.map((item) =>
          ratioText(ratioIn(item, { ours: 'edge-plan', baseline, measure: 'ok' })).replace('×', ''),
        ),
      ]),
  ];
  return textTable(columns, rows, width, style.faint);
}

const LABEL_WIDTH = 20;
const CELL_WIDTH = 7;

/** The first, the last, and others evenly between, at most `most` of them. */
function evenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, k) => items[Math.round((k * (items.length - 1)) / (most - 1))] as T);
}

function figureOf(item: SeriesItem, policy: ComparedPolicy, measure: Measure): number | null {
  const row = item.rows.find((candidate) => candidate.policy === policy);
  return row === undefined ? null : measureOf(row, measure);
}

function numberText(value: number | null): string {
  return value === null ? '–' : String(value);
}

/** A value of the axis as it is written. */
export function valueText({ axis }: Pick<ComparisonSeries, 'axis'>, value: number): string {
  return axis.parameter === 'rate' || axis.parameter === 'slo' ? `${grouped(value)}x` : String(value);
}

function chart(series: ComparisonSeries, width: number): string {
  const { items, settings } = series;
  const [first, last] = [items[0], items.at(-1)];
  if (first === undefined || last === undefined || first === last) return '';
  const lines = settings.policies.map((policy, k) => ({
    letter: LETTERS[k] as string,
    points: items.map((item) => ({ x: item.value, y: figureOf(item, policy, 'ok') ?? 0 })),
  }));
  const ends: [string, string] = [valueText(series, first.value), valueText(series, last.value)];
  return `applications hosted within their SLO; where lines meet, the first letter is shown\n${renderLines(lines, ends, width)}`;
}

/** How the ratios to the baselines spread over the items. */
export function spreadTable({ items }: Pick<ComparisonSeries, 'items'>, style: Style, width: number): string {
  const spreads = ratioSpreads(items);
  if (spreads.length === 0) return '';
  const columns = [
    { title: 'ratio' },
    { title: 'of' },
    ...['worst', 'quarter', 'median', 'quarter', 'best'].map((title) => ({ title, align: 'right' as const })),
  ];
  const rows = spreads.map((spread) => [
    spreadName(spread),
    spread.measure === 'ok' ? 'ok' : 'safe',
    ...[spread.worst, spread.lowerQuartile, spread.median, spread.upperQuartile, spread.best].map(ratioText),
  ]);
  return textTable(columns, rows, width, style.faint);
}

function notes({ axis, items }: ComparisonSeries, width: number): string {
  const violating = items.reduce((sum, { rows }) => sum + oursViolating(rows), 0);
  const hasSafe = items.some(({ rows }) => rows.some(({ safePrefix }) => safePrefix !== null));
  const lines = [
    `ok: placed and its SLO kept${hasSafe ? '; safe: placed while nothing placed violates, applications offered in scenario order' : ''}.`,
    `edge-plan's own policies violate ${violating === 0 ? 'nothing' : violating} in the latency models${simulatedText(items)}.`,
    ...(axis.parameter === 'random' ? [rangesText(axis.ranges)] : []),
  ];
  return lines.map((line) => `${wrappedText(line, width)}\n`).join('');
}

function oursViolating(rows: SeriesItem['rows']): number {
  return ours(rows).reduce((sum, { violating }) => sum + violating, 0);
}

function ours(rows: SeriesItem['rows']) {
  return rows.filter(({ policy }) => familyOf(policy) === 'edge-plan');
}

function simulatedText(items: readonly SeriesItem[]): string {
  const simulated = items.flatMap(({ rows }) => ours(rows).flatMap(({ simulated }) => (simulated ? [simulated] : [])));
  if (simulated.length === 0) return '';
  const violating = simulated.reduce((sum, one) => sum + one.violating, 0);
  const undecided = simulated.reduce((sum, one) => sum + one.undecided, 0);
  return `, and ${violating === 0 ? 'nothing' : violating} in simulation${undecided === 0 ? '' : ` (${undecided} not decided)`}`;
}

function rangesText(ranges: Extract<ComparisonSeries['axis'], { parameter: 'random' }>['ranges']): string {
  const { applications, groups, models, load, tightness } = ranges;
  const loads = load.map((end) => percent(rounded(end), 1)).join(' to ');
  const slos = tightness.map((end) => grouped(rounded(end))).join(' to ');
  return `Each workload: ${counted(applications, 'application')} in up to ${counted(groups, 'group')}, of ${counted(models, 'model')} measured on the cluster; one loads its fastest device by ${loads}; SLOs of ${slos} times the response time with nothing waiting; all else as in the scenario.`;
}
