/** MLPerf Inference, mlperf_log_summary.txt of loadgen: nanoseconds, and four scenarios that mean different times. */

import type { TextFile } from '../../domain/files.ts';
import { type Figure, type LeftOut, measurement, type Quantile } from '../../domain/measurement.ts';
import { printable } from '../../domain/text.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { type Found, figureOf, Log } from './log.ts';

const TOOL = 'MLPerf mlperf_log_summary.txt';
const MS_PER_NS = 1e-6;
const HEAD = /^[ \t]*MLPerf Results Summary/;
/** v0.5 wrote `Single Stream` and `Performance`. */
const SCENARIOS = ['SingleStream', 'MultiStream', 'Server', 'Offline'];

export const mlperf: Importer = {
  format: 'mlperf',
  tool: TOOL,
  detect: (text) =>
    /^[ \t]*MLPerf Results Summary/m.test(text) ||
    /^[ \t]*Scenario\s*: (?:Single ?Stream|Multi ?Stream|Server|Offline)/m.test(text),
  read,
};

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  if (!log.isOneRun(HEAD, problems)) return NOTHING_READ;
  const scenario = scenarioOf(log);
  const result = lineOf(log, 'Result is');
  if (scenario === null || result === null) {
    const message = `there is no line "${scenario === null ? 'Scenario' : 'Result is'}"`;
    log.complain(problems, 1, 'mlperf-incomplete', message, 'Give the whole mlperf_log_summary.txt.');
    return NOTHING_READ;
  }
  const against = reasonsAgainst(log, scenario, result);
  if (against === null) return rowOf(log, scenario, problems);
  return { measurements: [], leftOut: [{ file: file.name, ...against }] };
}

/** The scenario by its name of today. */
function scenarioOf(log: Log): Found | null {
  const found = lineOf(log, 'Scenario');
  const plain = found?.text.replaceAll(/[\s_-]+/g, '').toLowerCase();
  const known = SCENARIOS.find((name) => name.toLowerCase() === plain);
  return found === null || known === undefined ? found : { ...found, text: known };
}

function rowOf(log: Log, scenario: Found, problems: ProblemList): Reading {
  const mean = lineOf(log, 'Mean latency \\(ns\\)');
  const perQuery = lineOf(log, 'samples_per_query');
  if (mean === null) {
    const message = 'there is no line "Mean latency (ns)"';
    log.complain(
      problems,
      scenario.line,
      'time-missing',
      message,
      'Give the whole mlperf_log_summary.txt, with its "Additional Stats".',
    );
    return NOTHING_READ;
  }
  const isSingle = scenario.text === 'SingleStream';
  const what = isSingle ? 'Mean latency, ns → ms' : 'Mean latency of a query of all samples, ns → ms';
  const system = lineOf(log, 'SUT name')?.text;
  const row = measurement({
    files: [log.name],
    tool: TOOL,
    line: mean.line,
    batch: batchOf(perQuery, isSingle, scenario),
    time: figureOf(mean.text, mean.line, what, MS_PER_NS),
    quantiles: quantilesOf(log),
    greatest: greatestOf(log),
    throughput: isSingle ? throughputOf(log) : null,
    hardware: system === undefined ? [] : [{ name: `SUT ${system}`, part: null }],
    conditions: [
      `MLPerf ${scenario.text}`,
      ...(isSingle ? [] : ['time of a whole query, until its last sample is done']),
      ...(system === undefined ? [] : [`SUT ${printable(system)}`]),
    ],
  });
  return { measurements: [row], leftOut: [] };
}

/** One sample a query is what SingleStream means; the parameters at the end may be cut off. */
function batchOf(perQuery: Found | null, isSingle: boolean, scenario: Found): Figure | null {
  if (perQuery !== null) return figureOf(perQuery.text, perQuery.line, 'samples_per_query');
  return isSingle ? { value: 1, from: 'a query of SingleStream is one sample', line: scenario.line } : null;
}

function greatestOf(log: Log): number | null {
  const max = lineOf(log, 'Max latency \\(ns\\)');
  const ms = max === null ? Number.NaN : figureOf(max.text, max.line, '', MS_PER_NS).value;
  return ms > 0 ? ms : null;
}

function throughputOf(log: Log) {
  const rate = lineOf(log, 'QPS w/o loadgen overhead');
  return rate && figureOf(rate.text, rate.line, 'QPS w/o loadgen overhead, /s → /ms', 1e-3);
}

/** `key : value`; the space before the colon varies. */
function lineOf(log: Log, key: string): Found | null {
  return log.first(new RegExp(`^\\s*${key}\\s*:\\s*(\\S.{0,200}?)\\s*$`));
}

function quantilesOf(log: Log): Quantile[] {
  return [...log.all(/^\s*\d+\.\d+ percentile latency \(ns\)\s*:\s*\S+/)].flatMap(({ match }) => {
    const [, percentile, ns] = /^\s*(\d+\.\d+) .*:\s*(\S+)$/.exec(match[0]) ?? [];
    const quantile = { p: Number(percentile) / 100, value: Number(ns) * MS_PER_NS };
    return quantile.p > 0 && quantile.p < 1 && quantile.value > 0 ? [quantile] : [];
  });
}

type Reason = Pick<LeftOut, 'code' | 'reason' | 'help'>;

/** Why a whole run gives no service time, and on which line that stands; `null` where it gives one. */
function reasonsAgainst(log: Log, scenario: Found, result: Found): (Reason & { readonly line: number }) | null {
  const mode = lineOf(log, 'Mode');
  if (mode !== null && !/^performance ?(?:only)?$/i.test(mode.text)) return { ...ACCURACY, line: mode.line };
  if (result.text !== 'VALID') return { ...INVALID, line: result.line };
  const reason = scenario.text === 'MultiStream' ? beforeVersion2(log) : reasonAgainst(scenario.text);
  return reason && { ...reason, line: scenario.line };
}

const ACCURACY: Reason = {
  code: 'mlperf-mode',
  reason: 'not a performance run: loadgen did not time it as one',
  help: 'Run loadgen in PerformanceOnly mode.',
};

/** Since 2.0 a query follows the one before, and a latency heads the summary; earlier ones came at fixed intervals. */
function beforeVersion2(log: Log): Reason | null {
  if (log.first(/^\s*\d{1,2}(?:\.\d{1,4})?th percentile latency \(ns\)\s*:/) !== null) return null;
  const reason = 'MultiStream before MLPerf 2.0: queries came at fixed intervals, so its latencies may include waiting';
  return { code: 'response-time', reason, help: SINGLE_STREAM };
}

const SINGLE_STREAM = 'Run the SingleStream scenario: its latencies are service times.';

const INVALID: Reason = {
  code: 'mlperf-invalid',
  reason: 'loadgen calls this run INVALID: too short, or slower than its target',
  help: 'Run it again until the summary says "Result is : VALID"; the lines below it say what is missing.',
};

function reasonAgainst(scenario: string): Reason | null {
  const help = SINGLE_STREAM;
  if (scenario === 'SingleStream') return null;
  if (scenario === 'Server') {
    const reason = 'Server scenario: response times under Poisson arrivals, waiting included, no service times';
    return { code: 'response-time', reason, help };
  }
  if (scenario === 'Offline') {
    const reason = 'Offline scenario: all samples were offered at once, so its latencies are no service times';
    return { code: 'capacity-only', reason, help };
  }
  return { code: 'mlperf-scenario', reason: `the scenario "${printable(scenario)}" is not known`, help };
}
