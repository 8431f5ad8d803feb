/** A replay of changing rates: one line for each step with what each rule found, moved and left. */

import type { Replay, ReplayOutcome, ReplayPolicy } from '../domain/replan.ts';
import { counted, printable } from '../domain/text.ts';
import { documentName } from './document-name.ts';
import { planDocument } from './json.ts';
import { jsonText } from './json-text.ts';
import { grouped } from './numbers.ts';
import { overviewLine, type TableOptions } from './plan-parts.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';
import { wrappedText } from './wrapped-text.ts';

export function renderReplayTable(replay: Replay, options: TableOptions): string {
  const sections = [
    overviewLine(replay.plan, options.width),
    verdict(replay, options),
    steps(replay, options),
    totals(replay, options),
  ];
  return sections.join('\n');
}

function outcomeOf(outcomes: readonly ReplayOutcome[], policy: ReplayPolicy): ReplayOutcome {
  const outcome = outcomes.find((candidate) => candidate.policy === policy);
  if (outcome === undefined) throw new Error(`there is no outcome of "${policy}"`);
  return outcome;
}

function verdict({ steps: all, totals: sums }: Replay, { style, width }: TableOptions): string {
  const [ours, ibis, none] = (['replan', 'ibis hot-spot', 'nothing'] as const).map((policy) => outcomeOf(sums, policy));
  if (ours === undefined || ibis === undefined || none === undefined) throw new Error('a replay has three rules');
  const sign = ours.after === 0 && ours.stops === 0 ? style.good('✓') : style.bad('✗');
  const stops = ours.stops === 0 ? '' : `, ${counted(ours.stops, 'stop')} and ${counted(ours.starts, 'start')}`;
  const ourWords = `${counted(all.length, 'step')}: ${counted(ours.moves, 'move')}${stops} keep every SLO of what is hosted`;
  const text =
    `${sign} ${style.strong(ourWords)}. Ibis's rule makes ${counted(ibis.moves, 'move')} and leaves ` +
    `${grouped(ibis.after)} violating, summed over the steps; without moves it is ${grouped(none.after)}.`;
  return `${wrappedText(text, width)}\n`;
}

function steps({ steps: all }: Replay, { style, width, isVerbose }: TableOptions): string {
  const columns = [
    { title: 'time' },
    { title: 'rates', isFlexible: true },
    { title: 'broken', align: 'right' },
    { title: 'moves', align: 'right' },
    { title: 'stops', align: 'right' },
    { title: 'starts', align: 'right' },
    { title: 'left', align: 'right' },
    { title: 'Ibis', align: 'right' },
    { title: 'nothing', align: 'right' },
  ] as const;
  const rows = all.map(({ time, changes, outcomes }) => {
    const ours = outcomeOf(outcomes, 'replan');
    return [
      time,
      ratesText(changes, isVerbose),
      grouped(ours.before),
      grouped(ours.moves),
      grouped(ours.stops),
      grouped(ours.starts),
      bad(ours.after, style),
      bad(outcomeOf(outcomes, 'ibis hot-spot').after, style),
      bad(outcomeOf(outcomes, 'nothing').after, style),
    ];
  });
  const legend = style.faint(
    "broken: SLOs that the new rates break; left: after the repair, after Ibis's rule, and if nothing is done",
  );
  return `${textTable(columns, rows, width, style.faint)}${wrappedText(legend, width)}\n`;
}

/** The first change of a step, and how many more there are. */
function ratesText(changes: readonly string[], isVerbose: boolean): string {
  const texts = changes.map((text) => printable(text).replace(' /s', '/s'));
  if (isVerbose) return texts.join(', ');
  return `${texts[0] ?? ''}${texts.length > 1 ? ` +${texts.length - 1}` : ''}`;
}

function totals({ totals: sums }: Replay, { style, width }: TableOptions): string {
  const columns = [
    { title: 'in all steps' },
    { title: 'fewest hosted', align: 'right' },
    { title: 'broken', align: 'right' },
    { title: 'moves', align: 'right' },
    { title: 'stops', align: 'right' },
    { title: 'starts', align: 'right' },
    { title: 'left', align: 'right' },
  ] as const;
  const rows = sums.map(({ policy, hosted, before, moves, stops, starts, after }) => [
    policy === 'replan' ? 'edge-plan replan' : policy,
    grouped(hosted),
    grouped(before),
    grouped(moves),
    grouped(stops),
    grouped(starts),
    bad(after, style),
  ]);
  return textTable(columns, rows, width, style.faint);
}

function bad(count: number, style: Style): string {
  return count === 0 ? '0' : style.bad(grouped(count));
}

/** The document: every step with every rule, the sums, and the plan of `replan` after the last step. */
export function renderReplayJson({ plan, file, steps: all, totals: sums }: Replay): string {
  const { summary, apps, accelerators, profiles, ...head } = planDocument(plan);
  const counts = ({ before, after, ...rest }: ReplayOutcome) => ({
    ...rest,
    violatingBefore: before,
    violatingAfter: after,
  });
  const document = {
    ...head,
    rates: documentName(file),
    summary: { ...summary, steps: all.length },
    totals: sums.map(counts),
    steps: all.map(({ time, changes, outcomes }) => ({ time, changes, policies: outcomes.map(counts) })),
    apps,
    accelerators,
    profiles,
  };
  return jsonText(document);
}
