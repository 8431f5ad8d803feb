/** The `gates` section: names are checked here, what they require is the gate stage's to read. */

import type { GateText } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { suggestion } from './explain.ts';
import { shown } from './fields.ts';
import type { ProblemList } from './problem-list.ts';
import type { Source } from './source.ts';

export const GATE_NAMES: readonly string[] = [
  'placed',
  'violations',
  'headroom',
  'utilization',
  'slack-p95',
  'slack-p99',
  'cost',
  'nodes',
  'survive',
  'moves',
];

const MOST_CHARACTERS = 200;

export function readGates(
  section: Readonly<Record<string, unknown>>,
  source: Source,
  problems: ProblemList,
): readonly GateText[] {
  const gates: GateText[] = [];
  for (const [name, value] of Object.entries(section)) {
    const path = ['gates', name];
    if (!GATE_NAMES.includes(name)) {
      const message = `no gate is called "${printable(name)}"`;
      problems.add(source, () => ({
        code: 'gate-unknown',
        message,
        help: suggestion(name, GATE_NAMES),
        path,
        aim: 'key',
      }));
    } else if (typeof value !== 'string' || value.trim() === '' || value.length > MOST_CHARACTERS) {
      const message = `a gate must be a comparison in quotes; found ${shown(value)}`;
      const help = `Write for example '${name}: ">= 90 %"' or '${name}: "<= 0.8"'.`;
      problems.add(source, () => ({ code: 'gate-requirement', message, help, path, aim: 'value' }));
    } else gates.push({ name, requirement: value.trim(), origin: source.origin(path) });
  }
  return gates;
}
