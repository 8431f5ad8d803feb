/** The text of a requirement → what is compared with what. `>= 90 %`, `<= 0.8`, `>= baseline - 2 %`, `1`. */

import type { Comparison } from '../domain/gate-result.ts';
import { GATE_NAMES, type GateRecord, type GateUnit, gateNamed } from '../domain/gates.ts';
import { nearHelp } from '../domain/names.ts';
import { type Problem, ProblemError } from '../domain/problem.ts';
import type { GateText } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { parseFraction, parseNumber, parseTime } from '../domain/units.ts';

export interface Requirement {
  readonly gate: GateRecord;
  readonly text: GateText;
  readonly comparison: Comparison;
  readonly unit: GateUnit;
  /** The limit in `unit`; where `isRelative`, what is added to the baseline's measure. */
  readonly number: number;
  readonly isRelative: boolean;
  /** Whether `number` is a share of the baseline's measure: 10 % of a cost. */
  readonly isProportional: boolean;
}

/**
 * The requirements of a scenario and then those of the command line (`placed >= 90%`), in their order. Throws a
 * `ProblemError` with all that cannot be understood, or when there are none: a gate that looks at nothing is no pass.
 */
export function readRequirements(
  gates: readonly GateText[],
  required: readonly string[],
  scenarioName: string,
): readonly Requirement[] {
  const problems: Problem[] = [];
  const read = (text: GateText | Problem) => {
    const requirement = 'code' in text ? text : readRequirement(text);
    if (!('code' in requirement)) return [requirement];
    problems.push(requirement);
    return [];
  };
  const requirements = [...gates, ...required.map(readFlag)].flatMap(read);
  if (problems.length === 0 && requirements.length === 0) problems.push(nothingToCheck(scenarioName));
  if (problems.length > 0) throw new ProblemError(problems);
  return requirements;
}

/** `placed >= 90%`, as `--require` takes it: the name of a gate, then what it requires. */
function readFlag(flag: string): GateText | Problem {
  const [, name = '', requirement = ''] = /^\s*([A-Za-z][\w-]*)?(.*)$/s.exec(flag.slice(0, 300)) ?? [];
  const text: GateText = { name, requirement: requirement.trim(), level: 'error', place: null };
  if (gateNamed(name) !== null) return text;
  const help = nearHelp(name, GATE_NAMES) ?? `Known: ${GATE_NAMES.join(', ')}.`;
  const message = `--require "${printable(flag)}": no gate is called "${printable(name)}"`;
  return { code: 'gate-unknown', message, help, place: null };
}

const SIGNS: Readonly<Record<string, Comparison>> = {
  '>=': '>=',
  '≥': '>=',
  '<=': '<=',
  '≤': '<=',
  '>': '>',
  '<': '<',
  '==': '==',
  '=': '==',
};

function readRequirement(text: GateText): Requirement | Problem {
  const gate = gateNamed(text.name);
  if (gate === null) throw new RangeError(`no gate ${text.name}`);
  const [, sign = '', rest = ''] = /^(>=|<=|==|[<>=≥≤])?\s*(.*)$/s.exec(text.requirement) ?? [];
  const comparison = sign === '' ? gate.direction : (SIGNS[sign] as Comparison);
  if (gate.name === 'survive' && comparison !== '>=') return refuse(text, 'be ">=" and a number of nodes');
  if (text.requirement === gate.word?.text) {
    const { direction, units, word } = gate;
    const unit = units[0] as GateUnit;
    return { gate, text, comparison: direction, unit, number: word.number, isRelative: false, isProportional: false };
  }
  const relative = /^baseline\s*(?:([+-])\s*(\S.*))?$/s.exec(rest);
  if (relative === null) {
    const value = readValue(rest, gate);
    if (typeof value === 'string') return refuse(text, value);
    if (gate.name === 'survive' && !(value.number >= 1)) return refuse(text, 'be ">=" and at least one node');
    return { gate, text, comparison, ...value, isRelative: false, isProportional: false };
  }
  if (!gate.isRelative) return refuse(text, 'be a comparison with a number: a baseline has none of its own');
  const offset = readOffset(relative[2], gate);
  if (typeof offset === 'string') return refuse(text, offset);
  const number = relative[1] === '-' ? -offset.number : offset.number;
  return { gate, text, comparison, ...offset, number, isRelative: true };
}

