/** OpenVINO benchmark_app, what it prints: by default it keeps several requests in flight. */

import type { TextFile } from '../../domain/files.ts';
import type { Figure } from '../../domain/measurement.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { figureOf, Log, msText, NUMBER } from './log.ts';
import { benchmarkRow, inFlight, type Results } from './openvino-results.ts';

const TOOL = 'OpenVINO benchmark_app';
const LEAD = '^\\s*(?:\\[ INFO \\]\\s*)?';
const UNIT = '(ns|us|µs|μs|ms|s)\\b';
const MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1e3 };
const THROUGHPUT = new RegExp(`${LEAD}Throughput:\\s*${NUMBER} FPS`);

export const openvino: Importer = {
  format: 'openvino',
  tool: TOOL,
  detect: (text) =>
    /^[ \t]*(?:\[ INFO \][ \t]*)?Throughput:[ \t]*[\d.]+ FPS/m.test(text) ||
    /^[ \t]*\[Step \d+\/\d+\]/m.test(text) ||
    (/^[ \t]*(?:\[ INFO \][ \t]*)?Count:[ \t]*\d+ iterations/m.test(text) &&
      /^[ \t]*(?:\[ INFO \][ \t]*)?Duration:/m.test(text)),
  read,
};

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  if (!log.isOneRun(THROUGHPUT, problems)) return NOTHING_READ;
  const results = resultsOf(log);
  if (results.average === null) {
    const median = log.first(new RegExp(`${LEAD}(?:Median|Latency):\\s*${NUMBER} ${UNIT}`));
    const message =
      median === null
        ? 'there is no line "Average: …" with a time'
        : 'this latency is the median; the mean is not printed';
    const help = 'Give the whole output of a benchmark_app that prints Median and Average (2022 or newer).';
    log.complain(problems, median?.line ?? 1, 'time-missing', message, help);
    return NOTHING_READ;
  }
  const crowd = inFlight(log.name, results);
  if (crowd !== null) return { measurements: [], leftOut: [crowd] };
  return { measurements: [benchmarkRow(log.name, TOOL, results)], leftOut: [] };
}

function resultsOf(log: Log): Results {
  const ms = (key: string, from: string) => timeOf(log, key, from);
  const percentile = log.first(new RegExp(`${LEAD}(\\d+) percentile:\\s*${NUMBER} ms`));
  const start = log.first(/Start inference (a?synch?ronously)(?:, (\d{1,6}) inference requests)?/);
  const requests = start === null ? null : !start.text.startsWith('a') ? 1 : Number(start.match[2] ?? Number.NaN);
  const count = log.figure(new RegExp(`${LEAD}Count:\\s*(\\d+) iterations`), 'Count, iterations');
  const duration = ms('Duration', 'Duration');
  const boundary = percentile === null ? 0.5 : Number(percentile.text) / 100;
  return {
    average:
      ms('(?:Average|AVG|Avg)', 'Average latency') ?? quotient(count, duration, start?.text.startsWith('s') ?? false),
    quantile: {
      p: boundary,
      value: percentile === null ? (ms('Median', '')?.value ?? 0) : Number(percentile.match[2]),
    },
    greatest: ms('Max', '')?.value ?? null,
    count,
    duration,
    throughput: log.figure(THROUGHPUT, 'Throughput, frames/s → /ms', 1e-3),
    batch: batchOf(log),
    requests: requests === null || Number.isNaN(requests) ? null : requests,
    model: null,
    devices: devicesOf(log),
    conditions: conditionsOf(log),
    precision: log.first(/INFERENCE_PRECISION_HINT: (?:<Type: ')?(\w{1,20})/)?.text ?? null,
  };
}

/** `Average: 12.1 ms`, or in the unit that suits a faster model. */
function timeOf(log: Log, key: string, from: string): Figure | null {
  const found = log.first(new RegExp(`${LEAD}${key}:\\s*${NUMBER}\\s?${UNIT}`));
  if (found === null) return null;
  const unit = found.match[2] as string;
  return figureOf(found.text, found.line, `${from}, ${unit === 'ms' ? 'ms' : `${unit} → ms`}`, MS[unit]);
}

/** Old versions print no mean; of one request after the other it is duration ÷ count. */
function quotient(count: Figure | null, duration: Figure | null, isSync: boolean): Figure | null {
  if (!isSync || count === null || duration === null || !(count.value >= 1)) return null;
  return { value: duration.value / count.value, from: 'Duration ÷ Count of a synchronous run, ms', line: count.line };
}

function devicesOf(log: Log): string[] {
  const devices = log.first(/Execution Devices:\s*\[\s*([^\]]{1,100}?)\s*\]/);
  return devices === null ? [] : [devices.text.replaceAll("'", '')];
}

function batchOf(log: Log): Figure | null {
  const found = log.first(/Model batch size: (\d{1,9})/);
  return found && figureOf(found.text, found.line, 'Model batch size');
}

function conditionsOf(log: Log): string[] {
  const first = log.figure(new RegExp(`First inference took ${NUMBER} ms`), '');
  return [...(first === null ? [] : [`first inference ${msText(first.value)}`])];
}
