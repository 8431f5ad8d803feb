/** Triton perf_analyzer CSV: microseconds, a row for each load, in no order. */

import type { TextFile } from '../../domain/files.ts';
import {
  type Figure,
  type LeftOut,
  type Measurement,
  measurement,
  ONE_BY_ONE,
  type Pace,
  type Remark,
} from '../../domain/measurement.ts';
import { printable } from '../../domain/text.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { msText } from './log.ts';
import { complainOfTable, type NamedRow, type NamedTable, namedTable, plain } from './named-table.ts';

const TOOL = 'Triton perf_analyzer CSV';
const MS_PER_US = 1e-3;
const KEEP_SERVER =
  'Measure with --concurrency-range 1 and keep the server statistics, so that there are Server Compute columns.';
const LOADS = ['Concurrency', 'Request Rate'] as const;
/** Newer servers tell three parts of the work apart; before 2020 it was one column. */
const PARTS = ['Server Compute Input', 'Server Compute Infer', 'Server Compute Output'];

/** What a response holds beside the work. */
const AROUND = ['Client Send', 'Network+Server Send/Recv', 'Server Queue', 'Client Recv'];

/** Columns that a script adds around the tool: what was measured, by their plain names. */
const MODEL = ['Model', 'Model Name'];
const BATCH = ['Batch', 'Batch Size'];
/** What some version of the tool writes. */
const OWN =
  /^(?:concurrency|request rate|inferences\/second|client (?:send|recv)|network\+server send\/recv|server .{1,60}|(?:p\d{1,3}(?:\.\d+)?|avg|min|max|std) latency|request\/response|response wait|.{0,60}\bgpu\b.{0,60})$/;

export const perfAnalyzer: Importer = {
  format: 'perf-analyzer',
  tool: TOOL,
  detect: (text) => /(?:^|,)[ \t]*"?Inferences\/Second"?[ \t]*,/m.test(text),
  read,
};

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const before = problems.count;
  const isHeader = (cells: readonly string[]) => cells.some((cell) => plain(cell) === 'inferences/second');
  const table = namedTable(file, isHeader, problems);
  if (table.columns.length === 0 || (table.rows.length === 0 && problems.count === before)) {
    const help =
      'Give the file that perf_analyzer writes with -f: its columns are Concurrency, Inferences/Second and so on.';
    complainOfTable(
      table,
      problems,
      table.columns.length === 0 ? 'there is no column Inferences/Second' : 'the table has no rows',
      help,
    );
  }
  const load = LOADS.find((name) => table.has(name));
  if (table.columns.length > 0 && load === undefined) {
    const message = 'there is no column Concurrency or Request Rate: how many requests were in flight is not known';
    complainOfTable(table, problems, message, 'Give the file as perf_analyzer writes it with -f.', 'column-missing');
  }
  if (load === undefined || table.rows.length === 0) return NOTHING_READ;
  const extras = table.columns.filter(
    (name) => !OWN.test(plain(name)) && ![...MODEL, ...BATCH].some((known) => plain(known) === plain(name)),
  );
  const readings = groupsOf(table.rows).map((rows) => readGroup({ file, table, load, extras }, rows, problems));
  return {
    measurements: readings.flatMap(({ measurements }) => measurements),
    leftOut: readings.flatMap(({ leftOut }) => leftOut),
  };
}

/** The rows of each model and batch. */
function groupsOf(rows: readonly NamedRow[]): readonly (readonly NamedRow[])[] {
  const groups = new Map<string, NamedRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.text(MODEL), row.text(BATCH)]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

interface Loaded {
  readonly file: TextFile;
  readonly table: NamedTable;
  readonly load: (typeof LOADS)[number];
  /** Columns that are not the tool's. */
  readonly extras: readonly string[];
}