interface Value {
  readonly unit: GateUnit;
  readonly number: number;
}

/** What follows `baseline + `; left out, nothing is added. A percentage of what is no share is one of the baseline's. */
function readOffset(text: string | undefined, gate: GateRecord): (Value & { isProportional: boolean }) | string {
  const unit = gate.units[0] as GateUnit;
  if (text === undefined) return { unit, number: 0, isProportional: false };
  if (text.endsWith('%') && !gate.units.includes('share')) {
    const share = parseFraction(text);
    return share.ok && share.value >= 0 && share.value <= MOST_SHARE
      ? { unit, number: share.value, isProportional: true }
      : expected(gate);
  }
  const value = readValue(text, gate);
  if (typeof value === 'string') return value;
  return value.number >= 0 ? { ...value, isProportional: false } : expected(gate);
}

/** The number in the unit that its sign says, or what was expected, as a phrase that follows "must". */
function readValue(text: string, gate: GateRecord): Value | string {
  const { units } = gate;
  if (text.trimEnd().endsWith('%')) {
    const share = parseFraction(text);
    return share.ok && Math.abs(share.value) <= MOST_SHARE && units.includes('share')
      ? { unit: 'share', number: share.value }
      : expected(gate);
  }
  const number = parseNumber(text);
  if (number === null) {
    const time = parseTime(text);
    return time.ok && Math.abs(time.value) <= MOST_COUNT && units.includes('timeMs')
      ? { unit: 'timeMs', number: time.value }
      : expected(gate);
  }
  if (units.includes('count')) {
    return Number.isInteger(number) && number >= 0 && number <= MOST_COUNT ? { unit: 'count', number } : expected(gate);
  }
  if (units.includes('amount'))
    return number >= 0 && number <= MOST_COUNT ? { unit: 'amount', number } : expected(gate);
  return Math.abs(number) <= 1 ? { unit: 'share', number } : expected(gate);
}

/** Of instances, nodes, samples, costs and ms: no site has more, and a limit must stay a number in every sum. */
const MOST_COUNT = 1e12;
const MOST_SHARE = 1e6;

/** Beside a count it could be mistaken for one, and is not taken. */
const BARE_SHARE = 'a fraction up to 1';

const FORMS: Readonly<Record<GateUnit, readonly string[]>> = {
  count: ['a whole number'],
  share: ['a percentage', BARE_SHARE],
  amount: ['a number from zero'],
  timeMs: ['a time with its unit'],
};

function expected({ units }: GateRecord): string {
  const forms = units.flatMap((unit) => FORMS[unit]);
  if (units.includes('count')) forms.splice(forms.indexOf(BARE_SHARE), units.includes('share') ? 1 : 0);
  return `compare with ${forms.slice(0, -1).join(', ')}${forms.length > 1 ? ' or ' : ''}${forms.at(-1)}`;
}

function refuse({ name, requirement, place }: GateText, must: string): Problem {
  const { example, isRelative, direction } = gateNamed(name) as GateRecord;
  const found = requirement === '' ? 'nothing' : printable(requirement);
  const where = place === null ? `--require: ${name}` : name;
  const relative = isRelative && !example.includes('baseline') ? `, or "${name} ${direction} baseline"` : '';
  const help = `Write for example "${name} ${example}"${relative}.`;
  return { code: 'gate-requirement', message: `${where} must ${must}; found ${found}`, help, place };
}

function nothingToCheck(scenarioName: string): Problem {
  const message = `${printable(scenarioName, 200)} has no gates, and no --require was given: there is nothing to check`;
  const help = 'Add for example \'gates: { placed: ">= 90 %" }\', or give --require "placed >= 90%".';
  return { code: 'gate-none', message, help, place: null };
}
