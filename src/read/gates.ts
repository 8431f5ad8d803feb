/**
 * The `gates` section: names and levels are checked here, what a requirement asks is the gate stage's to read. A gate is
 * a text, `{ require: text, level: warn }`, or a list of these.
 */

import { GATE_LEVELS, GATE_NAMES, type GateLevel, gateNamed } from '../domain/gates.ts';
import type { DocumentPath } from '../domain/problem.ts';
import type { GateText } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { suggestion } from './explain.ts';
import { isMapping, shown } from './fields.ts';
import type { ProblemList } from './problem-list.ts';
import type { Aim, Source } from './source.ts';

const MOST_CHARACTERS = 200;
const MOST_OF_ONE_NAME = 20;
const KEYS: readonly string[] = ['require', 'level'];

export function readGates(
  section: Readonly<Record<string, unknown>>,
  source: Source,
  problems: ProblemList,
): readonly GateText[] {
  const reader = new GateReader(source, problems);
  for (const [name, value] of Object.entries(section)) reader.read(name, value);
  return reader.gates;
}

class GateReader {
  readonly gates: GateText[] = [];
  readonly #source: Source;
  readonly #problems: ProblemList;

  constructor(source: Source, problems: ProblemList) {
    this.#source = source;
    this.#problems = problems;
  }

  read(name: string, value: unknown): void {
    const path = ['gates', name];
    if (!GATE_NAMES.includes(name)) {
      const help = () => suggestion(name, GATE_NAMES);
      this.#add('gate-unknown', `no gate is called "${printable(name)}"`, help, path, 'key');
    } else if (!Array.isArray(value)) {
      this.#readOne(name, value, path);
    } else if (value.length === 0 || value.length > MOST_OF_ONE_NAME) {
      const message = `a list of requirements must have 1 to ${MOST_OF_ONE_NAME} entries; found ${value.length}`;
      this.#add('gate-requirement', message, () => example(name), path);
    } else {
      value.forEach((item, index) => {
        this.#readOne(name, item, [...path, index]);
      });
    }
  }

  #readOne(name: string, value: unknown, path: DocumentPath): void {
    if (!isMapping(value)) {
      this.#addGate(name, value, 'error', path);
      return;
    }
    for (const key of Object.keys(value).filter((one) => !KEYS.includes(one))) {
      const help = () => suggestion(key, KEYS);
      this.#add('key-unknown', `unknown key "${printable(key)}"`, help, [...path, key], 'key');
    }
    const level = GATE_LEVELS.find((one) => one === (value.level ?? 'error'));
    if (level === undefined) {
      const message = `level must be error, warn or off; found ${shown(value.level)}`;
      const help = () => '"error" decides the verdict, "warn" is only reported, "off" is not looked at.';
      this.#add('gate-level', message, help, [...path, 'level']);
    } else this.#addGate(name, value.require, level, Object.hasOwn(value, 'require') ? [...path, 'require'] : path);
  }

  #addGate(name: string, requirement: unknown, level: GateLevel, path: DocumentPath): void {
    const isText = typeof requirement === 'string' && requirement.trim() !== '';
    if (isText && requirement.length <= MOST_CHARACTERS) {
      const place = this.#source.locate(path, 'value');
      this.gates.push({ name, requirement: requirement.trim(), level, place });
    } else {
      const message = `a gate must be a comparison in quotes; found ${shown(requirement)}`;
      this.#add('gate-requirement', message, () => example(name), path);
    }
  }

  #add(code: string, message: string, help: () => string, path: DocumentPath, aim: Aim = 'value'): void {
    this.#problems.add(this.#source, () => ({ code, message, help: help(), path, aim }));
  }
}

function example(name: string): string {
  const text = gateNamed(name)?.example ?? '';
  return `Write for example '${name}: "${text}"', or '${name}: { require: "${text}", level: warn }'.`;
}
