/** Broken and undecided gates as findings with a line each: what code scanning and annotations show. */

import type { GateCause, GateCheck, GateResult, PlanChange } from '../domain/gate-result.ts';
import type { Origin } from '../domain/scenario.ts';
import { checkSentence, freshCauses } from './gate-words.ts';

export interface GateFinding {
  readonly gate: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  /** The line that breaks: of the application, the node or the profile; of the requirement where nothing else is known. */
  readonly origin: Origin | null;
  /** The line of the requirement, where `origin` is another. */
  readonly required: Origin | null;
}

/** More are no help in a review, and an input decides how many there are. */
const MOST_FINDINGS = 200;

/**
 * Worst first: one for each gate that is not kept (failed before undecided, errors before warnings, the furthest off
 * first), then what changed since the baseline, then every other cause.
 */
export function gateFindings({ checks, changes }: GateResult): readonly GateFinding[] {
  const broken = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'undecided').toSorted(byWeight);
  const causes = freshCauses(broken);
  const first = broken.map((check, index) => findingOf(check, causes[index]?.[0]));
  const since = broken.length === 0 ? [] : (changes ?? []).filter(isInput).map((change) => noteOf(change, broken));
  const others = broken.flatMap(
    (check, index) => causes[index]?.slice(1).map((cause) => findingOf(check, cause)) ?? [],
  );
  return [...first, ...since, ...others].slice(0, MOST_FINDINGS);
}

function byWeight(a: GateCheck, b: GateCheck): number {
  return levelOf(a) - levelOf(b) || verdictRank(a) - verdictRank(b) || shortfall(b) - shortfall(a);
}

function levelOf({ level }: GateCheck): number {
  return level === 'error' ? 0 : 1;
}

function verdictRank({ verdict }: GateCheck): number {
  return verdict === 'fail' ? 0 : 1;
}

/** How far a requirement is missed, relative to what it asks for. */
function shortfall({ values, unit, limit }: GateCheck): number {
  const actual = values?.[unit];
  if (actual === undefined || limit === null) return 0;
  return Math.abs(actual - limit) / Math.max(Math.abs(limit), unit === 'share' ? 0.01 : 1);
}

function findingOf(check: GateCheck, cause: GateCause | undefined): GateFinding {
  const { gate, level, place } = check;
  const severity = level === 'error' ? 'error' : 'warning';
  const message = cause === undefined ? checkSentence(check) : `${checkSentence(check)}; ${cause.text}`;
  if (cause?.origin == null) return { gate, severity, message, origin: place, required: null };
  return { gate, severity, message, origin: cause.origin, required: place };
}

/** Changes of what people write; where applications went came of these. */
function isInput({ kind, origin }: PlanChange): boolean {
  return origin !== null && kind !== 'moved' && kind !== 'stopped' && kind !== 'started';
}

function noteOf({ text, origin }: PlanChange, [worst]: readonly GateCheck[]): GateFinding {
  return {
    gate: worst?.gate ?? '',
    severity: 'note',
    message: `Since the baseline: ${text}`,
    origin,
    required: worst?.place ?? null,
  };
}
