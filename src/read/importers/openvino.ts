/** OpenVINO benchmark_app, what it prints: by default it keeps several requests in flight. */

import type { TextFile } from '../../domain/files.ts';
import type { Figure } from '../../domain/measurement.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { figureOf, Log, msText, NUMBER } from './log.ts';
import { benchmarkRow, inFlight, type Results } from './openvino-results.ts';

const TOOL = 'OpenVINO benchmark_app';
const LEAD = '^\\s*(?:\\[ INFO \\]\\s*)?';
const THROUGHPUT = new RegExp(`${LEAD}Throughput:\\s*${NUMBER} FPS`);

export const openvino: Importer = {
  format: 'openvino',
  tool: TOOL,
  detect: (text) =>
    /^[ \t]*(?:\[ INFO \][ \t]*)?Throughput:[ \t]*[\d.]+ FPS/m.test(text) || /^\[Step \d+\/\d+\]/m.test(text),
  read,
};

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  if (!log.isOneRun(THROUGHPUT, problems)) return NOTHING_READ;
  const results = resultsOf(log);
  if (results.average === null) {
    const median = log.first(new RegExp(`${LEAD}(?:Median|Latency):\\s*${NUMBER} ms`));
    const message =
      median === null ? 'there is no line "Average: … ms"' : 'this latency is the median; the mean is not printed';
    const help = 'Give the whole output of a benchmark_app that prints Median and Average (2022 or newer).';
    log.complain(problems, median?.line ?? 1, 'time-missing', message, help);
    return NOTHING_READ;
  }
  const crowd = inFlight(log.name, results);
  if (crowd !== null) return { measurements: [], leftOut: [crowd] };
  return { measurements: [benchmarkRow(log.name, TOOL, results)], leftOut: [] };
}

function resultsOf(log: Log): Results {
  const ms = (key: string, from: string) => log.figure(new RegExp(`${LEAD}${key}:\\s*${NUMBER} ms`), from);
  const percentile = log.first(new RegExp(`${LEAD}(\\d+) percentile:\\s*${NUMBER} ms`));
  const start = log.first(/Start inference (a?synchronously)(?:, (\d{1,6}) inference requests)?/);
  const requests = start === null ? null : start.text === 'synchronously' ? 1 : Number(start.match[2] ?? Number.NaN);
  const boundary = percentile === null ? 0.5 : Number(percentile.text) / 100;
  return {
    average: ms('(?:Average|AVG|Avg)', 'Average latency, ms'),
    quantile: {
      p: boundary,
      value: percentile === null ? (ms('Median', '')?.value ?? 0) : Number(percentile.match[2]),
    },
    greatest: ms('Max', '')?.value ?? null,
    count: log.figure(new RegExp(`${LEAD}Count:\\s*(\\d+) iterations`), 'Count, iterations'),
    duration: ms('Duration', ''),
    throughput: log.figure(THROUGHPUT, 'Throughput, frames/s → /ms', 1e-3),
    batch: batchOf(log),
    requests: requests === null || Number.isNaN(requests) ? null : requests,
    model: null,
    conditions: conditionsOf(log),
    precision: log.first(/INFERENCE_PRECISION_HINT: (?:<Type: ')?(\w{1,20})/)?.text ?? null,
  };
}

function batchOf(log: Log): Figure | null {
  const found = log.first(/Model batch size: (\d{1,9})/);
  return found && figureOf(found.text, found.line, 'Model batch size');
}

function conditionsOf(log: Log): string[] {
  const devices = log.first(/Execution Devices:\s*\[\s*([^\]]{1,100}?)\s*\]/);
  const first = log.figure(new RegExp(`First inference took ${NUMBER} ms`), '');
  return [
    ...(devices === null ? [] : [`on ${devices.text.replaceAll("'", '')}`]),
    ...(first === null ? [] : [`first inference ${msText(first.value)}`]),
  ];
}
