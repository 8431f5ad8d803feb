/** A check in words: what is required, what was measured, and by how much they differ. */

import type { Comparison, GateCause, GateCheck, GateResult, GateVerdict } from '../domain/gate-result.ts';
import { type GateUnit, gateNamed } from '../domain/gates.ts';
import { counted } from '../domain/text.ts';
import { grouped } from './numbers.ts';

const SIGNS: Readonly<Record<Comparison, string>> = { '>=': '≥', '<=': '≤', '>': '>', '<': '<', '==': '=' };

/** `≥ 90 %`; of a relative requirement as it is written, and then what it comes to: `≥ baseline − 2 % (98 %)`. */
export function requiredText(check: GateCheck): string {
  const { comparison, requirement, baseline } = check;
  const limitText = numbersText(check).limit;
  const written = requirement.replace(/^[<>=≤≥\s]*/, '').replace(/\s*-\s*/, ' − ');
  if (limitText === null) return `${SIGNS[comparison]} ${written}`;
  return `${SIGNS[comparison]} ${baseline === null ? limitText : `${written} (${limitText})`}`;
}

/** `95 % (19 of 20)`; `∞`-like values and values that are not known have words. */
export function measuredText(check: GateCheck): string {
  const { values, unit, whole, verdict } = check;
  const actual = values?.[unit];
  if (actual === undefined) return verdict === 'skipped' ? '' : 'not known';
  const count = values?.count;
  const ofWhole = count !== undefined && whole !== null;
  const text = Number.isFinite(actual) ? numbersText(check).actual : 'without bound';
  if (ofWhole && unit === 'share') return `${text} (${grouped(count)} of ${grouped(whole)})`;
  return ofWhole && unit === 'count' && count > 0 ? `${text} of ${grouped(whole)}` : text;
}

/** `5 % points short (1 application)`, `12 over`; `null` where the requirement is kept or nothing was measured. */
export function shortfallText({ values, unit, limit, comparison, gate, whole }: GateCheck): string | null {
  const actual = values?.[unit];
  if (actual === undefined || limit === null || !Number.isFinite(actual)) return null;
  const difference = Math.abs(actual - limit);
  const side = comparison === '==' ? 'off' : comparison.startsWith('>') ? 'short' : 'over';
  if (!(difference > 0)) return null;
  if (unit !== 'share') return `${valueText(difference, unit, 1)} ${side}`;
  const points = `${valueText(difference, unit, 1).replace(' %', '')} points ${side}`;
  const count = values?.count;
  if (count === undefined || whole === null) return points;
  const missing = comparison.startsWith('>')
    ? Math.ceil(limit * whole - 1e-9) - count
    : count - Math.floor(limit * whole);
  return missing > 0 ? `${points} (${counted(missing, gateNamed(gate)?.noun ?? 'one')})` : points;
}

/** The whole check in one sentence, without a final full stop. */
export function checkSentence(check: GateCheck): string {
  const { gate, verdict, reason } = check;
  const required = requiredText(check);
  if (verdict === 'skipped') return `${gate} ${required}: not looked at, ${reason ?? 'skipped'}`;
  const head = `${gate} ${measuredText(check)}, required ${required}`;
  if (verdict === 'undecided') return `${head}: undecided, ${reason ?? shortfallText(check) ?? 'nothing was measured'}`;
  const shortfall = verdict === 'fail' ? shortfallText(check) : null;
  const parts = [shortfall, reason].filter((part) => part !== null);
  return parts.length === 0 ? head : `${head}: ${parts.join('; ')}`;
}

/** By check, the causes that no earlier check has brought up: two requirements of one gate mostly share theirs. */
export function freshCauses(checks: readonly GateCheck[]): readonly (readonly GateCause[])[] {
  const seen = new Set<string>();
  return checks.map(({ causes }) =>
    causes.filter(({ text, origin }) => {
      const key = JSON.stringify([text, origin?.file, origin?.line]);
      const isFresh = !seen.has(key);
      seen.add(key);
      return isFresh;
    }),
  );
}

const VERDICT_SIGN: Readonly<Record<GateVerdict, string>> = { pass: '✓', fail: '✗', undecided: '?' };

/** The answer in a line: `✗ fail: 1 of 3 gates is broken, 1 warning.` */
export function verdictText({ verdict, checks }: GateResult): { readonly sign: string; readonly text: string } {
  const made = checks.filter((check) => check.verdict !== 'skipped');
  const decisive = made.filter(({ level }) => level === 'error');
  const of = (wanted: GateVerdict) => decisive.filter((check) => check.verdict === wanted).length;
  const parts: string[] = [];
  if (made.length === 0) parts.push('nothing was checked, every gate is skipped');
  const [all, broken, open] = [counted(decisive.length, 'gate'), of('fail'), of('undecided')];
  if (broken > 0) parts.push(`${broken} of ${all} broken`);
  if (open > 0) parts.push(broken > 0 ? `${open} not decided` : `${open} of ${all} not decided`);
  if (verdict === 'pass') parts.push(`${all} kept`);
  const warnings = made.filter(({ level, verdict: one }) => level === 'warn' && one !== 'pass').length;
  if (warnings > 0) parts.push(counted(warnings, 'warning'));
  return { sign: VERDICT_SIGN[verdict], text: `${verdict}: ${parts.join(', ')}.` };
}

/** Measure and limit with as many digits as it takes to tell them apart. */
function numbersText({ values, unit, limit }: GateCheck): { readonly actual: string; readonly limit: string | null } {
  const actual = values?.[unit];
  for (let digits = 1; ; digits++) {
    const texts = {
      actual: actual === undefined ? '' : valueText(actual, unit, digits),
      limit: limit === null ? null : valueText(limit, unit, digits),
    };
    const isTold = actual === undefined || limit === null || texts.actual !== texts.limit || digits === MOST_DIGITS;
    if (isTold || Math.abs(actual - limit) <= 1e-9) return texts;
  }
}

const MOST_DIGITS = 6;

/** A number with at most `digits` decimals in the unit that people use. */
function valueText(value: number, unit: GateUnit, digits: number): string {
  const shown = unit === 'share' ? value * 100 : value;
  const number = Number(shown.toFixed(unit === 'count' ? 0 : Math.max(digits, unit === 'amount' ? 2 : 1)));
  const text = number.toLocaleString('en-US', { maximumFractionDigits: MOST_DIGITS }).replace('-', '−');
  return unit === 'share' ? `${text} %` : unit === 'timeMs' ? `${text} ms` : text;
}