/** The rows of one model and batch: the one of least load is a measurement. */
function readGroup(loaded: Loaded, group: readonly NamedRow[], problems: ProblemList): Reading {
  const { file, table, load, extras } = loaded;
  const rows = group.map((row) => ({ row, load: row.figure([load], load)?.value ?? Number.NaN }));
  const least = rows.reduce((best, one) => (one.load < best.load || Number.isNaN(best.load) ? one : best));
  const rival = rows.find((one) => one !== least && one.load === least.load);
  if (rival !== undefined) {
    const message = `a second row of ${load} ${printable(rival.row.text([load]) ?? '?')}${difference(least.row, rival.row, extras)}`;
    const help = 'Give one of them: two rows of one load are two measurements.';
    problems.add(table.source, () => ({ code: 'several-runs', message, help, path: [rival.row.line], aim: 'key' }));
    return NOTHING_READ;
  }
  const time = serviceTime(table, least.row);
  const busier = rows.filter((one) => one !== least).map(({ row }) => response(file, row, load));
  if (time === null) return { measurements: [], leftOut: [withoutServer(file, least.row), ...busier] };
  const isAlone = load === 'Concurrency' && least.load === 1;
  const remark = isAlone ? null : underLoad(load, least.load);
  return { measurements: [rowOf(file, least.row, time, remark, extras)], leftOut: busier };
}

/** `, which differs in Frequency (600 and 1200)`. */
function difference(one: NamedRow, other: NamedRow, extras: readonly string[]): string {
  const differing = extras.filter((name) => one.text([name]) !== other.text([name]));
  const texts = differing.map(
    (name) => `${printable(name)} (${printable(one.text([name]) ?? '')} and ${printable(other.text([name]) ?? '')})`,
  );
  return texts.length === 0 ? '' : `, which differs in ${texts.join(', ')}`;
}

function rowOf(
  file: TextFile,
  row: NamedRow,
  time: Figure,
  remark: Remark | null,
  extras: readonly string[],
): Measurement {
  const queue = row.figure(['Server Queue'], '', MS_PER_US)?.value;
  const p95 = row.figure(['p95 latency'], '', MS_PER_US)?.value;
  return measurement({
    files: [file.name],
    tool: TOOL,
    line: row.line,
    model: row.text(MODEL),
    batch: row.figure(BATCH, 'Batch'),
    time,
    throughput: row.figure(['Inferences/Second'], 'Inferences/Second, /s → /ms', 1e-3),
    pace: { ...ONE_BY_ONE, inFlight: remark === null ? 1 : null, ...paceOf(row), help: KEEP_SERVER },
    runtime: 'Triton Inference Server',
    conditions: [
      ...(queue === undefined ? [] : [`queue ${msText(queue)} not included`]),
      ...extras.flatMap((name) => (row.text([name]) === null ? [] : [`${name} ${row.text([name])}`])),
      ...(p95 === undefined ? [] : [`response p95 ${msText(p95)} at the client`]),
    ],
    remarks: remark === null ? [] : [remark],
  });
}

/** One client that waits for each answer: its parts together are what passes from one request to the next. */
function paceOf(row: NamedRow): Pick<Pace, 'shortest' | 'longest'> {
  const parts = [...AROUND, ...PARTS].map((part) => row.figure([part], '', MS_PER_US)?.value ?? 0);
  const whole = parts.reduce((sum, part) => sum + part, row.figure(['Server Compute'], '', MS_PER_US)?.value ?? 0);
  const seen = ['Avg latency', 'p50 latency'].map((name) => row.figure([name], '', MS_PER_US)?.value ?? 0);
  return whole > 0 ? { shortest: whole, longest: Math.max(whole, ...seen) } : { shortest: null, longest: null };
}

/** What the server computed for one request, without its queue and without the network. */
function serviceTime(table: NamedTable, row: NamedRow): Figure | null {
  if (!PARTS.every((part) => table.has(part)))
    return row.figure(['Server Compute'], 'Server Compute, µs → ms', MS_PER_US);
  const value = PARTS.reduce((sum, part) => sum + (row.figure([part], '', MS_PER_US)?.value ?? Number.NaN), 0);
  return { value, from: 'Server Compute Input + Infer + Output, µs → ms', line: row.line };
}

function withoutServer(file: TextFile, row: NamedRow): LeftOut {
  const reason = 'no Server Compute columns: what the client saw are response times, with network and queue in them';
  return { file: file.name, line: row.line, code: 'response-time', reason, help: KEEP_SERVER };
}

function underLoad(load: string, value: number): Remark {
  const text = `the row of least load has ${load} ${value}, not Concurrency 1: instances that run side by side stretch its times`;
  return { code: 'under-load', text };
}

function response(file: TextFile, row: NamedRow, load: string): LeftOut {
  return {
    file: file.name,
    line: row.line,
    code: 'response-time',
    reason: `${load} ${printable(row.text([load]) ?? '?')}: response times under load, no service time of a request alone`,
    help: KEEP_SERVER,
  };
}
