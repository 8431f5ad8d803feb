/** Why an application is not elsewhere, as a person reads it: the answer, a row for each kind of node, what next. */

import type { Explanation, Obstacle, Spot } from '../domain/explanation.ts';
import type { Plan } from '../domain/plan.ts';
import { instanceName } from '../domain/scenario.ts';
import { perSecond } from '../domain/units.ts';
import { kindName, nameRanges } from './names.ts';
import { grouped, milliseconds, ratePerSecond } from './numbers.ts';
import { breakPlace, sloText, type TableOptions } from './plan-parts.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';

/** Longest list of nodes in a sentence. */
const MOST_NAMES = 60;
/** Obstacles told of one place. */
const MOST_OBSTACLES = 3;

/** `''` where no explanation was asked for. */
export function renderExplainPart(plan: Plan, options: TableOptions): string {
  return (plan.explanations ?? []).map((explanation) => section(plan, explanation, options)).join('\n');
}

function section(plan: Plan, explanation: Explanation, options: TableOptions): string {
  const { app } = explanation;
  const facts = `${app.model}, ${ratePerSecond(perSecond(app.arrivalRate))}, ${sloText(app.slo)}`;
  return [
    `${options.style.strong(`Why not: ${app.name}`)} (${facts})\n`,
    whereabouts(plan, explanation),
    answer(plan, explanation, options.style),
    kindTable(plan, explanation, options),
    hopeless(plan, explanation),
    next(plan, explanation),
  ].join('');
}

function answer(plan: Plan, { kinds }: Explanation, style: Style): string {
  const places = kinds.flatMap(({ nearest }) => (nearest?.obstacles.length === 0 ? [breakPlace(plan, nearest)] : []));
  if (places.length === 0) return `${style.bad('✗')} One more fits nowhere as the plan stands.\n`;
  return `${style.good('✓')} One more fits on ${places.join(' or ')}, and one that moves there breaks nothing.\n`;
}

/** Where its instances are; of one instance where that one is. */
function whereabouts({ scenario, placement }: Plan, { app, instance }: Explanation): string {
  if (instance !== null) {
    const node = placement.node[instance] as number;
    const where = node === -1 ? 'not placed' : `on ${instanceName(scenario.nodes, node)}`;
    return `${instanceName(scenario.apps, instance)} is ${where}.\n`;
  }
  const nodes = placement.node.subarray(app.firstIndex, app.firstIndex + app.count).filter((node) => node !== -1);
  const names = nameRanges(
    scenario.nodes,
    [...new Set(nodes)].sort((a, b) => a - b),
  );
  const on =
    nodes.length === 0 ? '' : `, on ${names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES - 1)}…` : names}`;
  return `${grouped(nodes.length)} of ${grouped(app.count)} ${nodes.length === 1 || app.count === 1 ? 'is' : 'are'} placed${on}.\n`;
}

function kindTable(plan: Plan, { app, kinds }: Explanation, { style, width }: TableOptions): string {
  const columns = [
    { title: 'nodes' },
    { title: 'nearest' },
    { title: 'in the way of one more', isFlexible: true },
    { title: 'fits at', align: 'right' },
    { title: 'fits with' },
  ] as const;
  const rows = kinds.map((kind) => [
    kindName(plan.scenario.nodes, kind.nodes),
    kind.nearest === null ? '' : breakPlace(plan, kind.nearest),
    kind.nearest === null ? (kind.reason ?? '') : obstacleText(kind.nearest.obstacles),
    kind.rate === null ? '' : ratePerSecond(perSecond(kind.rate.arrivalRate)),
    kind.slo === null ? '' : sloText({ ...app.slo, limit: kind.slo.limit }),
  ]);
  return textTable(columns, rows, width, style.faint);
}

function obstacleText(obstacles: readonly Obstacle[]): string {
  if (obstacles.length === 0) return 'nothing: it fits';
  const told = obstacles.slice(0, MOST_OBSTACLES).map(({ sentence }) => sentence);
  const rest = obstacles.length - told.length;
  return `${told.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

/** Where no rate helps, and where not even an idle node of the kind does, and why. */
function hopeless(plan: Plan, { kinds }: Explanation): string {
  const lines = kinds.flatMap(({ nodes, nearest, alone, reason }) => {
    const name = kindName(plan.scenario.nodes, nodes);
    const atNoRate = nearest === null || reason === null ? [] : [`On ${name}, no rate would do: ${reason}.\n`];
    const [binding] = alone ?? [];
    return binding === undefined
      ? atNoRate
      : [...atNoRate, `On ${name}, it does not even fit alone: ${binding.sentence}.\n`];
  });
  return lines.join('');
}

/** The smallest changes that would host one more, in a sentence. */
function next(plan: Plan, explanation: Explanation): string {
  if (explanation.fitting !== null) return '';
  const ways = waysToFit(plan, explanation);
  if (ways.length === 0) return 'What next: no lower rate, looser SLO or further node of these kinds alone would do.\n';
  return `What next: one more would fit\n${ways.map((way) => `  ${way}`).join(', or\n')}.\n`;
}

/** Each of the smallest changes that would host one more, as what can follow "one more would fit". */
export function waysToFit(plan: Plan, { app, fitting, changes }: Explanation): readonly string[] {
  const at = (spot: Spot | null | undefined) => (spot == null ? '' : breakPlace(plan, spot));
  if (fitting !== null) return [`on ${at(fitting.nearest)} as the plan stands`];
  const { rate, slo, node } = changes;
  const asked = ratePerSecond(perSecond(app.arrivalRate));
  return [
    rate?.rate == null
      ? ''
      : `on ${at(rate.rate)} at ${ratePerSecond(perSecond(rate.rate.arrivalRate))} (asked ${asked})`,
    slo?.slo == null
      ? ''
      : `on ${at(slo.slo)} with ${sloText({ ...app.slo, limit: slo.slo.limit })} (asked ${milliseconds(app.slo.limit)})`,
    node === null ? '' : `with one more ${kindName(plan.scenario.nodes, node.nodes)} node`,
  ].filter((way) => way !== '');
}
