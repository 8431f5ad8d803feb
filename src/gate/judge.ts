/** A requirement and a measure → a check: kept, broken, or not decided. */

import type { Comparison, GateCheck, GateVerdict } from '../domain/gate-result.ts';
import type { GateUnit, GateValues } from '../domain/gates.ts';
import type { Measure } from './measure.ts';
import { tighterRequirement } from './ratchet.ts';
import type { Requirement } from './requirement.ts';

/** Constants are compared as computed: a smaller difference is rounding. */
const ROUNDING = 1e-9;

/** Causes that are described; more is no help to anybody, and an input decides how many there are. */
const MOST_CAUSES = 20;

/** Whether `actual` keeps `comparison limit`. Anything compared with NaN does not. */
export function holds(actual: number, comparison: Comparison, limit: number): boolean {
  const tolerance = ROUNDING * Math.max(1, Math.abs(limit));
  switch (comparison) {
    case '>=':
      return actual >= limit - tolerance;
    case '<=':
      return actual <= limit + tolerance;
    case '>':
      return actual > limit + tolerance;
    case '<':
      return actual < limit - tolerance;
    case '==':
      return Math.abs(actual - limit) <= tolerance;
  }
}

/**
 * What the measure says of the requirement.
 *
 * @param baseline the baseline's own measure; `null`: there is none, and relative requirements are skipped
 */
export function judge(requirement: Requirement, measure: Measure, baseline: GateValues | null): GateCheck {
  const { unit, comparison, isRelative } = requirement;
  const before = isRelative ? (baseline?.[unit] ?? null) : null;
  const limit = limitOf(requirement, before);
  const fixed = { ...described(requirement), limit, baseline: before, values: measure.values, whole: measure.whole };
  const actual = measure.values?.[unit];
  if (limit === null) {
    const reason = `the baseline does not say its ${requirement.gate.name}: write it anew with "gate --out"`;
    return { ...fixed, verdict: 'undecided', reason };
  }
  if (actual === undefined) return { ...fixed, verdict: 'undecided', reason: measure.reason };
  if (Number.isNaN(actual)) return { ...fixed, verdict: 'undecided', reason: 'the models have no figure for it' };
  if (holds(actual, comparison, limit)) {
    return { ...fixed, verdict: 'pass', reason: measure.reason, tighter: tighterRequirement(requirement, actual) };
  }
  const possible = measure.possible.find(({ values }) => reaches(values[unit], comparison, limit));
  const verdict = possible !== undefined || requirement.gate.isEvidence ? 'undecided' : 'fail';
  return { ...fixed, verdict, reason: possible?.reason ?? measure.reason, ...blame(measure, unit, comparison, limit) };
}

/** A check that was not made. */
export function skip(requirement: Requirement, reason: string): GateCheck {
  return { ...described(requirement), verdict: 'skipped', reason };
}

function described({ gate, text, comparison, unit }: Requirement) {
  return {
    gate: gate.name,
    requirement: text.requirement,
    level: text.level,
    place: text.place,
    comparison,
    unit,
    limit: null,
    values: null,
    whole: null,
    baseline: null,
    reason: null,
    causes: [],
    hiddenCauses: 0,
    tighter: null,
  } satisfies Omit<GateCheck, 'verdict'>;
}

function limitOf({ number, isRelative, isProportional }: Requirement, before: number | null): number | null {
  if (!isRelative) return number;
  if (before === null) return null;
  return isProportional ? before * (1 + number) : before + number;
}

/** Whether a plan might keep the requirement that could reach `best`. Only a lower bound gains by more. */
function reaches(best: number | undefined, comparison: Comparison, limit: number): boolean {
  if (best === undefined || comparison === '<=' || comparison === '<') return false;
  return holds(best, comparison === '==' ? '>=' : comparison, limit);
}

function blame({ culprits }: Measure, unit: GateUnit, comparison: Comparison, limit: number) {
  const guilty = culprits.filter(({ values }) => {
    const own = values?.[unit];
    return own === undefined || !holds(own, comparison, limit);
  });
  const causes = guilty.slice(0, MOST_CAUSES).map((culprit) => culprit.describe());
  return { causes, hiddenCauses: guilty.length - causes.length };
}

/**
 * The verdict of all checks: only those of level `error` count, a failed one outweighs an undecided one, and without a
 * single check that was made there is no pass.
 */
export function verdictOf(checks: readonly GateCheck[]): GateVerdict {
  const made = checks.filter(({ verdict }) => verdict !== 'skipped');
  const decisive = made.filter(({ level }) => level === 'error');
  if (decisive.some(({ verdict }) => verdict === 'fail')) return 'fail';
  if (made.length === 0 || decisive.some(({ verdict }) => verdict === 'undecided')) return 'undecided';
  return 'pass';
}
