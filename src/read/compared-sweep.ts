/** `--sweep PARAMETER=FROM..TO` and `--shard i/n` as text → the values to compare at, or a problem that says how. */

import { COMPARED_PARAMETERS, type ComparedParameter, type SeriesAxis, type Shard } from '../domain/comparison.ts';
import { nearestName } from '../domain/names.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { parseNumber } from '../domain/units.ts';

const SHAPE = /^(?<parameter>[a-z]+)\s*=\s*(?<from>[^.\s]+(?:\.\d+x?)?)\s*\.\.\s*(?<to>\S+)$/;
const HELP = 'Examples: --sweep offered=10..200, --sweep nodes=5..30, --sweep rate=0.5x..3x, --sweep slo=0.5x..2x.';

/** Greatest value of each parameter: as many as a scenario may have, and factors that stay believable. */
const MOST: Readonly<Record<ComparedParameter, number>> = { offered: 1e6, nodes: 1e5, rate: 1e3, slo: 1e3 };

/**
 * `points` values from one end to the other, evenly spaced; whole numbers for counts, each once. Throws a
 * `ProblemError` when the text is not such a sweep.
 */
export function parseComparedSweep(text: string, points: number): SeriesAxis {
  const parts = text.length > 200 ? undefined : SHAPE.exec(text.trim())?.groups;
  if (parts === undefined) throw refused(`--sweep takes PARAMETER=FROM..TO; found "${printable(text)}"`);
  const parameter = checkParameter(parts.parameter as string);
  const isCount = parameter === 'offered' || parameter === 'nodes';
  const [from, to] = [parts.from as string, parts.to as string].map((end) => bound(end, parameter, isCount));
  if (from === undefined || to === undefined || !(from < to)) {
    throw refused(`--sweep goes from a smaller to a greater value; found "${printable(text)}"`);
  }
  const spaced = Array.from({ length: points }, (_, k) => from + ((to - from) * k) / (points - 1));
  const values = spaced.map((value) => (isCount ? Math.round(value) : Number(value.toPrecision(6))));
  return { parameter, values: [...new Set(values)] };
}

function checkParameter(name: string): ComparedParameter {
  const known = COMPARED_PARAMETERS.find((parameter) => parameter === name);
  if (known !== undefined) return known;
  const nearest = nearestName(name, COMPARED_PARAMETERS);
  const suggestion = nearest === null ? '' : ` (did you mean ${nearest}?)`;
  throw refused(`--sweep knows ${COMPARED_PARAMETERS.join(', ')}; found "${printable(name)}"${suggestion}`);
}

/** A whole number, or a factor: `0.5x`, and `0.5` where the other end has the x. */
function bound(text: string, parameter: ComparedParameter, isCount: boolean): number {
  const value = parseNumber(isCount ? text : text.replace(/x$/, ''));
  const isGood = value !== null && value <= MOST[parameter] && (isCount ? Number.isInteger(value) : true) && value > 0;
  if (isGood) return value;
  const form = isCount ? 'a whole number from 1' : 'a factor above 0';
  throw refused(
    `${parameter} is swept over ${form} to ${MOST[parameter].toLocaleString('en')}; found "${printable(text)}"`,
  );
}

function refused(message: string): ProblemError {
  return new ProblemError([problem('sweep', message, HELP)]);
}

const MOST_SHARDS = 10_000;

/** `2/8` → the second of eight. Throws a `ProblemError` for anything else. */
export function parseShard(text: string): Shard {
  const [, first, second] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const [index, of] = [Number(first), Number(second)];
  if (index >= 1 && index <= of && of <= MOST_SHARDS) return { index, of };
  const message = `--shard takes i/n, with i from 1 to n and n up to ${MOST_SHARDS.toLocaleString('en')}; found "${printable(text)}"`;
  throw new ProblemError([problem('shard', message, 'Write for example "--shard 2/8".')]);
}
