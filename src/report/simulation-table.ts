/** A simulated plan as a person reads it: the verdict, predicted against simulated, and who is not as predicted. */

import type { Plan } from '../domain/plan.ts';
import { instanceName, SLO_METRICS } from '../domain/scenario.ts';
import {
  errorsByDiscipline,
  type SimulatedInstance,
  type SimulatedTotals,
  simulatedInstances,
  simulatedTotals,
} from '../domain/simulated-plan.ts';
import { isMeanConfirmed, type PlanSimulation, simulatedValue } from '../domain/simulation.ts';
import { counted } from '../domain/text.ts';
import { nameRanges } from './names.ts';
import { grouped, milliseconds, percent } from './numbers.ts';
import { acceleratorName, overviewLine, sloText, type TableOptions } from './plan-parts.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';
import { wrappedText } from './wrapped-text.ts';

/** The whole answer of `simulate`. */
export function renderSimulationTable(plan: Plan, options: TableOptions): string {
  return `${overviewLine(plan, options.width)}\n${renderSimulationPart(plan, options)}`;
}

/** What follows the table of a plan that was simulated too; empty where it was not. */
export function renderSimulationPart(plan: Plan, options: TableOptions): string {
  const { simulation } = plan;
  if (simulation === undefined) return '';
  const all = simulatedInstances(plan, simulation);
  const placed = all.filter((instance) => instance !== null);
  const totals = simulatedTotals(all);
  const sections = [
    verdict(all.length, placed.length, totals, options),
    placed.length === 0 ? '' : simulatedRows(plan, placed, options),
    errorLines(all, options.width),
    sloLines(plan, placed, options),
    contradictedLines(plan, placed, options),
    options.style.faint(simulatedSize(simulation)),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function verdict(offered: number, placed: number, totals: SimulatedTotals, options: TableOptions): string {
  const { style, width } = options;
  const { kept, broken, undecided, confirmed, contradicted, untold } = totals;
  const head = `${grouped(placed)} of ${counted(offered, 'application')} ${placed === 1 ? 'is' : 'are'} placed`;
  if (placed === 0) return `${style.bad('✗')} ${head}: nothing to simulate.\n`;
  const parts = [
    broken > 0 ? style.bad(`${broken} ${broken === 1 ? 'breaks its SLO' : 'break their SLO'}`) : '',
    undecided > 0 ? style.warn(`${undecided} ${undecided === 1 ? 'is' : 'are'} not decided`) : '',
    kept === placed
      ? 'every SLO is kept'
      : kept > 0
        ? `${kept} ${kept === 1 ? 'keeps its SLO' : 'keep their SLO'}`
        : '',
  ].filter((part) => part !== '');
  const sign = broken > 0 ? style.bad('✗') : undecided > 0 ? style.warn('?') : style.good('✓');
  const told = confirmed + contradicted;
  const rest = untold > 0 ? `; ${untold} had too few requests to tell` : '';
  const chance = contradicted > 0 ? ' (1 in 20 misses by chance)' : '';
  const within = `${grouped(confirmed)} of ${counted(told, 'prediction')} ${told === 1 ? 'lies' : 'lie'} within the 95 % interval`;
  const first = wrappedText(`${sign} ${style.strong(head)}; in simulation ${parts.join(', ')}.`, width);
  return `${first}\n${wrappedText(`${within}${chance}${rest}.`, width, '  ')}\n`;
}

/** Predicted beside simulated, of each application or each instance, and, unless nothing is, what that decides. */
export function simulatedRows(
  plan: Plan,
  placed: readonly SimulatedInstance[],
  { style, width, isVerbose }: TableOptions,
  isDecided = true,
): string {
  const columns = [
    { title: 'means in ms' },
    { title: 'SLO' },
    { title: 'predicted', align: 'right' },
    { title: 'simulated', align: 'right' },
    { title: 'error', align: 'right' },
    { title: 'over SLO', align: 'right' },
    ...(isDecided ? [{ title: 'agree', align: 'right' } as const] : []),
  ] as const;
  const rows = isVerbose
    ? placed.map((one) => [
        instanceName(plan.scenario.apps, one.index),
        ...cells(one, style, isDecided),
        ...(isDecided ? [confirmedWord(one, style)] : []),
      ])
    : byGroup(placed).map((group) => {
        const confirmed = group.filter((one) => one.isConfirmed === true).length;
        const worst = group.reduce((a, b) => (distance(b) > distance(a) ? b : a));
        const share = isDecided ? [`${confirmed}/${group.length}`] : [];
        return [worst.app.name, ...cells(worst, style, isDecided), ...share];
      });
  const note = isVerbose
    ? ''
    : `${style.faint('Of each application the instance that is furthest from its prediction:')}\n`;
  return note + textTable(columns, rows, width, style.faint);
}

/** How far off an instance is; beyond every figure where there is none. */
function distance({ error }: SimulatedInstance): number {
  return error === null ? Number.POSITIVE_INFINITY : Math.abs(error);
}

function byGroup(placed: readonly SimulatedInstance[]): readonly (readonly SimulatedInstance[])[] {
  const groups = new Map<number, SimulatedInstance[]>();
  for (const one of placed) {
    const group = groups.get(one.app.index);
    if (group === undefined) groups.set(one.app.index, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function confirmedWord({ isConfirmed }: SimulatedInstance, style: Style): string {
  return isConfirmed === null ? '?' : isConfirmed ? 'yes' : style.warn('no');
}

function cells(
  { app, predicted, simulated, slo, error }: SimulatedInstance,
  style: Style,
  isDecided: boolean,
): string[] {
  const { mean, meanInterval, isSteady, violationRate } = simulated;
  const halfWidth =
    meanInterval === null ? '' : ` ± ${Number(((meanInterval[1] - meanInterval[0]) / 2).toPrecision(2))}`;
  const over = violationRate === null ? '' : percent(violationRate, violationRate < 0.1 ? 1 : 0);
  const probability = SLO_METRICS[app.slo.metric];
  const allowed = probability === null || over === '' ? over : `${over} of ${percent(1 - probability)}`;
  return [
    sloText(app.slo),
    predicted === null ? style.bad('unstable') : grouped(predicted.mean),
    isSteady === false ? style.bad('growing') : mean === null ? '' : `${grouped(mean)}${halfWidth}`,
    error === null || isSteady === false ? '' : signed(error),
    !isDecided
      ? allowed
      : slo === 'broken'
        ? style.bad(allowed)
        : slo === 'undecided'
          ? style.warn(`${allowed} ?`)
          : allowed,
  ];
}

function signed(fraction: number): string {
  return `${fraction < 0 ? '−' : '+'}${percent(Math.abs(fraction), 1)}`;
}

function errorLines(instances: readonly (SimulatedInstance | null)[], width: number): string {
  return errorsByDiscipline(instances)
    .map(({ discipline, applications, bias, meanError, worst }) => {
      const off = `off by ${percent(meanError, 1)} on average (${signed(bias)} with signs), ${signed(worst)} at worst`;
      return `${wrappedText(`${discipline}: ${counted(applications, 'mean')} ${off}`, width)}\n`;
    })
    .join('');
}

const MOST_LINES = 12;
/** Characters of a list of names. */
const MOST_NAMES = 48;

/** Lines up to what a person reads, unless all are asked for. */
function listed(title: string, lines: readonly string[], { style, isVerbose }: TableOptions): string {
  if (lines.length === 0) return '';
  const shown = isVerbose || lines.length <= MOST_LINES ? lines : lines.slice(0, MOST_LINES - 1);
  const hidden = lines.length - shown.length;
  const rest = hidden > 0 ? [style.faint(`  and ${hidden} more lines with --verbose`)] : [];
  return `${style.strong(title)}\n${[...shown.map((line) => `  ${line}`), ...rest].join('\n')}\n`;
}

function sloLines(plan: Plan, placed: readonly SimulatedInstance[], options: TableOptions): string {
  const of = (status: SimulatedInstance['slo']) =>
    groupedLines(
      plan,
      placed.filter(({ slo }) => slo === status),
      sloFigures,
    );
  const sections = [listed('SLO broken', of('broken'), options), listed('SLO not decided', of('undecided'), options)];
  return sections.filter((section) => section !== '').join('\n');
}

function sloFigures(group: readonly SimulatedInstance[]): string {
  const { app } = group[0] as SimulatedInstance;
  const values = group.flatMap(({ simulated }) => simulatedValue(app.slo, simulated) ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)].map(grouped);
  const range = low === high ? `${low} ms` : `${low} to ${high} ms`;
  const figures = values.length === 0 ? [] : [`${app.slo.metric} ${range}, limit ${milliseconds(app.slo.limit)}`];
  const reasons = new Set(group.flatMap(({ reason }) => reason ?? []));
  return [...figures, ...reasons].join('; ');
}

function contradictedLines(plan: Plan, placed: readonly SimulatedInstance[], options: TableOptions): string {
  const contradicted = placed.filter((one) => one.isConfirmed === false);
  return listed('Outside of their interval', groupedLines(plan, contradicted, contradiction), options);
}

/** Instances of an application that share an accelerator, and so a prediction, share a line. */
function groupedLines(
  plan: Plan,
  instances: readonly SimulatedInstance[],
  figures: (group: readonly SimulatedInstance[]) => string,
): readonly string[] {
  const together = new Map<string, SimulatedInstance[]>();
  for (const one of instances) {
    const key = `${one.node.index}/${one.accelerator}/${one.app.index}`;
    const known = together.get(key);
    if (known === undefined) together.set(key, [one]);
    else known.push(one);
  }
  return [...together.values()].map((group) => {
    const { node, accelerator } = group[0] as SimulatedInstance;
    const names = nameRanges(
      plan.scenario.apps,
      group.map(({ index }) => index),
    );
    const shown = names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES - 1)}…` : names;
    return `${shown} on ${acceleratorName(plan, node, accelerator)}: ${figures(group)}`;
  });
}

function contradiction(group: readonly SimulatedInstance[]): string {
  const { app, predicted, simulated } = group[0] as SimulatedInstance;
  if (predicted === null) return 'predicted unstable, simulated steady';
  if (!group.every((one) => one.predicted !== null && isMeanConfirmed(one.predicted, one.simulated))) {
    const errors = group.flatMap(({ error }) => (error === null ? [] : [error]));
    return `mean ${errorRange(Math.min(...errors), Math.max(...errors))}`;
  }
  const shares = `${percent(predicted.tail(app.slo.limit), 2)}, simulated ${percent(simulated.violationRate ?? 0, 2)}`;
  return `share over the SLO predicted ${shares}`;
}

function errorRange(low: number, high: number): string {
  return signed(low) === signed(high) ? signed(low) : `${signed(low)} to ${signed(high)}`;
}

function simulatedSize({
  requests,
  nodesSimulated,
  requestsPerApplication,
  isDistinct,
  precision,
  seed,
}: PlanSimulation): string {
  const once = isDistinct ? ', equal nodes once' : '';
  const stop = precision === null ? '' : `, stopped at ${percent(precision, 1)}`;
  const each = `${requestsPerApplication.toLocaleString('en')} of each application`;
  return `Simulated: ${requests.toLocaleString('en')} requests (${each}${stop}) on ${counted(nodesSimulated, 'node')}${once}, seed ${seed}.\n`;
}
