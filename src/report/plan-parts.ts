/** Pieces that the tables of a plan share. */

import { type NodePlan, type Plan, planTotals } from '../domain/plan.ts';
import { applicationCount, groupOf, instanceName, nodeCount, type Slo } from '../domain/scenario.ts';
import { counted } from '../domain/text.ts';
import { grouped, milliseconds, percent } from './numbers.ts';
import type { Style } from './style.ts';
import { wrappedText } from './wrapped-text.ts';

export interface TableOptions {
  readonly style: Style;
  /** Longest line, characters. */
  readonly width: number;
  /** Every accelerator on its own row, however many. */
  readonly isVerbose: boolean;
}

/** A space at which no line is broken. */
const NO_BREAK = '\u00a0';

/** What the scenario is, in a line, which is broken only where a width is given. */
export function overviewLine(plan: Pick<Plan, 'scenario'>, width = Number.POSITIVE_INFINITY): string {
  const devices = new Map<string, number>();
  for (const group of plan.scenario.nodes) devices.set(group.device, (devices.get(group.device) ?? 0) + group.count);
  const kinds = [...devices].map(([device, count]) => `${grouped(count)} ${device}`).join(', ');
  const nodes = counted(nodeCount(plan.scenario), 'node');
  const apps = counted(applicationCount(plan.scenario), 'application').replace(' ', NO_BREAK);
  const line = wrappedText(`${plan.scenario.name}: ${nodes} (${kinds}), ${apps}`, width);
  return `${line.replace(NO_BREAK, ' ')}\n`;
}

/** The answer in a line, before any table. */
export function verdictLine(plan: Plan, style: Style): string {
  const { isGood, count, breaking, rest } = verdictParts(plan);
  const sign = isGood ? style.good('✓') : style.bad('✗');
  return `${sign} ${style.strong(count)}${breaking === '' ? '' : `, but ${style.bad(breaking)}`}${rest}\n`;
}

export interface VerdictParts {
  /** Whether something is placed and no SLO breaks. */
  readonly isGood: boolean;
  /** `138 of 216 applications fit`. */
  readonly count: string;
  /** `3 break their SLO`; empty where none does. */
  readonly breaking: string;
  /** What else there is to say, from its comma or full stop on. */
  readonly rest: string;
}

/** The answer in words. */
export function verdictParts(plan: Plan): VerdictParts {
  const { apps, placed, violating, withoutRoom } = planTotals(plan);
  const isFit = plan.command === 'fit' && violating === 0;
  const verb = isFit ? (placed === 1 ? 'fits' : 'fit') : placed === 1 ? 'is placed' : 'are placed';
  const count = `${grouped(placed)} of ${counted(apps, 'application')} ${verb}`;
  const isGood = placed > 0 && violating === 0;
  const late = violating - withoutRoom;
  const breaks = late === 0 ? [] : [late === 1 ? '1 breaks its SLO' : `${grouped(late)} break their SLO`];
  const breaking = [...breaks, ...(withoutRoom === 0 ? [] : [roomText(plan, withoutRoom)])].join(', and ');
  return { isGood, count, breaking, rest: `${isGood ? ', every SLO kept' : ''}.${bound(plan)}` };
}

/** Instances for which a node has too little memory, slots or pods, and what the first of these nodes lacks. */
function roomText({ nodes }: Plan, count: number): string {
  const [first] = nodes.flatMap((node) => node?.overdrafts ?? []);
  const lack = first === undefined ? '' : ` (${first.sentence.split(':')[0]})`;
  return `${grouped(count)} ${count === 1 ? 'has' : 'have'} no room${lack}`;
}

function bound(plan: Plan): string {
  if (plan.upperBound === null) return '';
  const { apps, placedWeight, offeredWeight } = planTotals(plan);
  const isWeighted = offeredWeight !== apps;
  const most = `${isWeighted ? 'a weight of ' : ''}${grouped(plan.upperBound)}`;
  if (!plan.knowsSlos) return ` Without SLOs, at most ${most}.`;
  const such = plan.survival === undefined ? '' : ' that survives this loss';
  if (placedWeight >= plan.upperBound) return ` No plan${such} hosts more${isWeighted ? ' weight' : ''}.`;
  const gap = percent((plan.upperBound - placedWeight) / plan.upperBound, 1);
  return ` At most ${most} can (gap ${gap}).`;
}

export function sloText({ metric, limit }: Slo): string {
  return `${metric} ≤ ${milliseconds(limit)}`;
}

export function slackText(slack: number, style: Style): string {
  return slack < 0 ? style.bad(percent(slack)) : percent(slack);
}

/** `coral-3`, or `coral-3/1` for the second accelerator of a node that has several. */
export function acceleratorName(plan: Plan, node: NodePlan, accelerator: number): string {
  const suffix = node.group.accelerators > 1 ? `/${accelerator}` : '';
  return `${instanceName(plan.scenario.nodes, node.index)}${suffix}`;
}

/** The accelerator by global node index, named as `acceleratorName` does. */
export function breakPlace({ scenario }: Plan, { node, accelerator }: { node: number; accelerator: number }): string {
  const { accelerators } = groupOf(scenario.nodes, node);
  return `${instanceName(scenario.nodes, node)}${accelerators > 1 ? `/${accelerator}` : ''}`;
}

/** Equal accelerators in one row: `3 × coral`. */
export function acceleratorsName({ group }: NodePlan, accelerator: number, count: number): string {
  return `${grouped(count)} × ${group.name}${group.accelerators > 1 ? `/${accelerator}` : ''}`;
}
