/** TensorFlow Lite's benchmark_model: microseconds, in scientific notation once they are large. */

import type { TextFile } from '../../domain/files.ts';
import { type Measurement, measurement, type Quantile } from '../../domain/measurement.ts';
import { bytesFromMb } from '../../domain/units.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { type Found, figureOf, Log, modelOfPath, msText, NUMBER } from './log.ts';

const TOOL = 'TFLite benchmark_model';
const MS_PER_US = 1e-3;
const TIMINGS = /(?:Inference timings in us: Init:|Average inference timings in us: Warmup:)/;
/** Newer versions; since 2020. */
const MEAN = new RegExp(`Inference \\(avg\\): ${NUMBER}`);
/** Older ones: `Average inference timings in us: Warmup: 76605.9, Init: 9933, no stats: 66767.6`, or `Inference: …`. */
const OLD_MEAN = new RegExp(`Average inference timings in us: .{0,300}(?:no stats|Inference): ${NUMBER}`);

export const tflite: Importer = {
  format: 'tflite',
  tool: TOOL,
  detect: (text) => TIMINGS.test(text) || /\bcount=\d+ (?:first=\S+ )?curr=\d/.test(text),
  read,
};

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  if (!log.isOneRun(TIMINGS, problems)) return NOTHING_READ;
  const time =
    log.figure(MEAN, 'Inference (avg), µs → ms', MS_PER_US) ??
    log.figure(OLD_MEAN, 'average inference timing, µs → ms', MS_PER_US);
  if (time === null) {
    const counts = [...log.all(/count=\d+ /)];
    const timings = log.first(TIMINGS);
    const message =
      timings === null
        ? 'there is no line "Inference timings in us": the run did not end'
        : 'this line of timings has no mean of the inferences';
    const help = 'Give the whole output of benchmark_model; the line "count=…" alone may be the warm-up.';
    log.complain(problems, timings?.line ?? counts.at(-1)?.line ?? 1, 'time-missing', message, help);
    return NOTHING_READ;
  }
  return { measurements: [rowOf(log, time)], leftOut: [] };
}

function rowOf(log: Log, time: NonNullable<Measurement['time']>): Measurement {
  const run = runOf(log, time.value);
  const value = (key: string) => (run === null ? Number.NaN : numberAfter(key, run));
  const mean = value('avg') * MS_PER_US;
  const deviation = value('std') * MS_PER_US;
  const greatest = value('max') * MS_PER_US;
  return measurement({
    files: [log.name],
    tool: TOOL,
    line: time.line,
    model: modelOf(log),
    time,
    scv:
      run !== null && deviation >= 0
        ? { value: (deviation / mean) ** 2, from: '(std ÷ avg)² of the second count= line', line: run.line }
        : null,
    quantiles: quantilesOf(value),
    greatest: greatest > 0 ? greatest : null,
    samples: run === null ? null : figureOf(run.text, run.line, 'count= of the second line'),
    throughput: null,
    memory: memoryOf(log),
    runtime: 'TensorFlow Lite',
    conditions: conditionsOf(log),
  });
}

/** Means of the same run, printed twice, differ by their rounding. */
const ROUNDING = 0.01;

/**
 * The second `count=` line: the first is the warm-up, and further ones belong to the profile of the operations. `null`
 * where there is no second, or it has another mean than the run.
 */
function runOf(log: Log, time: number): Found | null {
  const lines = log.all(/\bcount=(\d+) .*$/);
  lines.next();
  const second: Found | null = lines.next().value ?? null;
  const mean = second === null ? Number.NaN : numberAfter('avg', second) * MS_PER_US;
  return Math.abs(mean / time - 1) < ROUNDING ? second : null;
}

function numberAfter(key: string, { match, line }: Found): number {
  const text = new RegExp(`\\b${key}=${NUMBER}`).exec(match[0])?.[1];
  return text === undefined ? Number.NaN : figureOf(text, line, key).value;
}

function quantilesOf(value: (key: string) => number): Quantile[] {
  const keys = [
    ['p5', 0.05],
    ['median', 0.5],
    ['p95', 0.95],
  ] as const;
  return keys.map(([key, p]) => ({ p, value: value(key) * MS_PER_US })).filter((quantile) => quantile.value > 0);
}

function modelOf(log: Log): string | null {
  const path = log.first(/\bGraph: \[(.{1,1000})\]/) ?? log.first(/Loaded model (\S{1,1000})/);
  return path === null ? null : modelOfPath(path.text);
}

/** Of the whole process; three ways of saying it, by version. */
function memoryOf(log: Log) {
  const perMb = bytesFromMb(1);
  return (
    log.figure(
      new RegExp(`Overall peak memory footprint \\(MB\\) via periodic monitoring: ${NUMBER}`),
      'peak memory footprint, MB',
      perMb,
    ) ??
    log.figure(
      new RegExp(`Memory footprint delta .{0,300}overall=${NUMBER}`),
      'memory footprint delta, overall, MB',
      perMb,
    ) ??
    log.figure(
      new RegExp(`Peak memory footprint \\(MB\\): .{0,300}overall=${NUMBER}`),
      'peak memory footprint, overall, MB',
      perMb,
    )
  );
}

function conditionsOf(log: Log): string[] {
  const threads = log.first(/(?:#threads used for CPU inference|Num threads): \[(\d{1,4})\]/);
  // "Applying 1 TensorFlow Lite delegate(s) lazily" is printed for any delegate, and names none.
  const delegate = log.first(
    /(?:Explicitly applied|Applying|Created TensorFlow Lite) (?!\d)([\w ]{1,30}) delegate\b(?!\(s\))/,
  );
  const isUnused = log.first(/graph will (?:not be|be neither) .{0,60}executed by the delegate/) !== null;
  const first = log.figure(new RegExp(`First inference: ${NUMBER}`), '', MS_PER_US);
  const load = log.figure(new RegExp(`\\bInit: ${NUMBER}`), '', MS_PER_US);
  return [
    ...(isUnused ? ['no delegate: it executes no part of the model, the CPU does'] : []),
    ...(delegate === null || isUnused ? [] : [`delegate ${delegate.text.trim()}`]),
    ...(threads === null ? [] : [`${threads.text} threads`]),
    ...(load === null ? [] : [`load ${msText(load.value)}`]),
    ...(first === null ? [] : [`first inference ${msText(first.value)}`]),
  ];
}
