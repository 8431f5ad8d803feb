/** Headroom as a person reads it: one line for all rates, then a row for each application group. */

import type { Headroom, HeadroomBreak } from '../domain/headroom.ts';
import type { Plan } from '../domain/plan.ts';
import { percentText } from '../domain/quantity-text.ts';
import { growthText } from './numbers.ts';
import { breakPlace, type TableOptions } from './plan-parts.ts';
import { textTable } from './text-table.ts';
import { wrappedText } from './wrapped-text.ts';

/** `''` where headroom was not asked for. */
export function renderHeadroomPart(plan: Plan, { style, width }: TableOptions): string {
  const { headroom } = plan;
  if (headroom === undefined) return '';
  const columns = [
    { title: 'rates of' },
    { title: 'can grow', align: 'right' },
    { title: '' },
    { title: 'in limits', align: 'right' },
    { title: 'the first to break', isFlexible: true },
  ] as const;
  const cells = (name: string, of: Headroom | null) => [name, ...growthCells(plan, of)];
  const rows = plan.scenario.apps.map((app) => cells(app.name, headroom.each[app.index] ?? null));
  const table = textTable(columns, [cells('all', headroom.all), ...rows], width, style.faint);
  const sentences = headroomSentence(plan, headroom.all).split('\n');
  return `${sentences.map((sentence) => style.strong(wrappedText(sentence, width))).join('\n')}\n${table}`;
}

/** All rates in one sentence, and another where the limit of utilisation comes first. */
export function headroomSentence(
  plan: Plan,
  { growth, limitedBy, reason, growthWithinLimits, limitedWithinLimitsBy }: Headroom,
): string {
  if (growth === null) return `No headroom: ${reason}.`;
  const within =
    growthWithinLimits !== null && growthWithinLimits >= 0 && limitedWithinLimitsBy?.kind === 'utilization'
      ? `\nWithin the limits they can grow ${growthText(growthWithinLimits)}: then ${breakText(plan, limitedWithinLimitsBy)}.`
      : '';
  if (growth < 0) return `All rates must shrink by ${growthText(growth).slice(1)} before every SLO is kept.`;
  if (limitedBy === null) return `All rates can grow a million times, and no SLO breaks.${within}`;
  return `All rates can grow ${growthText(growth)} before ${breakText(plan, limitedBy)}.${within}`;
}

function growthCells(plan: Plan, headroom: Headroom | null): string[] {
  if (headroom === null) return ['', '', '', 'none is placed'];
  const { growth, limitedBy, reason, growthWithinLimits } = headroom;
  const within = growthWithinLimits === null ? '' : growthText(growthWithinLimits);
  if (growth === null) return ['no rate', '', within, reason ?? ''];
  return [growthText(growth), bar(growth), within, limitedBy === null ? 'nothing' : shortBreak(plan, limitedBy)];
}

const BAR = 10;

/** A block for every 10 % of growth, at most ten. */
function bar(growth: number): string {
  return '▇'.repeat(Math.min(BAR, Math.max(0, Math.floor(growth * BAR))));
}

function breakText(plan: Plan, found: HeadroomBreak): string {
  const { kind, app, limit } = found;
  const where = breakPlace(plan, found);
  if (kind === 'utilization' && limit !== null) return `${where} passes the utilization limit of ${percentText(limit)}`;
  if (kind === 'unstable') return `${app?.name} on ${where} has no finite response time`;
  return `${app?.name} on ${where} breaks its SLO`;
}

function shortBreak(plan: Plan, found: HeadroomBreak): string {
  return `${found.app?.name} on ${breakPlace(plan, found)}${found.kind === 'unstable' ? ': unstable' : ''}`;
}
