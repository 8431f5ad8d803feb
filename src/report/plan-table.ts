/** A plan as a person reads it: the verdict first, then applications, then who is on which accelerator. */

import { memoryOn, type Plan } from '../domain/plan.ts';
import type { ApplicationGroup } from '../domain/scenario.ts';
import { type SloStanding, standingsOn, worstStandings } from '../domain/standing.ts';
import { counted } from '../domain/text.ts';
import { perSecond } from '../domain/units.ts';
import { type AcceleratorRow, acceleratorRows } from './accelerator-rows.ts';
import { renderExplainPart } from './explain-table.ts';
import { renderHeadroomPart } from './headroom-table.ts';
import { nameRanges } from './names.ts';
import { grouped, memoryText, milliseconds, percent, ratePerSecond } from './numbers.ts';
import { overviewLine, slackText, sloText, type TableOptions, verdictLine } from './plan-parts.ts';
import { renderSimulationPart } from './simulation-table.ts';
import type { Style } from './style.ts';
import { survivalText } from './survival-text.ts';
import { textTable } from './text-table.ts';
import { listLine } from './wrapped-text.ts';

export function renderPlanTable(plan: Plan, options: TableOptions): string {
  const sections = [
    overviewLine(plan, options.width),
    verdictLine(plan, options.style),
    plan.survival === undefined ? '' : survivalText(plan.survival, plan.scenario, options),
    applicationTable(plan, options),
    acceleratorTable(plan, options),
    leftOut(plan, options),
    renderSimulationPart(plan, options),
    renderHeadroomPart(plan, options),
    renderExplainPart(plan, options),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

/** Every application: what it asks, how much of it is placed, and the instance nearest to its SLO. */
export function applicationTable(plan: Plan, { style, width }: TableOptions): string {
  const worst = worstStandings(plan.nodes);
  const placed = placedCounts(plan);
  const rows = plan.scenario.apps.map((app) => [
    app.name,
    app.model,
    ratePerSecond(perSecond(app.arrivalRate)),
    sloText(app.slo),
    share(placed.get(app) ?? 0, app.count, style),
    ...worstCells(worst.get(app.index), style),
  ]);
  const columns = [
    { title: 'application' },
    { title: 'model', isFlexible: true },
    { title: 'rate', align: 'right' },
    { title: 'SLO' },
    { title: 'placed', align: 'right' },
    { title: 'worst', align: 'right' },
    { title: 'slack', align: 'right' },
  ] as const;
  return textTable(columns, rows, width, style.faint);
}

function placedCounts(plan: Plan): Map<ApplicationGroup, number> {
  const counts = new Map<ApplicationGroup, number>();
  for (const node of plan.nodes) {
    for (const { app, count } of node?.tenancy.flat() ?? []) counts.set(app, (counts.get(app) ?? 0) + count);
  }
  return counts;
}

function share(placed: number, offered: number, style: Style): string {
  const text = `${grouped(placed)}/${grouped(offered)}`;
  return placed === offered ? text : style.warn(text);
}

function worstCells(standing: SloStanding | undefined, style: Style): [string, string] {
  if (standing === undefined) return ['', ''];
  if (standing.response === null) return [style.bad('unstable'), ''];
  return [milliseconds(standing.value), slackText(standing.slack, style)];
}

/** Who is on which accelerator. */
export function acceleratorTable(plan: Plan, { style, width, isVerbose }: TableOptions): string {
  const rows = acceleratorRows(plan, isVerbose);
  if (rows.length === 0) return '';
  const columns = [
    { title: 'accelerator' },
    { title: 'util', align: 'right' },
    { title: 'memory', align: 'right' },
    { title: 'tightest SLO' },
    { title: 'hosts', isFlexible: true },
  ] as const;
  const cells = rows.map((row) => acceleratorCells(plan, row, style));
  return textTable(columns, cells, width, style.faint) + idleLine(plan, style);
}

function acceleratorCells(plan: Plan, row: AcceleratorRow, style: Style): string[] {
  const { node, accelerator } = row;
  const tightest = standingsOn(node, accelerator).reduce((a, b) => (b.slack < a.slack ? b : a));
  const hosts =
    row.count === 1
      ? nameRanges(plan.scenario.apps, row.instances)
      : (node.tenancy[accelerator] ?? []).map(({ app, count }) => `${count} ${app.name}`).join(', ');
  return [
    row.name,
    percent(node.answer.accelerators[accelerator]?.utilization ?? 0),
    memoryText(memoryOn(node, accelerator)),
    tightest.response === null
      ? style.bad(`${tightest.app.name} unstable`)
      : `${tightest.app.name} ${grouped(tightest.value)}/${milliseconds(tightest.app.slo.limit)}`,
    hosts,
  ];
}

function idleLine(plan: Plan, style: Style): string {
  const idle = plan.nodes.flatMap((node, index) => (node === null ? [index] : []));
  if (idle.length === 0) return '';
  const names = nameRanges(plan.scenario.nodes, idle);
  return `${style.faint(`${counted(idle.length, 'node')} idle: ${names.length > 60 ? `${names.slice(0, 59)}…` : names}`)}\n`;
}

/** What is not placed, and why; empty where all is. */
export function leftOut(plan: Plan, { style, width }: TableOptions): string {
  const placed = placedCounts(plan);
  const lines = plan.scenario.apps.flatMap((app) => {
    const missing = app.count - (placed.get(app) ?? 0);
    if (missing === 0) return [];
    const count = app.isCounted ? `${grouped(missing)} of ${grouped(app.count)} ${app.name}` : app.name;
    return [listLine(`${count}: ${plan.reasons[app.index] ?? 'not placed'}`, width)];
  });
  return lines.length === 0 ? '' : `${style.strong('Not placed')}\n${lines.join('\n')}\n`;
}
