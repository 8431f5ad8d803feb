/** A repaired plan as a person reads it: the verdict, who goes where and why, and what other rules would do. */

import type { ExplainedMove, Replan } from '../domain/replan.ts';
import { counted, printable } from '../domain/text.ts';
import { nameRanges } from './names.ts';
import { grouped } from './numbers.ts';
import { overviewLine, type TableOptions } from './plan-parts.ts';
import { destination, outlook, rowOf } from './replan-parts.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';
import { wrappedText } from './wrapped-text.ts';

export function renderReplanTable(replan: Replan, options: TableOptions): string {
  const sections = [
    overviewLine(replan.plan, options.width),
    changesLine(replan, options),
    verdict(replan, options),
    moveList(replan, options),
    comparison(replan, options),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function changesLine({ changes, goneApps }: Replan, { width }: TableOptions): string {
  const gone = goneApps.length === 0 ? '' : `No longer in the scenario: ${listed(goneApps)}.\n`;
  if (changes.length === 0) return gone;
  return `${wrappedText(`Changed: ${listed(changes)}.`, width)}\n${gone}`;
}

/** Names of an input, fit to be printed; the first few of many. */
function listed(names: readonly string[]): string {
  const most = 8;
  const rest = names.length > most ? ` and ${names.length - most} more` : '';
  return (
    names
      .slice(0, most)
      .map((name) => printable(name))
      .join(', ') + rest
  );
}

function verdict(replan: Replan, { style, width }: TableOptions): string {
  const { moves, stops, starts } = rowOf(replan, 'replan');
  const fresh = rowOf(replan, 'fresh plan');
  const sign = stops > 0 ? style.bad('✗') : isIdle(replan) ? style.warn('!') : style.good('✓');
  const freshStops = fresh.stops === 0 ? '' : ` and stop ${grouped(fresh.stops)}`;
  const versus = moves + stops === 0 ? '' : ` (a fresh plan would move ${grouped(fresh.moves)}${freshStops})`;
  const started = starts === 0 ? '' : ` ${counted(starts, 'application starts', 'applications start')}.`;
  const sentence = `${style.strong(outcome(replan))}${versus}.${started}${bound(replan)}`;
  return `${wrappedText(`${sign} ${sentence}`, width)}\n`;
}

/** Whether nothing ran before, and nothing does after. */
function isIdle(replan: Replan): boolean {
  const { hosted, stops } = rowOf(replan, 'replan');
  return hosted === 0 && stops === 0;
}

function outcome(replan: Replan): string {
  const { moves, stops } = rowOf(replan, 'replan');
  if (isIdle(replan)) return 'Nothing runs, and nothing that is offered finds a place';
  if (moves + stops === 0) return 'Everything that runs keeps its SLO; nothing moves';
  const goal = goalOf(replan);
  const word = counted(moves, 'move');
  if (moves === 0)
    return `${counted(stops, 'application stops', 'applications stop')}, for want of a place, to ${goal}`;
  const left = counted(stops, 'application finds no place and stops', 'applications find no place and stop');
  const done = moves === 1 ? goal.replace(/^(\w+)/, '$1s') : goal;
  return stops === 0 ? `${word} ${done}` : `${word} ${done}, but ${left}`;
}

/** What had to be done, beginning with a verb. */
function goalOf(replan: Replan): string {
  if (rowOf(replan, 'nothing').violating > 0) return 'restore every SLO';
  return replan.harmed > 0 ? 'make up for what is lost' : 'bring every node within its limits';
}

function bound(replan: Replan): string {
  const { moves, stops } = rowOf(replan, 'replan');
  if (replan.atLeast === 0) return '';
  if (moves + stops <= replan.atLeast) return ' No repair lets fewer leave their place.';
  return ` In any repair at least ${grouped(replan.atLeast)} leave their place.`;
}

/** Moves with one reason, origin, destination and application group. */
interface Line {
  readonly heading: string;
  readonly to: string;
  readonly outlook: string;
  readonly instances: number[];
}

/** Lines shown of a long list. */
const MOST_LINES = 40;

function moveList(replan: Replan, { style, width, isVerbose }: TableOptions): string {
  const all = linesOf(replan);
  const lines = isVerbose ? all : all.slice(0, MOST_LINES);
  const names = lines.map(({ instances }) => nameRanges(replan.plan.scenario.apps, instances));
  const nameWidth = Math.min(28, Math.max(0, ...names.map((name) => name.length)));
  const toWidth = Math.max(0, ...lines.map(({ to }) => to.length));
  let heading = '';
  const texts = lines.map((line, k) => {
    const title =
      line.heading === heading ? '' : `${k === 0 ? '' : '\n'}${wrappedText(style.strong(line.heading), width)}\n`;
    heading = line.heading;
    const name = names[k] as string;
    const lead =
      name.length <= nameWidth
        ? `  ${name.padEnd(nameWidth)}`
        : `${wrappedText(name, width, '  ')}\n  ${' '.repeat(nameWidth)}`;
    const tail = `${line.to.padEnd(toWidth)}  ${line.outlook}`;
    return `${title}${lead}  ${tail}`.trimEnd();
  });
  if (all.length > lines.length) {
    const rest = all.slice(lines.length).reduce((sum, { instances }) => sum + instances.length, 0);
    texts.push(style.faint(`… and ${counted(rest, 'more change')}: --verbose lists all, --json explains each`));
  }
  return texts.length === 0 ? '' : `${texts.join('\n')}\n`;
}

function linesOf(replan: Replan): Line[] {
  const lines = new Map<string, Line>();
  const order = [...replan.moves].sort((a, b) => originOf(a) - originOf(b) || a.move.instance - b.move.instance);
  for (const explained of order) {
    const to = destination(replan, explained);
    const line = {
      heading: headingOf(explained),
      to: to === null ? 'stops' : `→ ${to}`,
      outlook: outlook(replan, explained),
      instances: [],
    };
    const key = JSON.stringify([line.heading, line.to, line.outlook]);
    const known = lines.get(key) ?? line;
    lines.set(key, known);
    known.instances.push(explained.move.instance);
  }
  return [...lines.values()];
}

/** Starts last; those whose node is gone before all. */
function originOf({ move: { kind, from } }: ExplainedMove): number {
  return kind === 'start' ? Number.MAX_SAFE_INTEGER : (from?.node ?? -1);
}

function headingOf({ move, from, why }: ExplainedMove): string {
  if (move.kind === 'start') return 'Start, because there is room';
  return move.from === null ? why : `${printable(from ?? '')}: ${why}`;
}

function comparison(replan: Replan, { style, width }: TableOptions): string {
  const columns = [
    { title: '' },
    { title: 'hosted', align: 'right' },
    { title: 'violating', align: 'right' },
    { title: 'moves', align: 'right' },
    { title: 'stops', align: 'right' },
    { title: 'starts', align: 'right' },
  ] as const;
  const rows = replan.rows.map(({ policy, hosted, violating, moves, stops, starts }) => [
    policy === 'replan' ? 'edge-plan replan' : policy,
    grouped(hosted),
    bad(violating, style),
    policy === 'fresh plan' && !replan.isFreshExact ? `≤ ${grouped(moves)}` : grouped(moves),
    grouped(stops),
    grouped(starts),
  ]);
  return textTable(columns, rows, width, style.faint);
}

function bad(count: number, style: Style): string {
  return count === 0 ? '0' : style.bad(grouped(count));
}
