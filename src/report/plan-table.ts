/** A plan as a person reads it: the verdict first, then applications, then who is on which accelerator. */

import type { ResponseTime } from '../domain/latency.ts';
import { sloValue } from '../domain/latency.ts';
import { type NodePlan, type Plan, planTotals, verdictOn } from '../domain/plan.ts';
import { type ApplicationGroup, applicationCount, instanceName, nodeCount } from '../domain/scenario.ts';
import { counted } from '../domain/text.ts';
import { perSecond } from '../domain/units.ts';
import { nameRanges } from './names.ts';
import { grouped, milliseconds, percent, ratePerSecond, size } from './numbers.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';

export interface TableOptions {
  readonly style: Style;
  /** Longest line, characters. */
  readonly width: number;
  /** Every accelerator on its own row, however many. */
  readonly isVerbose: boolean;
}

/** Past this many busy accelerators, equal ones share a row. */
const MOST_ROWS = 24;

export function renderPlanTable(plan: Plan, options: TableOptions): string {
  const sections = [
    `${overview(plan)}\n`,
    `${verdict(plan, options.style)}\n`,
    applicationTable(plan, options),
    acceleratorTable(plan, options),
    leftOut(plan, options),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function overview(plan: Plan): string {
  const devices = new Map<string, number>();
  for (const group of plan.scenario.nodes) devices.set(group.device, (devices.get(group.device) ?? 0) + group.count);
  const kinds = [...devices].map(([device, count]) => `${count} ${device}`).join(', ');
  const nodes = counted(nodeCount(plan.scenario), 'node');
  return `${plan.scenario.name}: ${nodes} (${kinds}), ${counted(applicationCount(plan.scenario), 'application')}`;
}

function verdict(plan: Plan, style: Style): string {
  const { apps, placed, violating } = planTotals(plan);
  const verb = plan.command === 'fit' ? (placed === 1 ? 'fits' : 'fit') : placed === 1 ? 'is placed' : 'are placed';
  const count = style.strong(`${placed} of ${counted(apps, 'application')} ${verb}`);
  if (placed === 0) return `${style.bad('✗')} ${count}.${bound(plan)}`;
  if (violating > 0) return `${style.bad('✗')} ${count}, but ${style.bad(`${violating} break their SLO`)}.${bound(plan)}`;
  return `${style.good('✓')} ${count}, every SLO kept.${bound(plan)}`;
}

function bound(plan: Plan): string {
  if (plan.upperBound === null) return '';
  const { apps, placedWeight, offeredWeight } = planTotals(plan);
  const unit = offeredWeight === apps ? '' : ' of weight';
  if (placedWeight >= plan.upperBound) return ` No plan hosts more${unit}.`;
  const gap = percent((plan.upperBound - placedWeight) / plan.upperBound, 1);
  return ` At most ${grouped(plan.upperBound)}${unit} can (gap ${gap}).`;
}

/** The placed instance of a group whose SLO is nearest to breaking. */
interface Tightest {
  readonly app: ApplicationGroup;
  readonly response: ResponseTime | null;
  readonly value: number;
  readonly slack: number;
}

function tightestOn(node: NodePlan, accelerator: number): Tightest[] {
  return (node.tenancy[accelerator] ?? []).map(({ app }) => {
    const { response } = verdictOn(node, accelerator, app);
    const value = response === null ? Number.POSITIVE_INFINITY : sloValue(response, app.slo);
    return { app, response, value, slack: 1 - value / app.slo.limit };
  });
}

function applicationTable(plan: Plan, { style, width }: TableOptions): string {
  const worst = new Map<ApplicationGroup, Tightest>();
  for (const node of plan.nodes) {
    node?.tenancy.forEach((_, accelerator) => {
      for (const one of tightestOn(node, accelerator)) {
        if (!(one.slack >= (worst.get(one.app)?.slack ?? Number.POSITIVE_INFINITY))) worst.set(one.app, one);
      }
    });
  }
  const placed = placedCounts(plan);
  const rows = plan.scenario.apps.map((app) => [
    app.name,
    app.model,
    ratePerSecond(perSecond(app.arrivalRate)),
    `${app.slo.metric} ≤ ${milliseconds(app.slo.limit)}`,
    share(placed.get(app) ?? 0, app.count, style),
    ...worstCells(worst.get(app), style),
  ]);
  return textTable(
    [
      { title: 'application' },
      { title: 'model', isFlexible: true },
      { title: 'rate', align: 'right' },
      { title: 'SLO' },
      { title: 'placed', align: 'right' },
      { title: 'worst', align: 'right' },
      { title: 'slack', align: 'right' },
    ],
    rows,
    width,
    style.faint,
  );
}

function placedCounts(plan: Plan): Map<ApplicationGroup, number> {
  const counts = new Map<ApplicationGroup, number>();
  for (const node of plan.nodes) {
    for (const { app, count } of node?.tenancy.flat() ?? []) counts.set(app, (counts.get(app) ?? 0) + count);
  }
  return counts;
}

function share(placed: number, offered: number, style: Style): string {
  const text = `${placed}/${offered}`;
  return placed === offered ? text : style.warn(text);
}

function worstCells(tightest: Tightest | undefined, style: Style): [string, string] {
  if (tightest === undefined) return ['', ''];
  if (tightest.response === null) return [style.bad('unstable'), ''];
  return [milliseconds(tightest.value), slackText(tightest.slack, style)];
}

function slackText(slack: number, style: Style): string {
  return slack < 0 ? style.bad(percent(slack)) : percent(slack);
}

interface Row {
  readonly nodes: number[];
  readonly node: NodePlan;
  readonly accelerator: number;
  readonly instances: readonly number[];
}

function acceleratorTable(plan: Plan, { style, width, isVerbose }: TableOptions): string {
  const busy = busyAccelerators(plan);
  if (busy.length === 0) return '';
  const isGrouped = !isVerbose && busy.length > MOST_ROWS;
  const rows = (isGrouped ? mergeEqual(busy) : busy).map((row) => acceleratorCells(plan, row, isGrouped, style));
  const table = textTable(
    [
      { title: isGrouped ? 'accelerators' : 'accelerator' },
      { title: 'util', align: 'right' },
      { title: 'memory', align: 'right' },
      { title: 'tightest SLO' },
      { title: 'hosts', isFlexible: true },
    ],
    rows,
    width,
    style.faint,
  );
  return table + idleLine(plan, style);
}

function busyAccelerators(plan: Plan): Row[] {
  const rows = new Map<string, { node: NodePlan; accelerator: number; instances: number[] }>();
  plan.placement.node.forEach((index, instance) => {
    const node = plan.nodes[index];
    if (node === undefined || node === null) return;
    const accelerator = plan.placement.accelerator[instance] as number;
    const key = `${String(index).padStart(9, '0')}:${String(accelerator).padStart(4, '0')}`;
    const row = rows.get(key) ?? { node, accelerator, instances: [] };
    row.instances.push(instance);
    rows.set(key, row);
  });
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => ({ ...row, nodes: [row.node.index] }));
}

/** Accelerators of one node group with the same tenants share a row. */
function mergeEqual(rows: readonly Row[]): Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const tenants = (row.node.tenancy[row.accelerator] ?? []).map(({ app, count }) => `${app.index}×${count}`);
    const key = `${row.node.group.index}/${row.accelerator}/${tenants.join(',')}/${row.node.answer.cpuUtilization}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, row);
    else known.nodes.push(row.node.index);
  }
  return [...merged.values()];
}

function acceleratorCells(plan: Plan, row: Row, isGrouped: boolean, style: Style): string[] {
  const { node, accelerator } = row;
  const answer = node.answer.accelerators[accelerator];
  const tightest = tightestOn(node, accelerator).reduce((a, b) => (b.slack < a.slack ? b : a));
  const suffix = node.group.accelerators > 1 ? `/${accelerator}` : '';
  const name = isGrouped
    ? `${row.nodes.length} × ${node.group.name}${suffix}`
    : `${instanceName(plan.scenario.nodes, node.index)}${suffix}`;
  const hosts = isGrouped
    ? (node.tenancy[accelerator] ?? []).map(({ app, count }) => `${count} ${app.name}`).join(', ')
    : nameRanges(plan.scenario.apps, row.instances);
  return [
    name,
    answer === undefined ? '' : percent(answer.utilization),
    size(node.acceleratorMemory[accelerator] ?? 0),
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
  return style.faint(`${counted(idle.length, 'node')} idle: ${names.length > 60 ? `${names.slice(0, 59)}…` : names}`) + '\n';
}

function leftOut(plan: Plan, { style }: TableOptions): string {
  const placed = placedCounts(plan);
  const lines = plan.scenario.apps.flatMap((app) => {
    const missing = app.count - (placed.get(app) ?? 0);
    if (missing === 0) return [];
    const count = app.isCounted ? `${missing} of ${app.count} ${app.name}` : app.name;
    return [`  ${count}: ${plan.reasons[app.index] ?? 'not placed'}`];
  });
  return lines.length === 0 ? '' : `${style.strong('Not placed')}\n${lines.join('\n')}\n`;
}
