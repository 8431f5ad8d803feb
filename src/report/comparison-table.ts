/** Policies beside each other as a person reads them: the verdict in words, then a row for each. */

import { bestRow, type Comparison, type ComparisonRow, familyOf, measureOf } from '../domain/comparison.ts';
import { counted } from '../domain/text.ts';
import { isWeighted, ratioText, ratioToKnapsack, sentencesOf } from './comparison-words.ts';
import { documentName } from './document-name.ts';
import { percent } from './numbers.ts';
import type { TableOptions } from './plan-parts.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';
import { wrappedText } from './wrapped-text.ts';

export function renderComparisonTable(
  scenario: string,
  requests: number | null,
  comparison: Comparison,
  { style, width }: TableOptions,
): string {
  const { offered, nodes } = comparison;
  const overview = `${documentName(scenario)}: ${counted(nodes, 'node')}, ${counted(offered, 'application')}\n`;
  const [headline = '', ...others] = sentencesOf(comparison, requests).map((sentence) => wrappedText(sentence, width));
  const verdicts = [style.strong(headline), ...others];
  const sections = [overview, `${verdicts.join('\n')}\n`, rowsTable(comparison, requests, style, width)];
  return [...sections, notes(comparison, requests, style, width)].join('\n');
}

function rowsTable(comparison: Comparison, requests: number | null, style: Style, width: number): string {
  const hasSafe = comparison.rows.some(({ safePrefix }) => safePrefix !== null);
  const columns = [
    { title: 'policy' },
    { title: 'placed', align: 'right' },
    { title: 'violate', align: 'right' },
    { title: 'ok', align: 'right' },
    { title: '×', align: 'right' },
    ...(hasSafe
      ? ([
          { title: 'safe', align: 'right' },
          { title: '×', align: 'right' },
        ] as const)
      : []),
    ...(requests === null ? [] : ([{ title: 'simulated', align: 'right' }] as const)),
    { title: 'of bound', align: 'right' },
  ] as const;
  const cells = comparison.rows.map((row) => [
    familyOf(row.policy) === 'edge-plan' ? style.strong(row.policy) : row.policy,
    String(row.placed),
    signal(row.violating, String(row.violating), style),
    String(measureOf(row, 'ok')),
    ratioText(ratioToKnapsack(comparison, measureOf(row, 'ok'), 'ok')),
    ...(hasSafe ? safeCells(comparison, row) : []),
    ...(requests === null ? [] : [simulatedCell(row, style)]),
    boundCell(comparison, row),
  ]);
  return textTable(columns, cells, width, style.faint);
}

function signal(count: number, text: string, style: Style): string {
  return count > 0 ? style.bad(text) : text;
}

function safeCells(comparison: Comparison, row: ComparisonRow): [string, string] {
  const { safePrefix } = row;
  const value = measureOf(row, 'safePrefix');
  if (safePrefix === null) return ['–', '–'];
  const ratio = ratioText(ratioToKnapsack(comparison, value, 'safePrefix'));
  return [`${safePrefix.isExact ? '' : '≥ '}${safePrefix.placed}`, ratio];
}

/** Violating in simulation, with those that more requests would decide. */
export function simulatedCell({ simulated }: ComparisonRow, style: Style): string {
  if (simulated === null) return '–';
  const { violating, undecided } = simulated;
  return signal(violating, undecided === 0 ? String(violating) : `${violating}–${violating + undecided}`, style);
}

function boundCell({ upperBound }: Comparison, { okWeight }: ComparisonRow): string {
  return upperBound === null || upperBound === 0 ? '–' : percent(okWeight / upperBound);
}

function notes(comparison: Comparison, requests: number | null, style: Style, width: number): string {
  const { rows } = comparison;
  const best = (['ok', 'safePrefix'] as const).map((measure) => bestRow(rows, 'knapsack', measure));
  const [ok, safe] = best;
  const to = [ok ? `${ok.value} ok` : '', safe ? `${safe.value} safe` : ''].filter((text) => text !== '').join(', ');
  const lines = [
    'violate, ok: placed, and its SLO broken or kept by the latency models, whatever policy placed it.',
    ...(safe
      ? [
          'safe: placed of the first n applications in scenario order, n being the greatest number for which nothing placed violates.',
        ]
      : []),
    ...(to === '' ? [] : [`×: to the best knapsack as configured (${to}).`]),
    ...(requests === null ? [] : [simulatedNote(rows)]),
    ...rows.flatMap(deratedNote),
    ...(isWeighted(comparison) ? ['of bound: by weight.'] : []),
  ];
  return style.faint(lines.map((line) => `${wrappedText(line, width)}\n`).join(''));
}

function simulatedNote(rows: readonly ComparisonRow[]): string {
  const isOpen = rows.some(({ simulated }) => simulated !== null && simulated.undecided > 0);
  const range = isOpen ? '; of a range, the upper end counts those that more requests would decide' : '';
  return `simulated: placed, and violating with 95 % confidence${range}.`;
}

function deratedNote({ derating }: ComparisonRow): string[] {
  if (derating === null) return [];
  const { policy, factor, precision } = derating;
  if (factor === 1) return [`knapsack-derated: ${policy} needs no lower limits.`];
  const search = `of every 1 % from the top, and every ${percent(precision, 1)} above the first`;
  return [
    `knapsack-derated: ${policy} at ${percent(factor, 1)} of the limits, the most at which nothing violates, ${search}.`,
  ];
}
