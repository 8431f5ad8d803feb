/** A gate's answer as Markdown for the comment on a pull request, or for the summary of a job. */

import type { GateCause, GateCheck, GateResult } from '../domain/gate-result.ts';
import type { Origin } from '../domain/scenario.ts';
import { documentName } from './document-name.ts';
import { freshCauses, measuredText, requiredText, shortfallText, verdictText } from './gate-words.ts';

/** GitHub refuses a comment of more than 65,536 characters; room is left for whoever puts something around it. */
const MOST_BYTES = 60_000;
const MOST_CHANGES = 40;

/** Begins with a comment that a job can find its earlier answer by. Less than 64 kB whatever the scenario. */
export function renderGateMarkdown(result: GateResult): string {
  const { sign, text } = verdictText(result);
  const lines = [
    '<!-- edge-plan gate -->',
    '',
    `### ${sign} edge-plan gate: ${code(documentName(result.plan.scenario.name))}`,
    '',
    `**${safe(text)}**`,
    '',
    '| | gate | required | measured | |',
    '| --- | --- | --- | --- | --- |',
    ...result.checks.map(row),
    ...freshCauses(result.checks).flatMap((fresh, index) => causeLines(result.checks[index] as GateCheck, fresh)),
    ...changeLines(result),
    ...tighterLines(result),
  ];
  return within(lines, MOST_BYTES);
}

const SIGNS = { pass: '✓', fail: '✗', undecided: '?', skipped: '–' } as const;

function row(check: GateCheck): string {
  const { gate, verdict, level, reason } = check;
  const note = verdict === 'fail' ? shortfallText(check) : reason;
  const warn = level === 'warn' && verdict !== 'pass' ? 'warning' : null;
  const notes = [warn, note].filter((one) => one !== null).join(': ');
  const cells = [SIGNS[verdict], safe(gate), safe(requiredText(check)), safe(measuredText(check)), safe(notes)];
  return `| ${cells.join(' | ')} |`;
}

function causeLines(check: GateCheck, causes: readonly GateCause[]): string[] {
  const { gate, hiddenCauses } = check;
  if (causes.length === 0) return [];
  const more = hiddenCauses === 0 ? [] : [`- and ${hiddenCauses} more`];
  const head = `**${safe(gate)} ${safe(requiredText(check))}**${where(check.place)}`;
  return ['', head, '', ...causes.map(({ text, origin }) => `- ${safe(text)}${where(origin)}`), ...more];
}

function changeLines({ baseline, changes }: GateResult): string[] {
  if (baseline === null || changes === null) return [];
  const head = `**Since ${code(documentName(baseline))}**`;
  if (changes.length === 0) return ['', `${head}: nothing changed`];
  const shown = changes.slice(0, MOST_CHANGES);
  const more = changes.length > shown.length ? [`- and ${changes.length - shown.length} more`] : [];
  return ['', head, '', ...shown.map(({ text, origin }) => `- ${safe(text)}${where(origin)}`), ...more];
}

function tighterLines({ checks }: GateResult): string[] {
  const hints = checks.filter(({ tighter }) => tighter !== null);
  if (hints.length === 0) return [];
  return ['', `Could be tightened: ${hints.map(({ gate, tighter }) => safe(`${gate} ${tighter}`)).join(', ')}.`];
}

function where(origin: Origin | null): string {
  return origin === null ? '' : ` (${code(`${documentName(origin.file)}:${origin.line}`)})`;
}

/**
 * Text that stays text: nothing in it begins markup, ends a cell, or mentions somebody. An empty comment parts what
 * GitHub and GitLab would make a mention or a link of.
 */
function safe(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[&<>"'`*_[\]{}\\|~^]|[@#!$]|:\/\/|www\./giu, (part) => {
    if (part.length > 1) return `${part.slice(0, 1)}<!-- -->${part.slice(1)}`;
    if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(part)) return '·';
    return `&#${part.codePointAt(0)};${'@#!$'.includes(part) ? '<!-- -->' : ''}`;
  });
}

function code(text: string): string {
  return `<code>${safe(text)}</code>`;
}

/** As many whole lines as the bytes allow, and then how many were left out. */
function within(lines: readonly string[], most: number): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > most) {
      kept.push('', `… and ${lines.length - index} more lines.`);
      break;
    }
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
