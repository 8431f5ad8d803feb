/** The summary that trtexec (TensorRT) prints: `key = value ms` lines since 8, blocks of `key: value ms` in 7. */

import type { TextFile } from '../../domain/files.ts';
import {
  type Figure,
  type Hardware,
  type Measurement,
  measurement,
  ONE_BY_ONE,
  type Quantile,
} from '../../domain/measurement.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { figureOf, Log, modelOfPath, msText, NUMBER } from './log.ts';
import { batchOf } from './trtexec-batch.ts';
import { type CommandLine, commandLineOf } from './trtexec-command.ts';

const TOOL = 'trtexec summary';
/** The level and the date that may stand before what is printed. */
const LEAD = '^\\s*(?:\\[[^\\]]*\\]\\s*){0,3}';
const RUN = new RegExp(`${LEAD}(?:=== Performance summary ===|Host Latency\\s*$)`);
const LINE = new RegExp(`${LEAD}(GPU Compute Time|GPU Compute|Latency|H2D Latency|D2H Latency):?\\s*(.*)$`);

export const trtexec: Importer = {
  format: 'trtexec',
  tool: TOOL,
  detect: (text) =>
    /(?:=== Performance summary ===|GPU Compute(?: Time)?:? |\] Host Latency$|TensorRT\.trtexec)/m.test(text),
  read,
};

/** One row of the summary. */
interface Times {
  readonly mean: Figure;
  readonly quantiles: readonly Quantile[];
  readonly greatest: number | null;
}

function read(file: TextFile, options: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  if (!log.isOneRun(RUN, problems)) return NOTHING_READ;
  const compute = timesOf(log, 'GPU Compute Time') ?? blockOf(log);
  if (compute === null) {
    complainOfCompute(log, problems);
    return NOTHING_READ;
  }
  const command = commandLineOf(log);
  if (command.streams > 1) return severalStreams(log, command);
  return { measurements: [rowOf(log, compute, command, options)], leftOut: [] };
}

function rowOf(log: Log, compute: Times, command: CommandLine, options: ReadOptions): Measurement {
  const { batch, hint, factor } = batchOf(log, command);
  const queries = log.figure(/Timing trace has (\d+) queries/, 'Timing trace, queries');
  const rate = rateOf(log, compute.mean.value, factor);
  return measurement({
    files: [log.name],
    tool: TOOL,
    line: compute.mean.line,
    model: command.model === null ? null : modelOfPath(command.model),
    batch,
    batchHint: hint,
    time: compute.mean,
    quantiles: compute.quantiles,
    greatest: compute.greatest,
    samples: queries && { ...queries, value: Math.round(queries.value / (rate?.divisor ?? factor)) },
    throughput: rate && throughputOf(rate, options.batch ?? batch?.value ?? 1),
    pace: { ...ONE_BY_ONE, longest: longestOf(log), countsRequests: true, help: ONE_STREAM },
    runtime: runtimeOf(log),
    precision: command.precision,
    hardware: hardwareOf(log, command),
    conditions: conditionsOf(log, command),
  });
}

const ONE_STREAM = 'Run trtexec with one stream: leave out --streams and --infStreams.';

/** Queries per ms, and what the tool had multiplied them by. */
interface Rate {
  readonly queries: Figure;
  readonly divisor: number;
}

/**
 * With `--batch` trtexec multiplies what it prints by it, whether the engine uses it or not, and some versions do not:
 * of both readings the one counts that fits the time of a query.
 */
function rateOf(log: Log, time: number, factor: number): Rate | null {
  const printed = log.figure(new RegExp(`${LEAD}[Tt]hroughput: ${NUMBER} qps`), '', 1e-3);
  if (printed === null || !(printed.value > 0)) return null;
  const misfit = (divisor: number) => Math.abs(Math.log((printed.value * time) / divisor));
  const divisor = factor >= 1 && misfit(factor) < misfit(1) ? factor : 1;
  return { queries: { ...printed, value: printed.value / divisor }, divisor };
}

function throughputOf({ queries, divisor }: Rate, batch: number): Figure {
  const from = [
    'Throughput',
    divisor === 1 ? null : ` ÷ ${divisor} (--batch)`,
    batch === 1 ? null : `, queries × batch ${batch}`,
  ];
  return { ...queries, value: queries.value * batch, from: `${from.join('')}, /s → /ms` };
}

/** Between two queries passes at most what the host sees of one, or what it takes to enqueue one. */
function longestOf(log: Log): number | null {
  const means = (['Latency', 'Enqueue Time'] as const).map((name) => timesOf(log, name)?.mean.value ?? 0);
  const host = log.first(new RegExp(`${LEAD}Host Latency\\s*$`))?.line ?? null;
  const below = host === null ? '' : log.lines.slice(host, host + 4).join('\n');
  const block = new RegExp(`mean: ${NUMBER} ms`).exec(below);
  const longest = Math.max(...means, Number(block?.[1] ?? 0));
  return longest > 0 ? longest : null;
}

