import type { Problem } from '../domain/problem.ts';
import { displayWidth } from '../domain/text.ts';
import type { Style } from './style.ts';

/**
 * All problems as text: place and message, the line quoted with a caret under the value, and how to mend it; with
 * `hasCodes` also where more is said of them.
 */
export function renderProblems(problems: readonly Problem[], style: Style, hasCodes = false): string {
  const text = problems.map((problem) => renderProblem(problem, style)).join('\n\n');
  const codes = [...new Set(problems.map(({ code }) => code))].slice(0, MOST_CODES);
  const more = codes.map((code) => style.faint(`  edge-plan explain ${code}\n`)).join('');
  return `${text}\n${hasCodes ? `\n${style.faint('More:')}\n${more}` : ''}`;
}

const MOST_CODES = 5;

function renderProblem(problem: Problem, style: Style): string {
  const { place, message, help } = problem;
  const lines: string[] = [];
  if (place === null) lines.push(`${style.bad('edge-plan:')} ${message}`);
  else lines.push(`${style.strong(`${place.file}:${place.line}:${place.column}:`)} ${message}`);
  if (place !== null && place.quote !== null) {
    const gutter = String(place.line);
    const characters = [...place.quote];
    const before = characters.slice(0, place.quoteColumn - 1).join('');
    const value = characters.slice(place.quoteColumn - 1, place.quoteColumn - 1 + place.length).join('');
    const caret = '^'.repeat(Math.max(1, displayWidth(value)));
    lines.push(`  ${style.faint(`${gutter} |`)} ${place.quote}`);
    lines.push(
      `  ${style.faint(`${' '.repeat(gutter.length)} |`)} ${' '.repeat(displayWidth(before))}${style.bad(caret)}`,
    );
  }
  if (help !== null) lines.push(`  ${help}`);
  return lines.join('\n');
}
