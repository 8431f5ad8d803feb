/** The document of `gate`, and the one that a baseline is kept in. */

import type { Comparison, GateCheck, GateResult } from '../domain/gate-result.ts';
import { GATES } from '../domain/gates.ts';
import type { Origin } from '../domain/scenario.ts';
import { documentName } from './document-name.ts';
import { checkSentence } from './gate-words.ts';
import { planParts } from './json.ts';
import { jsonText } from './json-text.ts';
import { SCHEMA_VERSION } from './schema-version.ts';

/** Verdict and checks first, then everything that `fit` says of a plan: it can serve as the next baseline. */
export function renderGateJson(result: GateResult): string {
  const { verdict, checks, baseline, changes, plan } = result;
  return text({
    ...head(result),
    verdict,
    checks: checks.map(checkDocument),
    baseline: baseline === null ? null : documentName(baseline),
    changes: changes?.map(({ kind, text: change, origin }) => ({ kind, text: change, ...whereOf(origin) })) ?? null,
    measures: result.measures,
    ...planParts(plan),
  });
}

/** The plan and its measures alone: what was checked, and against what, would change with every update. */
export function renderBaselineJson(result: GateResult): string {
  return text({ ...head(result), measures: result.measures, ...planParts(result.plan) });
}

/** `gate --explain --json`. */
export function renderGatesJson(): string {
  const gates = GATES.map(({ name, meaning, units, direction, example, isRelative, needsBaseline = false }) => {
    return { gate: name, meaning, units, direction, example, isRelative, needsBaseline };
  });
  return text({ schemaVersion: SCHEMA_VERSION, command: 'gate', gates });
}

function head({ plan: { scenario, seed, policy } }: GateResult) {
  const scenarioName = documentName(scenario.name);
  return { schemaVersion: SCHEMA_VERSION, command: 'gate', scenario: scenarioName, seed, policy };
}

function checkDocument(check: GateCheck) {
  const { gate, requirement, level, verdict, unit, comparison, limit, values, baseline, reason } = check;
  return {
    gate,
    expected: limit === null ? requirement : expected(check, comparison, limit),
    actual: values?.[unit] ?? null,
    passed: verdict === 'pass' ? true : verdict === 'fail' ? false : null,
    level,
    verdict,
    requirement,
    unit,
    limit,
    baseline,
    message: checkSentence(check),
    reason,
    ...whereOf(check.place),
    causes: check.causes.map(({ text: cause, origin }) => ({ text: cause, ...whereOf(origin) })),
    hiddenCauses: check.hiddenCauses,
    tighter: check.tighter,
  };
}

/** `>= 90 %`, in characters that every program can type. */
function expected({ unit }: GateCheck, comparison: Comparison, limit: number): string {
  const number = Number((unit === 'share' ? limit * 100 : limit).toPrecision(7));
  return `${comparison} ${number}${unit === 'share' ? ' %' : unit === 'timeMs' ? ' ms' : ''}`;
}

function whereOf(origin: Origin | null) {
  return { file: origin && documentName(origin.file), line: origin?.line ?? null };
}

function text(document: unknown): string {
  return jsonText(document);
}
