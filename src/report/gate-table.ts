/** A gate's answer as a person reads it: the verdict, every gate, what breaks those that are broken, what changed. */

import type { GateCause, GateCheck, GateResult } from '../domain/gate-result.ts';
import { GATES } from '../domain/gates.ts';
import type { Origin } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { freshCauses, measuredText, requiredText, shortfallText, verdictText } from './gate-words.ts';
import { overviewLine, type TableOptions } from './plan-parts.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';

const MOST_CHANGES = 12;

export function renderGateTable(result: GateResult, options: TableOptions): string {
  const sections = [
    overviewLine(result.plan, options.width),
    verdictLine(result, options.style),
    checkTable(result.checks, options),
    ...freshCauses(result.checks).map((fresh, index) => causes(result.checks[index] as GateCheck, fresh, options)),
    changes(result, options),
    tighter(result.checks, options.style),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function verdictLine(result: GateResult, style: Style): string {
  const { verdict, plan } = result;
  const { sign, text } = verdictText(result);
  const paint = verdict === 'pass' ? style.good : verdict === 'fail' ? style.bad : style.warn;
  const judged = plan.policy === null ? ' The placement of the scenario was judged.' : '';
  return `${paint(sign)} ${style.strong(text)}${judged}\n`;
}

function checkTable(checks: readonly GateCheck[], { style, width }: TableOptions): string {
  const columns = [{ title: 'gate' }, { title: 'required' }, { title: 'measured' }, { title: '', isFlexible: true }];
  const rows = checks.map((check) => [check.gate, requiredText(check), measuredText(check), remark(check, style)]);
  return textTable(columns, rows, width, style.faint);
}

function remark(check: GateCheck, style: Style): string {
  const { verdict, level, reason } = check;
  const prefix = level === 'warn' && verdict !== 'pass' ? 'warning: ' : '';
  if (verdict === 'skipped') return style.faint(`– ${reason ?? ''}`);
  if (verdict === 'undecided') return style.warn(`? ${prefix}${reason ?? shortfallText(check) ?? ''}`);
  const note = [verdict === 'fail' ? shortfallText(check) : null, reason].filter((part) => part !== null).join('; ');
  if (verdict === 'pass') return `${style.good('✓')}${note === '' ? '' : ` ${note}`}`;
  return (level === 'warn' ? style.warn : style.bad)(`✗ ${prefix}${note}`);
}

/** Causes that are printed unless `--verbose` asks for all. */
const MOST_CAUSES = 5;

function causes(check: GateCheck, fresh: readonly GateCause[], options: TableOptions): string {
  const { style, isVerbose, width } = options;
  const shown = isVerbose ? fresh : fresh.slice(0, MOST_CAUSES);
  if (shown.length === 0) return '';
  const hidden = fresh.length - shown.length + check.hiddenCauses;
  const head = `${style.strong(`${check.gate} ${requiredText(check)}`)}${check.place === null ? '' : style.faint(`  ${whereText(check.place).slice(0, -2)}`)}`;
  const lines = shown.map(({ text, origin }) => hanging(`${whereText(origin)}${text}`, width));
  if (hidden > 0) lines.push(`  and ${hidden} more`);
  return `${[head, ...lines].join('\n')}\n`;
}

function changes({ baseline, changes: all }: GateResult, { style, isVerbose, width }: TableOptions): string {
  if (baseline === null || all === null) return '';
  const head = style.strong(`Since ${printable(baseline, 200)}`);
  if (all.length === 0) return `${head} nothing has changed.\n`;
  const shown = isVerbose ? all : all.slice(0, MOST_CHANGES);
  const lines = shown.map(({ text, origin }) => hanging(`${whereText(origin)}${text}`, width));
  if (all.length > shown.length) lines.push(`  and ${all.length - shown.length} more`);
  return `${[head, ...lines].join('\n')}\n`;
}

function tighter(checks: readonly GateCheck[], style: Style): string {
  const hints = checks.flatMap(({ gate, tighter: hint }) => (hint === null ? [] : [`${gate} "${hint}"`]));
  return hints.length === 0 ? '' : `${style.faint(`Could be tightened: ${hints.join(', ')}.`)}\n`;
}

/** `site.yaml:12: `, before what is said of that line. */
function whereText(origin: Origin | null): string {
  return origin === null ? '' : `${printable(origin.file, 200)}:${origin.line}: `;
}

/** Lines of at most `width`, the first indented by two characters and the others by four; a unit stays with its number. */
function hanging(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(/ (?!%|ms\b|MiB\b|\/s\b)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${last === undefined ? '  ' : '    '}${word}`);
  }
  return lines.join('\n');
}

/** `gate --explain`. */
export function renderGates({ style, width }: Pick<TableOptions, 'style' | 'width'>): string {
  const columns = [{ title: 'gate' }, { title: 'for example' }, { title: 'what is measured', isFlexible: true }];
  const rows = GATES.map(({ name, example, meaning }) => [name, example, meaning]);
  return `${textTable(columns, rows, width, style.faint)}\n${GRAMMAR}`;
}

const GRAMMAR = `A requirement is a comparison (>=, <=, >, <, ==) with a number, or with the same
measure of the baseline: ">= baseline", ">= baseline - 2 %". Of a share "- 2 %"
means two points, of any other number two per cent of the baseline's.

In a scenario:     gates: { placed: ">= 90 %" }
With a level:      gates: { cost: { require: "<= 20", level: warn } }
Several:           gates: { placed: [">= 90 %", ">= baseline"] }
Without a file:    edge-plan gate site.yaml --require "placed >= 90%"
`;
