/** What is known of work that was ended before its answer: figures marked as partial, and no verdict on anything. */

import type { ComparedPolicy, ComparisonRow, ComparisonSeries } from '../domain/comparison.ts';
import { type Plan, planTotals } from '../domain/plan.ts';
import { simulatedInstances } from '../domain/simulated-plan.ts';
import { type Sizing, sizingTotals } from '../domain/sizing.ts';
import type { Sweep, SweepPoint } from '../domain/sweep.ts';
import { counted } from '../domain/text.ts';
import { simulatedCell } from './comparison-table.ts';
import { grouped } from './numbers.ts';
import { type TableOptions, verdictLine } from './plan-parts.ts';
import { applicationTable } from './plan-table.ts';
import { spreadTable, valueTable, valueText } from './series-table.ts';
import { simulatedRows } from './simulation-table.ts';
import { kindTable } from './sizing-table.ts';
import { brokenCount, sweptText } from './sweep-table.ts';
import { textTable } from './text-table.ts';
import { wrappedText } from './wrapped-text.ts';

/** A simulation that was halted: what was measured by then, below the plan where that was asked for too; `null` where that is nothing. */
export function unfinishedSimulation(plan: Plan, options: TableOptions): string | null {
  const { simulation, command } = plan;
  if (simulation === undefined) return null;
  const all = simulatedInstances(plan, simulation);
  const measured = all.filter((one) => one !== null && one.simulated.requests > 0).filter((one) => one !== null);
  const whole = command === 'simulate' ? [] : [verdictLine(plan, options.style), applicationTable(plan, options)];
  if (measured.length === 0) return whole.length === 0 ? null : whole.join('\n');
  const hosting = plan.nodes.filter((node) => node !== null).length;
  const reached = new Set(measured.map(({ node }) => node.index)).size;
  const of = `Partial figures of ${grouped(reached)} of the ${counted(hosting, 'node')} that host something`;
  const why = 'the intervals are as wide as the requests so far make them, and nothing is decided.';
  const parts = [paragraph(`${of}: ${why}`, options), simulatedRows(plan, measured, options, false)];
  const { requests, requestsPerApplication, seed } = simulation;
  const wanted = `${requestsPerApplication.toLocaleString('en')} of each application were wanted`;
  const size = `Simulated so far: ${requests.toLocaleString('en')} requests (${wanted}), seed ${seed}.`;
  return [...whole, ...parts, paragraph(size, options)].join('\n');
}

/** The best plan that a search had. */
export function unfinishedPlan(plan: Plan, options: TableOptions): string {
  const { apps, placed, placedWeight, offeredWeight } = planTotals(plan);
  const best = `The best plan so far hosts ${grouped(placed)} of ${counted(apps, 'application')}, every constraint kept`;
  const isWeighted = offeredWeight !== apps;
  const reached = isWeighted ? ` (a weight of ${grouped(placedWeight)})` : '';
  const most =
    plan.upperBound === null
      ? ''
      : `; no plan hosts more than ${isWeighted ? 'a weight of ' : ''}${grouped(plan.upperBound)}`;
  return `${paragraph(`${best}${reached}${most}. A longer search may find a better one.`, options)}\n${applicationTable(plan, options)}`;
}

/** The least nodes that a search had; `losses` are those that it was asked to look at. */
export function unfinishedSizing(sizing: Sizing, losses: number, options: TableOptions): string {
  const { goal, lowerBound } = sizing;
  const totals = sizingTotals(sizing);
  if (totals === null) throw new Error('a sizing on the way has nodes');
  const cost = goal === 'cost' ? ` (cost ${grouped(totals.cost)})` : '';
  const best = `The best so far: ${counted(totals.nodes, 'node')}${cost} that host everything, every constraint kept.`;
  const least = goal === 'cost' ? 'no choice costs less than' : 'no choice needs fewer than';
  const bound =
    lowerBound === null || lowerBound === 0 ? 'Nothing is proved yet' : `Proved: ${least} ${grouped(lowerBound)}`;
  const lost = losses === 0 ? '' : ` Whether they survive the loss of ${counted(losses, 'node')} was not looked at.`;
  return `${paragraph(`${best} ${bound}.${lost}`, options)}\n${kindTable(sizing, options)}`;
}

/** Rows of a comparison that were finished, in the order of the table; `null` where there are none. */
export function unfinishedComparison(
  policies: readonly ComparedPolicy[],
  finished: ReadonlyMap<ComparedPolicy, ComparisonRow>,
  options: TableOptions,
): string | null {
  if (finished.size === 0) return null;
  const { style, width } = options;
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [{ title: 'policy' }, ...['placed', 'violate', 'safe', 'simulated'].map(right)];
  const rows = policies.flatMap((policy) => {
    const row = finished.get(policy);
    if (row === undefined) return [];
    const { placed, violating, safePrefix } = row;
    const safe = safePrefix === null ? '–' : `${safePrefix.isExact ? '' : '≥ '}${safePrefix.placed}`;
    return [[policy, String(placed), String(violating), safe, simulatedCell(row, style)]];
  });
  const missing = policies.filter((policy) => !finished.has(policy));
  const head = `${finished.size} of ${counted(policies.length, 'row')}, and so no ratio and no verdict.`;
  const rest = missing.length === 0 ? '' : paragraph(`Not finished: ${missing.join(', ')}.`, options);
  return `${paragraph(head, options)}\n${textTable(columns, rows, width, style.faint)}${rest}`;
}

const MOST_VALUES = 30;

/** A series with the items that were finished, of the values that it was to have; `null` where there are none. */
export function unfinishedSeries(
  series: ComparisonSeries,
  values: readonly number[],
  options: TableOptions,
): string | null {
  const { axis, items } = series;
  if (items.length === 0) return null;
  const { style, width } = options;
  const known = new Set(items.map(({ value }) => value));
  const missing = values.filter((value) => !known.has(value));
  const names = axis.parameter === 'random' ? ranges(missing) : missing.map((value) => valueText(series, value));
  const rest = names.length > MOST_VALUES ? ` and ${names.length - MOST_VALUES} more` : '';
  const what = axis.parameter === 'random' ? 'random workloads' : `values of ${axis.parameter}`;
  const tables = [
    axis.parameter === 'random' ? '' : valueTable(series, style, width),
    spreadTable(series, style, width),
  ].filter((text) => text !== '');
  const left = `Not finished: ${names.slice(0, MOST_VALUES).join(', ')}${rest}.`;
  const head = `${grouped(items.length)} of ${grouped(values.length)} ${what}; the spread is of these only.`;
  return [paragraph(head, options), ...tables].join('\n') + (missing.length === 0 ? '' : paragraph(left, options));
}

/** `1`, `3 to 40`: ascending whole numbers. */
function ranges(numbers: readonly number[]): string[] {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
}

/** Rows of a sweep's table that were known; `null` where there are none. */
export function unfinishedSweep(
  sweep: Sweep,
  points: readonly SweepPoint[],
  { style, width }: TableOptions,
): string | null {
  if (points.length === 0) return null;
  const columns = [
    { title: sweep.parameter, align: 'right' },
    { title: 'broken SLOs', align: 'right' },
  ] as const;
  const rows = points.map((point) => [sweptText(sweep, point.value), String(brokenCount(point))]);
  return textTable(columns, rows, width, style.faint);
}

function paragraph(text: string, { width }: TableOptions): string {
  return `${wrappedText(text, width)}\n`;
}
