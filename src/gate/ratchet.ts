/** Gates that promise less than the plan keeps: what they could be tightened to. */

import type { GateCheck } from '../domain/gate-result.ts';
import type { GateUnit } from '../domain/gates.ts';
import type { Requirement } from './requirement.ts';

/** Less than five points of a share, or five per cent of any other number, is the play that a plan needs. */
const PLAY = 0.05;

/** Digits that a suggestion is rounded to, towards the easier side: whole per cent, whole counts and milliseconds. */
const STEP: Readonly<Record<GateUnit, number>> = { count: 1, share: 0.01, amount: 0.01, timeMs: 1 };

/** The tighter requirement as text, such as `>= 97 %`; `null` where there is little to gain, or the limit is relative. */
export function tighterRequirement(requirement: Requirement, actual: number): string | null {
  const { gate, unit, number, comparison, isRelative } = requirement;
  if (isRelative || gate.needsBaseline || gate.isEvidence || gate.name === 'survive') return null;
  if (comparison === '==' || comparison[0] !== gate.direction[0] || !Number.isFinite(actual)) return null;
  const gain = gate.direction === '>=' ? actual - number : number - actual;
  const play = unit === 'share' ? PLAY : PLAY * Math.abs(number);
  const step = STEP[unit];
  if (!(gain >= Math.max(play, step))) return null;
  const steps = gate.direction === '>=' ? Math.floor(actual / step + 1e-9) : Math.ceil(actual / step - 1e-9);
  if (holdsAlready(steps * step, number, gate.direction)) return null;
  return `${gate.direction} ${written(steps, unit)}`;
}

function holdsAlready(suggested: number, number: number, direction: '>=' | '<='): boolean {
  return direction === '>=' ? suggested <= number : suggested >= number;
}

function written(steps: number, unit: GateUnit): string {
  if (unit === 'share') return `${steps} %`;
  if (unit === 'amount') return String(steps / 100);
  return unit === 'timeMs' ? `${steps} ms` : String(steps);
}

/** Without the hints of checks that another one of the same gate outdoes already. */
export function withoutRedundantHints(checks: readonly GateCheck[]): readonly GateCheck[] {
  return checks.map((check) => {
    const isOutdone = checks.some((other) => other.verdict === 'pass' && isTighter(other, check));
    return isOutdone ? { ...check, tighter: null } : check;
  });
}

function isTighter(other: GateCheck, { gate, unit, limit, comparison }: GateCheck): boolean {
  if (other.gate !== gate || other.unit !== unit || other.limit === null || limit === null) return false;
  return comparison.startsWith('>') ? other.limit > limit : other.limit < limit;
}
