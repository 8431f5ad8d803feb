/** onnxruntime_perf_test: the mean in ms, the percentiles in seconds. */

import type { TextFile } from '../../domain/files.ts';
import { type Figure, measurement, ONE_BY_ONE, type Quantile } from '../../domain/measurement.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { Log, msText, NUMBER } from './log.ts';

const TOOL = 'onnxruntime_perf_test';
const MS_PER_S = 1e3;
const MOST_PROVIDERS = 5;
/** `Average inference time cost: 1.86 ms`; up to 2023 `Average time cost: 58.8 ms`. */
const MEAN = new RegExp(`^\\s*Average (?:inference )?time cost(?: total)?: ?${NUMBER} ms`);

export const ortPerfTest: Importer = {
  format: 'onnxruntime',
  tool: TOOL,
  detect: (text) =>
    /^[ \t]*Average (?:inference )?time cost(?: total)?:/m.test(text) || /^[ \t]*Total inference requests:/m.test(text),
  read,
};

function read(file: TextFile, options: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  if (!log.isOneRun(MEAN, problems)) return NOTHING_READ;
  const time = log.figure(MEAN, 'average inference time, ms');
  if (time === null) {
    const message = 'there is no line "Average inference time cost: … ms"';
    log.complain(problems, 1, 'time-missing', message, 'Give the whole output of onnxruntime_perf_test -s.');
    return NOTHING_READ;
  }
  const runs = log.figure(
    new RegExp(`Number of inferences per second: ?${NUMBER}`),
    'inferences per second, /s → /ms',
    1e-3,
  );
  return { measurements: [rowOf(log, time, runs, options)], leftOut: [] };
}

function rowOf(log: Log, time: Figure, runs: Figure | null, { batch }: ReadOptions) {
  const providers = providersOf(log);
  const load = log.figure(new RegExp(`Session creation time cost: ?${NUMBER} ?s`), '', MS_PER_S);
  return measurement({
    files: [log.name],
    tool: TOOL,
    line: time.line,
    time,
    quantiles: quantilesOf(log),
    greatest: log.figure(new RegExp(`^\\s*Max Latency(?::| is) ?${NUMBER} ?s`), '', MS_PER_S)?.value ?? null,
    samples: log.figure(/^\s*Total (?:inference requests|iterations): ?(\d+)/, 'total requests'),
    pace: { ...ONE_BY_ONE, countsRequests: true, help: 'Run onnxruntime_perf_test with -c 1, one request at a time.' },
    throughput: runs && inferences(runs, batch ?? 1),
    memory: log.figure(new RegExp(`Peak working set size: ?${NUMBER} bytes`), 'peak working set of the process, bytes'),
    runtime: 'ONNX Runtime',
    conditions: [
      ...(providers === null ? [] : [`provider ${providers}`]),
      ...(load === null ? [] : [`load ${msText(load.value)}`]),
    ],
  });
}

/** By the lines of the session, else by `-e` of the command. */
function providersOf(log: Log): string | null {
  const names = new Set<string>();
  for (const { text } of log.all(/\b(\w{2,60}ExecutionProvider)\b/)) if (names.size < MOST_PROVIDERS) names.add(text);
  if (names.size > 0) return [...names].sort().join(', ');
  return log.first(/onnxruntime_perf_test(?:\.exe)? .{0,500}?(?:^|\s)-e[ =]?(\w{2,40})/)?.text ?? null;
}

/** The tool counts requests; a request of batch b is b inferences. */
function inferences(runs: Figure, batch: number): Figure {
  if (batch === 1) return runs;
  return { ...runs, value: runs.value * batch, from: `requests per second × batch ${batch}, /s → /ms` };
}

/** `P50 Latency: 0.0019 s`, earlier `P50 Latency is 0.0559778 sec`; P999 is 99.9 %. */
function quantilesOf(log: Log): Quantile[] {
  return [...log.all(new RegExp(`^\\s*P(\\d{2,3}) Latency(?::| is) ?${NUMBER} ?s`))]
    .map(({ match }) => ({ p: Number(`0.${match[1]}`), value: Number(match[2]) * MS_PER_S }))
    .filter(({ p, value }) => p > 0 && p < 1 && value > 0);
}
