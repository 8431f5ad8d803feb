/** `--vary [APP.]PARAMETER=FROM..TO` as text → a sweep, or a problem that says what can be varied. */

import { nearestName } from '../domain/names.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import type { ApplicationGroup } from '../domain/scenario.ts';
import { SWEEP_PARAMETERS, type Sweep, type SweepParameter } from '../domain/sweep.ts';
import { printable } from '../domain/text.ts';
import { parseNumber, parseRate, parseTime } from '../domain/units.ts';

const SHAPE = /^(?:(?<app>.+)\.)?(?<parameter>[a-z]+)\s*=\s*(?<from>.+?)\s*\.\.\s*(?<to>.+)$/;
const HELP =
  'Examples: --vary rate=1..40/s, --vary doorbell.rate=1..40/s, --vary rate=0.5x..3x, --vary network=0..50ms.';

/** Throws a `ProblemError` when the text is not a sweep of one of these applications. */
export function parseVary(text: string, apps: readonly ApplicationGroup[]): Sweep {
  const parts = text.length > 200 ? undefined : SHAPE.exec(text.trim())?.groups;
  if (parts === undefined) throw refused(`--vary takes PARAMETER=FROM..TO; found "${printable(text)}"`);
  const parameter = checkParameter(parts.parameter as string);
  const app = parts.app === undefined ? null : checkApp(parts.app, apps);
  if (parameter === 'network' && app !== null) throw refused('the network is the same for every application');
  const isScale = (parts.to as string).endsWith('x');
  const to = bound(parts.to as string, parameter, isScale);
  const from = bound(withUnitOf(parts.from as string, parts.to as string), parameter, isScale);
  if (!(from < to)) throw refused(`--vary goes from a smaller to a greater value; found "${printable(text)}"`);
  if (parameter === 'rate' && !(from > 0)) throw refused('a rate is above zero');
  return { parameter, isScale, app, from, to };
}

function checkParameter(name: string): SweepParameter {
  const known = SWEEP_PARAMETERS.find((parameter) => parameter === name);
  if (known !== undefined) return known;
  const nearest = nearestName(name, SWEEP_PARAMETERS);
  const suggestion = nearest === null ? '' : ` (did you mean ${nearest}?)`;
  throw refused(`--vary knows ${SWEEP_PARAMETERS.join(', ')}; found "${printable(name)}"${suggestion}`);
}

function checkApp(name: string, apps: readonly ApplicationGroup[]): string {
  const names = apps.map((app) => app.name);
  if (names.includes(name)) return name;
  const nearest = nearestName(name, names);
  throw refused(
    `no application is called "${printable(name)}"${nearest === null ? '' : ` (did you mean ${nearest}?)`}`,
  );
}

/** `1..40/s`: the unit may stand at the end only. */
function withUnitOf(from: string, to: string): string {
  const unit = /[^\d.+\-eE][\s\S]*$/.exec(to)?.[0] ?? '';
  return parseNumber(from) === null ? from : `${from}${unit}`;
}

function bound(text: string, parameter: SweepParameter, isScale: boolean): number {
  if (isScale) {
    const factor = parseNumber(text.slice(0, -1));
    if (factor === null || !(factor >= 0)) throw refused(`"${printable(text)}" is not a factor such as 2x`);
    if (!(factor <= MOST))
      throw refused(`a factor is at most ${MOST.toLocaleString('en')}; found "${printable(text)}"`);
    return factor;
  }
  const parsed = parameter === 'rate' ? parseRate(text) : parseTime(text);
  if (!parsed.ok) throw refused(`${parameter} must be ${parsed.expected}; found "${printable(text)}"`);
  if (!(parsed.value >= 0)) throw refused(`${parameter} is not below zero; found "${printable(text)}"`);
  if (!(parsed.value <= MOST)) throw refused(`${parameter} is too great to be meant; found "${printable(text)}"`);
  return parsed.value;
}

/** Greatest factor, and greatest value in ms or requests per ms: sums of such values stay numbers. */
const MOST = 1e9;

function refused(message: string): ProblemError {
  return new ProblemError([problem('vary', message, HELP)]);
}
