/** The answer of `size` as a person reads it: the verdict, then the kinds of nodes beside what there is today. */

import { applicationCount } from '../domain/scenario.ts';
import {
  type Refusal,
  type SizedKind,
  type Sizing,
  type SizingTotals,
  sizingTotals,
  totalsToday,
} from '../domain/sizing.ts';
import { counted } from '../domain/text.ts';
import { grouped, percent } from './numbers.ts';
import { overviewLine, type TableOptions } from './plan-parts.ts';
import { acceleratorTable } from './plan-table.ts';
import { renderSimulationPart } from './simulation-table.ts';
import type { Style } from './style.ts';
import { anyNodes, survivalText } from './survival-text.ts';
import { textTable } from './text-table.ts';
import { listLine, wrappedText } from './wrapped-text.ts';

export function renderSizingTable(sizing: Sizing, options: TableOptions): string {
  const { plan, survival } = sizing;
  const sections = [
    overviewLine(sizing, options.width),
    `${wrappedText(verdict(sizing, options.style), options.width)}\n`,
    survival === null || plan === null ? '' : survivalText(survival, plan.scenario, options),
    kindTable(sizing, options),
    plan === null || !options.isVerbose ? '' : acceleratorTable(plan, options),
    refused(sizing, options),
    plan === null ? '' : renderSimulationPart(plan, options),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function verdict(sizing: Sizing, style: Style): string {
  const { scenario, kinds, losses, status, reason } = sizing;
  const totals = sizingTotals(sizing);
  const apps = counted(applicationCount(scenario), 'application');
  const all = applicationCount(scenario) === 1 ? 'the 1 application' : `all ${apps}`;
  const after = losses === 0 ? '' : `, also after the loss of ${anyNodes(losses)}`;
  if (totals === null) {
    if (status === 'undecided') return `${style.warn('?')} ${style.strong('Undecided')}: ${reason}.`;
    const missing = sizing.refusals.reduce((sum, { count }) => sum + count, 0);
    const why = missing === 0 ? `${reason}` : `${missing} of ${apps} ${missing === 1 ? 'finds' : 'find'} no place`;
    return `${style.bad('✗')} ${style.strong(`No choice of nodes hosts ${all}${after}`)}: ${why}.`;
  }
  const parts = kinds.filter(({ needed }) => needed !== null && needed > 0);
  const list = parts.map(({ group, needed }) => `${grouped(needed as number)} ${group.name}`).join(', ');
  const count = style.strong(
    `${counted(totals.nodes, 'node')} ${totals.nodes === 1 ? 'hosts' : 'host'} ${all}${after}`,
  );
  const cost = isPriced(sizing) ? ` (cost ${grouped(totals.cost)})` : '';
  return `${style.good('✓')} ${count}: ${list}${cost}. ${boundText(sizing, totals)}`;
}

/** Whether any cost is worth a word: where every node costs 1, it is the number of nodes. */
function isPriced({ kinds }: Sizing): boolean {
  return kinds.some(({ group }) => group.cost !== 1);
}

function boundText({ goal, status, lowerBound }: Sizing, totals: SizingTotals): string {
  if (status === 'optimal') return goal === 'nodes' ? 'Fewer is impossible.' : 'No choice costs less.';
  const bound = lowerBound ?? 0;
  const reached = totals[goal];
  const gap = percent((reached - bound) / reached, 1);
  const least = goal === 'nodes' ? `At least ${grouped(bound)} are needed` : `None costs less than ${grouped(bound)}`;
  return `${least} (gap ${gap}${status === 'stopped' ? '; more --steps may close it' : ''}).`;
}

/** The kinds of nodes beside what there is today. */
export function kindTable(sizing: Sizing, { style, width }: TableOptions): string {
  const totals = sizingTotals(sizing);
  if (totals === null) return '';
  const today = totalsToday(sizing);
  const columns = [
    { title: 'node', isFlexible: true },
    { title: 'device' },
    { title: 'today', align: 'right' },
    { title: 'needed', align: 'right' },
    { title: 'change', align: 'right' },
    { title: 'cost', align: 'right' },
    { title: 'utilization', align: 'right' },
  ] as const;
  const rows = sizing.kinds.map((kind) => kindCells(kind));
  const sum = [
    'all',
    '',
    grouped(today.nodes),
    grouped(totals.nodes),
    change(totals.nodes - today.nodes),
    grouped(totals.cost),
    '',
  ];
  return textTable(columns, rows.length > 1 ? [...rows, sum] : rows, width, style.faint);
}

function kindCells({ group, names, needed, utilization, atLeast, atMost }: SizedKind): string[] {
  const count = needed ?? 0;
  const limits = [atLeast === null ? [] : [`at least ${atLeast}`], atMost === null ? [] : [`at most ${atMost}`]].flat();
  const others = names.length > 1 ? ` and ${names.length - 1} like it` : '';
  return [
    `${group.name}${others}${limits.length === 0 ? '' : ` (${limits.join(', ')})`}`,
    group.device,
    grouped(group.count),
    grouped(count),
    change(count - group.count),
    grouped(count * group.cost),
    utilization === null ? '' : percent(utilization),
  ];
}

/** `+3`, `−2`, and nothing where nothing changes. */
function change(difference: number): string {
  if (difference === 0) return '';
  return difference > 0 ? `+${grouped(difference)}` : `−${grouped(-difference)}`;
}

function refused({ refusals }: Sizing, { style, width }: TableOptions): string {
  if (refusals.length === 0) return '';
  const lines = refusals.map(({ app, count, reason }: Refusal) =>
    listLine(`${app.isCounted ? `${count} of ${app.count} ${app.name}` : app.name}: ${reason}`, width),
  );
  return `${style.strong('Not placed')}\n${lines.join('\n')}\n`;
}
