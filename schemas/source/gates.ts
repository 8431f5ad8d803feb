/** The `gates` section, from the table of gates: what each may be compared with follows from its units. */

import { GATE_LEVELS, GATES, type GateRecord, type GateUnit } from '../../src/domain/gates.ts';
import type { Schema } from './keywords.ts';
import { ANY_SIGN, FROM_0, TIME_UNIT, UP_TO_1, WHOLE, WHOLE_FROM_1, whole } from './quantities.ts';

const SIGN = '(?:>=|<=|==|[<>=≥≤])?';

/** One gate: a requirement, the same with its level, or a list of these. */
function gateSchema(gate: GateRecord): Schema {
  const requirement = {
    type: 'string',
    pattern: requirementPattern(gate),
    maxLength: 200,
    examples: [gate.example],
  };
  const withLevel = {
    type: 'object',
    properties: {
      require: { description: 'What the gate requires.', ...requirement },
      level: {
        description: '"error" decides the verdict, "warn" is only reported, "off" is not looked at.',
        enum: GATE_LEVELS,
        default: 'error',
      },
    },
    required: ['require'],
    additionalProperties: false,
  };
  const one = [requirement, withLevel];
  return {
    description: gate.meaning,
    anyOf: [...one, { type: 'array', items: { anyOf: one }, minItems: 1, maxItems: 20 }],
  };
}

function requirementPattern(gate: GateRecord): string {
  if (gate.name === 'survive') return whole(`(?:>=|≥)?\\s*${WHOLE_FROM_1}`);
  const numbers = gate.units.map((unit) => NUMBER[unit](gate));
  if (!gate.isRelative) {
    const word = gate.word === undefined ? '' : `|${gate.word.text}`;
    return whole(`${SIGN}\\s*(?:${numbers.join('|')})${word}`);
  }
  const hasShare = gate.units.includes('share');
  const offsets = [...gate.units.map((unit) => OFFSET[unit](gate)), ...(hasShare ? [] : [`${FROM_0}\\s*%`])];
  return whole(`${SIGN}\\s*(?:${numbers.join('|')}|baseline(?:\\s*[+-]\\s*(?:${offsets.join('|')}))?)`);
}

type Pattern = (gate: GateRecord) => string;

/** A bare share beside a count could be mistaken for one, and is not taken. */
const NUMBER: Readonly<Record<GateUnit, Pattern>> = {
  count: () => WHOLE,
  share: ({ units }) => (units.includes('count') ? `${ANY_SIGN}\\s*%` : `(?:${ANY_SIGN}\\s*%|[+-]?${UP_TO_1})`),
  amount: () => FROM_0,
  timeMs: () => `${ANY_SIGN}\\s*${TIME_UNIT}`,
};

const OFFSET: Readonly<Record<GateUnit, Pattern>> = {
  ...NUMBER,
  share: ({ units }) => (units.includes('count') ? `${FROM_0}\\s*%` : `(?:${FROM_0}\\s*%|${UP_TO_1})`),
  timeMs: () => `${FROM_0}\\s*${TIME_UNIT}`,
};

export const GATES_SCHEMA: Schema = {
  description: 'Capacity budgets for "edge-plan gate": a comparison in quotes, such as ">= 90 %".',
  type: ['object', 'null'],
  properties: Object.fromEntries(GATES.map((gate) => [gate.name, gateSchema(gate)])),
  additionalProperties: false,
};
