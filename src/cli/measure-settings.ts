/** The flags of `measure`, as its options. */

import type { InputShapes } from '../domain/inference.ts';
import { type Problem, ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { parseTime } from '../domain/units.ts';
import type { MeasureOptions } from '../measuring.ts';
import { type FlagValues, listFlag, textFlag } from './invocation.ts';

const MOST_BATCH = 100_000;
const MOST_COPIES = 256;
const LEAST_DURATION = 100;
const MOST_DURATION = 24 * 3_600_000;

/** Throws a `ProblemError` with every flag that is wrong or missing. */
export function measureOptions(file: string | null, flags: FlagValues): MeasureOptions {
  const problems: Problem[] = [];
  const device = cellText(flags, 'device', problems);
  const model = cellText(flags, 'model', problems) ?? modelName(file ?? '');
  if (file === null) {
    const help = 'Name an ONNX file, or a scenario with --co-locate.';
    problems.push(problem('model-not-given', 'no model is given to measure', help));
  }
  if (!flags.has('device')) {
    const help = 'Give it with --device: a device of profiles/devices.csv, or a name of your own.';
    problems.push(problem('device-missing', 'what this machine is called is not given', help));
  }
  if (file !== null && model === '') {
    const help = 'Give it with --model.';
    problems.push(problem('model-name', `"${printable(file, 200)}" does not say what the model is called`, help));
  }
  const options = {
    file: file ?? '',
    model,
    device: device ?? '',
    batches: counts(flags, 'batch', MOST_BATCH, problems),
    copies: counts(flags, 'copies', MOST_COPIES, problems),
    duration: duration(flags, 10_000, problems),
    pause: pause(flags, problems),
    warmUp: warmUp(flags, problems),
    threads: bounded(flags, 'threads', { least: 1, most: 1024, usual: 1 }, problems),
    cores: textFlag(flags, 'cores'),
    shapes: shapes(flags, problems),
    precision: cellText(flags, 'precision', problems),
    conditions: cellText(flags, 'conditions', problems),
  };
  if (problems.length > 0) throw new ProblemError(problems);
  return options;
}

/** `nets/resnet18.onnx` → `resnet18`; blank where nothing is left. */
function modelName(file: string): string {
  const name = (file.split(/[\\/]/).at(-1) ?? file).replace(/\.onnx$/i, '');
  return printable(name.trim(), MOST_CHARACTERS);
}

/** `1,2,4`, ascending and each once; 1 where nothing is said. */
function counts(flags: FlagValues, name: string, most: number, problems: Problem[]): readonly number[] {
  const text = textFlag(flags, name) ?? '1';
  const values = text.split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : Number.NaN));
  if (values.every((value) => value >= 1 && value <= most)) return [...new Set(values)].sort((a, b) => a - b);
  const message = `--${name} must be whole numbers from 1 to ${most.toLocaleString('en')}; found ${printable(text)}`;
  problems.push(problem('flag-number', message, `Write for example "--${name} 1,2,4".`));
  return [1];
}

/** ms. */
const USUAL_PAUSE = 20;
const MOST_PAUSE = 60_000;

function pause(flags: FlagValues, problems: Problem[]): number {
  const text = textFlag(flags, 'pause');
  if (text === null) return USUAL_PAUSE;
  const time = parseTime(text);
  if (time.ok && time.value >= 0 && time.value <= MOST_PAUSE) return time.value;
  const message = `--pause must be a time with its unit, from 0ms to 1min; found ${printable(text)}`;
  problems.push(problem('flag-duration', message, 'Write for example "--pause 20ms".'));
  return USUAL_PAUSE;
}

/** ms. */
export function duration(flags: FlagValues, usual: number, problems: Problem[]): number {
  const text = textFlag(flags, 'duration');
  if (text === null) return usual;
  const time = parseTime(text);
  if (time.ok && time.value >= LEAST_DURATION && time.value <= MOST_DURATION) return time.value;
  const message = `--duration must be a time with its unit, from 100ms to 24h; found ${printable(text)}`;
  problems.push(problem('flag-duration', message, 'Write for example "--duration 30s".'));
  return usual;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** Where the flag is left out. */
  readonly usual: number;
}

function bounded(flags: FlagValues, name: string, { least, most, usual }: Bounds, problems: Problem[]): number {
  const value = flags.get(name) ?? usual;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  const message = `--${name} must be from ${least} to ${most.toLocaleString('en')}; found ${value}`;
  problems.push(problem('flag-out-of-range', message));
  return usual;
}

/** Inferences before anything is measured. */
export function warmUp(flags: FlagValues, problems: Problem[]): number {
  return bounded(flags, 'warm-up', { least: 0, most: 1_000_000, usual: 20 }, problems);
}

/** `input=1x3x224x224`. */
export function shapes(flags: FlagValues, problems: Problem[]): InputShapes {
  const found = new Map<string, readonly number[]>();
  for (const text of listFlag(flags, 'input')) {
    const at = text.lastIndexOf('=');
    const sizes = text.slice(at + 1).split('x');
    if (at > 0 && sizes.every((size) => /^[1-9]\d{0,8}$/.test(size))) found.set(text.slice(0, at), sizes.map(Number));
    else {
      const message = `--input must be a name and its sizes; found ${printable(text)}`;
      problems.push(problem('flag-input', message, 'Write for example "--input input=1x3x224x224".'));
    }
  }
  return found;
}

const MOST_CHARACTERS = 300;

/** What becomes a cell of a table is one line of a bounded length, and not blank. */
export function cellText(flags: FlagValues, name: string, problems: Problem[]): string | null {
  const text = textFlag(flags, name);
  if (text === null) return null;
  if (text.trim() !== '' && text.length <= MOST_CHARACTERS && !/\p{Cc}/u.test(text)) return text;
  const message = `--${name} must be text on one line, of at most ${MOST_CHARACTERS} characters`;
  problems.push(problem('flag-text', message));
  return null;
}