function hardwareOf(log: Log, { dla }: CommandLine): Hardware[] {
  const selected = log.first(/Selected Device: (.{1,80})/)?.text.trim();
  return [
    ...(selected === undefined ? [] : [{ name: selected, part: dla === null ? ('gpu' as const) : null }]),
    ...(dla === null ? [] : [{ name: dla, part: 'dla' as const }]),
  ];
}

/** `GPU Compute Time: min = 0.80 ms, …, mean = 0.82 ms, median = 0.81 ms, percentile(90%) = 0.83 ms`. */
function timesOf(log: Log, name: string): Times | null {
  const found = log.first(new RegExp(`${LEAD}${name}: (.*mean = .*)$`));
  if (found === null) return null;
  const value = (key: string) => new RegExp(`(?:^|, )${key} = ${NUMBER} ms`).exec(found.text)?.[1] ?? 'nan';
  const median = figureOf(value('median'), found.line, '').value;
  const percentiles = [...found.text.matchAll(new RegExp(`percentile\\((\\d+(?:\\.\\d+)?)%\\) = ${NUMBER} ms`, 'g'))];
  const quantiles = percentiles.map(([, p, ms]) => ({ p: Number(p) / 100, value: Number(ms) }));
  const greatest = figureOf(value('max'), found.line, '').value;
  return {
    mean: figureOf(value('mean'), found.line, `${name} mean, ms`),
    quantiles: usable([{ p: 0.5, value: median }, ...quantiles]),
    greatest: greatest > 0 ? greatest : null,
  };
}

/** TensorRT 7: a line `GPU Compute`, and below it `mean: 1.56 ms`, `percentile: 1.57 ms at 99%` and so on. */
function blockOf(log: Log): Times | null {
  const head = log.first(new RegExp(`${LEAD}GPU Compute\\s*$`));
  if (head === null) return null;
  const below = log.lines.slice(head.line, head.line + 8);
  const row = (pattern: string) => {
    const index = below.findIndex((line) => new RegExp(`${LEAD}${pattern}`).test(line));
    const match = index < 0 ? null : new RegExp(`${LEAD}${pattern}`).exec(below[index] as string);
    return match && { match, line: head.line + index + 1 };
  };
  const mean = row(`mean: ${NUMBER} ms`);
  if (mean === null) return null;
  const median = row(`median: ${NUMBER} ms`);
  const percentile = row(`percentile: ${NUMBER} ms at (\\d+(?:\\.\\d+)?)%`);
  const greatest = Number(row(`max: ${NUMBER} ms`)?.match[1]);
  return {
    mean: figureOf(mean.match[1] as string, mean.line, 'GPU Compute mean, ms'),
    quantiles: usable([
      { p: 0.5, value: Number(median?.match[1]) },
      { p: Number(percentile?.match[2]) / 100, value: Number(percentile?.match[1]) },
    ]),
    greatest: greatest > 0 ? greatest : null,
  };
}

function usable(quantiles: readonly Quantile[]): Quantile[] {
  return quantiles.filter(({ p, value }) => p > 0 && p < 1 && value > 0 && Number.isFinite(value));
}

function runtimeOf(log: Log): string {
  const version = log.first(/TensorRT version: ([\w.]{1,20})/) ?? log.first(/\[TensorRT (v\d{1,8})\]/);
  return version === null ? 'TensorRT' : `TensorRT ${version.text}`;
}

function conditionsOf(log: Log, { dla }: CommandLine): string[] {
  const copies = (['H2D Latency', 'D2H Latency'] as const)
    .map((name) => ({ name, times: timesOf(log, name) }))
    .flatMap(({ name, times }) => (times === null ? [] : [`${name.slice(0, 3)} ${msText(times.mean.value)}`]));
  const selected = log.first(/Selected Device: (.{1,80})/)?.text.trim();
  return [
    ...(selected === undefined ? [] : [`on ${selected}`]),
    ...(dla === null ? [] : [dla]),
    ...(copies.length === 0 ? [] : [`copies not included: ${copies.join(', ')}`]),
  ];
}

function severalStreams(log: Log, { streams, line }: CommandLine): Reading {
  const reason = `${streams} streams ran at once: each query shared the GPU with others, so its time is no service time`;
  const help = ONE_STREAM;
  return { measurements: [], leftOut: [{ file: log.name, line, code: 'in-flight', reason, help }] };
}

function complainOfCompute(log: Log, problems: ProblemList): void {
  const profiled = log.first(/e2e network timing is not reported|=== Profile \(\d+ iterations/);
  if (profiled !== null) {
    const reason = 'the profiler was on, so trtexec printed no times of whole queries';
    const again = 'Run trtexec without --dumpProfile and --exportProfile, or add --separateProfileRun.';
    log.complain(problems, profiled.line, 'time-missing', reason, again);
    return;
  }
  const endToEnd = log.first(/End-to-End Host Latency/);
  const other = endToEnd ?? log.first(LINE) ?? log.first(RUN);
  const message =
    endToEnd === null
      ? 'there is no line "GPU Compute Time" with a mean'
      : 'End-to-End Host Latency includes waiting for the query before: it is no service time';
  const help = 'Give the whole output of trtexec: the mean of "GPU Compute Time" is the service time.';
  log.complain(problems, other?.line ?? 1, 'time-missing', message, help);
}
