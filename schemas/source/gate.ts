/** The documents of `gate`: a verdict with its plan, the same as a baseline, and the list of gates. */

import { GATE_LEVELS, GATE_NAMES, GATES, type GateUnit } from '../../src/domain/gates.ts';
import { PLAN_GATES } from '../../src/gate/plan-measures.ts';
import { count, document, flag, listOf, number, object, oneOf, orNull, type Schema, text } from './keywords.ts';
import { DEFINITIONS, head, type Parts, PLAN_LISTS, PLAN_SUMMARY, POLICY } from './plan.ts';

const UNITS: readonly GateUnit[] = ['count', 'share', 'amount', 'timeMs'];
const VERDICTS = ['pass', 'fail', 'undecided'];

const WHERE: Parts = {
  file: orNull(text('The input that says so; null: the command line.')),
  line: orNull(count('Its line.')),
};

const CHECK = object('One gate.', {
  gate: oneOf('Its name.', GATE_NAMES),
  expected: text('The limit, in characters that every program can type.'),
  actual: orNull(number('What was measured, in unit.')),
  passed: orNull(flag('Whether it is kept; null: undecided or skipped.')),
  level: oneOf('What a broken gate means.', GATE_LEVELS),
  verdict: oneOf('Kept, broken, not decided, or not looked at.', [...VERDICTS, 'skipped']),
  requirement: text('The requirement as written.'),
  unit: oneOf('Unit of actual, limit and baseline.', UNITS),
  limit: orNull(number('What is compared with.')),
  baseline: orNull(number("The baseline's own measure.")),
  message: text('The check as a sentence.'),
  reason: orNull(text('Why nothing is decided or measured.')),
  ...WHERE,
  causes: listOf('What breaks it, worst first.', object('A cause.', { text: text('In words.'), ...WHERE })),
  hiddenCauses: count('How many more there are.'),
  tighter: orNull(text('A requirement that would hold as well and promises more.')),
});

const CHANGE = object('A difference from the baseline.', {
  kind: oneOf('What it is about.', ['profile', 'node', 'application', 'rate', 'slo', 'stopped', 'started', 'moved']),
  text: text('In words.'),
  ...WHERE,
});

/** What a plan holds, and headroom where it was asked for: `measuresOf` in `gating.ts`. */
const KEPT: readonly string[] = [...PLAN_GATES, 'headroom'];

const MEASURES: Schema = {
  description: 'Every measure that was taken, in every unit that it has, by the name of its gate.',
  type: 'object',
  properties: Object.fromEntries(
    GATES.filter(({ name }) => KEPT.includes(name)).map(({ name, meaning, units }) => {
      const values = Object.fromEntries(units.map((unit) => [unit, number(`In the unit ${unit}.`)]));
      return [name, object(meaning, values, units)];
    }),
  ),
  additionalProperties: false,
};

const HEAD: Parts = { ...head('gate'), policy: POLICY };

const PLAN_PARTS: Parts = { summary: object('Counts.', PLAN_SUMMARY), ...PLAN_LISTS };

const VERDICT = object('A verdict, its checks, and the plan that was judged.', {
  ...HEAD,
  verdict: oneOf('Exit code 0, 1 or 2.', VERDICTS),
  checks: listOf('Every gate.', CHECK),
  baseline: orNull(text('The document that it was compared with.')),
  changes: orNull(listOf('What changed since; null: there is no baseline.', CHANGE)),
  measures: MEASURES,
  ...PLAN_PARTS,
});

const BASELINE = object('A plan and its measures, as --update-baseline writes it.', {
  ...HEAD,
  measures: MEASURES,
  ...PLAN_PARTS,
});

const LIST = object('The gates that there are: gate --explain --json.', {
  schemaVersion: (HEAD as { schemaVersion: Schema }).schemaVersion,
  command: (HEAD as { command: Schema }).command,
  gates: listOf(
    'Every gate.',
    object('One gate.', {
      gate: oneOf('Its name.', GATE_NAMES),
      meaning: text('What is measured.'),
      units: listOf('Units that it may be compared in.', oneOf('A unit.', UNITS)),
      direction: oneOf('The comparison meant where none is stated.', ['>=', '<=']),
      example: text('A requirement.'),
      isRelative: flag('Whether it may speak of the baseline.'),
      needsBaseline: flag('Whether it measures nothing without one.'),
    }),
  ),
});

export const GATE: Schema = document(
  'edge-plan gate: the documents of gate',
  { anyOf: [VERDICT, BASELINE, LIST] },
  DEFINITIONS,
);
