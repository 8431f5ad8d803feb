/** What a tool printed, as lines: found by patterns, and the way back from a line to a place. */

import type { TextFile } from '../../domain/files.ts';
import type { Figure } from '../../domain/measurement.ts';
import type { DocumentPath, Place } from '../../domain/problem.ts';
import type { Origin } from '../../domain/scenario.ts';
import { parseNumber } from '../../domain/units.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Aim, placeInLine, type Source } from '../source.ts';

/** Only this much of a line is searched: a command line is long, a figure's line is short. */
const MOST_SEARCHED = 10_000;

export interface Found {
  /** From 1. */
  readonly line: number;
  /** What the pattern's first group caught; the whole match where it has none. */
  readonly text: string;
  readonly match: RegExpExecArray;
}

/** A number as tools print it, scientific notation and `nan` included. */
export const NUMBER = '([-+]?(?:\\d[\\d.]*(?:[eE][-+]?\\d+)?|\\.\\d+|nan|inf))';

export class Log implements Source {
  readonly mostProblems = 20;
  readonly name: string;
  readonly lines: readonly string[];

  constructor(file: TextFile) {
    this.name = file.name;
    this.lines = file.text.split(/\r\n|\r|\n/);
  }

  /** The path of a line is its number; the place is the line without the space around it. */
  locate([line]: DocumentPath, _aim: Aim): Place {
    const number = typeof line === 'number' ? line : 1;
    const text = this.lines[number - 1] ?? '';
    const start = text.length - text.trimStart().length;
    return placeInLine(this.name, number, text, start, text.trim().length);
  }

  origin([line]: DocumentPath): Origin {
    return { file: this.name, line: typeof line === 'number' ? line : 1, column: 1 };
  }

  /** Every line that the pattern matches, in order; of those from line `from` to the one before `to`. */
  *all(pattern: RegExp, from = 1, to = this.lines.length + 1): Generator<Found> {
    for (let index = from - 1; index < to - 1; index += 1) {
      const line = this.lines[index] as string;
      const match = pattern.exec(line.length > MOST_SEARCHED ? line.slice(0, MOST_SEARCHED) : line);
      if (match !== null) yield { line: index + 1, text: match[1] ?? match[0], match };
    }
  }

  first(pattern: RegExp): Found | null {
    return this.all(pattern).next().value ?? null;
  }

  /** The number that the pattern's first group catches, times `scale`; `from` says what it is. */
  figure(pattern: RegExp, from: string, scale = 1): Figure | null {
    const found = this.first(pattern);
    return found && figureOf(found.text, found.line, from, scale);
  }

  /** Adds the problem of a line. */
  complain(problems: ProblemList, line: number, code: string, message: string, help: string | null): void {
    problems.add(this, () => ({ code, message, help, path: [line], aim: 'value' }));
  }

  /** Whether the pattern, the mark of one run, matches not more than one line; the second is a problem. */
  isOneRun(mark: RegExp, problems: ProblemList): boolean {
    const marks = this.all(mark);
    marks.next();
    const second = marks.next().value;
    if (second === undefined) return true;
    const help = 'Give each run in a file of its own: two runs may differ in batch, power mode or model.';
    this.complain(problems, second.line, 'several-runs', 'a second run begins in this file', help);
    return false;
  }
}

/** NaN where the text is no number: the range check says so at its line, and quotes it. */
export function figureOf(text: string, line: number, from: string, scale = 1): Figure {
  const value = parseNumber(text);
  return value === null ? { value: Number.NaN, from, line, found: text } : { value: value * scale, from, line };
}

/** A time for a phrase, without the noise of binary fractions: `637.079 ms`. */
export function msText(ms: number): string {
  return `${Number(ms.toPrecision(7))} ms`;
}

/** `models/resnet50.onnx` → `resnet50`. */
export function modelOfPath(path: string): string | null {
  const name = path.trim().split(/[\\/]/).at(-1) ?? '';
  const stem = name.replace(/\.(?:onnx|engine|plan|trt|prototxt|caffemodel|uff|tflite|xml|hef|pb|bin)$/i, '');
  return stem === '' ? null : stem;
}
