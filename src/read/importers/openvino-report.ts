/** OpenVINO benchmark_app's report file, as `key;value` lines or as JSON. */

import type { TextFile } from '../../domain/files.ts';
import type { Figure } from '../../domain/measurement.ts';
import { isMapping } from '../fields.ts';
import { JsonSource } from '../json-source.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { figureOf, Log } from './log.ts';
import { benchmarkRow, inFlight, type Results } from './openvino-results.ts';

const TOOL = 'OpenVINO benchmark_app report';
const HELP = 'Give benchmark_report.csv or .json, as benchmark_app writes it with -report_type no_counters.';

export const openvinoReport: Importer = {
  format: 'openvino',
  tool: TOOL,
  detect: (text) =>
    /^Execution results;?[ \t]*$/m.test(text) || (/^\s*\{/.test(text) && text.includes('"execution_results"')),
  read,
};

/** Python's and C++'s keys, in CSV and in JSON. */
const AVERAGE = [
  'avg latency',
  'avg latency (ms)',
  'average latency',
  'average latency (ms)',
  'latency_average',
  'latency_avg',
];
const MEDIAN = ['latency (ms)', 'median latency', 'median latency (ms)', 'latency_median'];

/** A value of the report, and the line that it stands on (1 in JSON). */
type Lookup = (keys: readonly string[]) => { readonly text: string; readonly line: number } | null;

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const before = problems.count;
  const log = new Log(file);
  const lookup = /^\s*\{/.test(file.text) ? jsonLookup(file, problems) : csvLookup(log);
  if (problems.count > before) return NOTHING_READ;
  const results = resultsOf(lookup);
  if (results.average === null) {
    const median = lookup(MEDIAN);
    const message = median === null ? 'there is no latency' : 'there is a median latency, and no average';
    log.complain(problems, median?.line ?? 1, 'time-missing', message, HELP);
    return NOTHING_READ;
  }
  const crowd = inFlight(file.name, results);
  if (crowd !== null) return { measurements: [], leftOut: [crowd] };
  return { measurements: [benchmarkRow(file.name, TOOL, results)], leftOut: [] };
}

function resultsOf(lookup: Lookup): Results {
  const figure = (keys: readonly string[], from: string, scale = 1): Figure | null => {
    const found = lookup(keys);
    return found && figureOf(found.text, found.line, from, scale);
  };
  const percentile = figure(['percentile_boundary', 'latency_percentile'], '')?.value ?? 50;
  const latency = figure(
    [...MEDIAN, `latency (${percentile} percentile) (ms)`, `${percentile} percentile latency (ms)`],
    '',
  );
  const requests = figure(
    ['number of parallel infer requests', 'number_of_parallel_infer_requests', 'nireq'],
    '',
  )?.value;
  const device = lookup(['d', 'device', 'target device', 'target_device'])?.text;
  const isSync = lookup(['api', 'api_type'])?.text.toLowerCase() === 'sync';
  return {
    average: figure(AVERAGE, 'average latency, ms'),
    quantile: { p: percentile / 100, value: latency?.value ?? 0 },
    greatest: figure(['max latency', 'max latency (ms)', 'latency_max'], '')?.value ?? null,
    count: figure(
      ['total number of iterations', 'iterations_num', 'total_number_of_iterations'],
      'total number of iterations',
    ),
    duration: figure(['total execution time (ms)', 'execution_time', 'total_execution_time'], ''),
    throughput: figure(['throughput'], 'throughput, frames/s → /ms', 1e-3),
    batch: figure(['batch size', 'batch_size', 'b'], 'batch size'),
    requests: isSync ? 1 : requests !== undefined && requests > 0 ? requests : null,
    model: lookup(['m', 'model', 'path_to_model'])?.text ?? null,
    devices: device === undefined ? [] : [device],
    conditions: [],
    precision: lookup(['precision', 'inference_precision_hint'])?.text ?? null,
  };
}

function csvLookup(log: Log): Lookup {
  const values = new Map<string, { text: string; line: number }>();
  for (const { match, line } of log.all(/^([^;]{1,100});([^;]{0,300});?\s*$/)) {
    const text = (match[2] as string).trim();
    if (text !== '') values.set((match[1] as string).trim().toLowerCase(), { text, line });
  }
  return (keys) => keys.map((key) => values.get(key)).find((value) => value !== undefined) ?? null;
}

/** The sections of the document as one mapping; latencies may stand in a list, one for each data shape. */
function jsonLookup(file: TextFile, problems: ProblemList): Lookup {
  const source = new JsonSource(file, HELP);
  const document = source.read(problems);
  const values = new Map<string, string>();
  for (const section of isMapping(document) ? Object.values(document) : []) {
    for (const [key, value] of Object.entries(isMapping(section) ? section : {})) take(values, key, value);
  }
  return (keys) => {
    const text = keys.map((key) => values.get(key)).find((value) => value !== undefined);
    return text === undefined ? null : { text, line: 1 };
  };
}

function take(values: Map<string, string>, key: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') values.set(key.toLowerCase(), value);
  else if (typeof value === 'number') values.set(key.toLowerCase(), String(value));
  else if (Array.isArray(value) && value.length === 1 && isMapping(value[0])) {
    for (const [inner, one] of Object.entries(value[0])) if (typeof one === 'number') values.set(inner, String(one));
  }
}
