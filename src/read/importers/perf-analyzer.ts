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
import { complainOfTable, type NamedRow, type NamedTable, namedTable } from './named-table.ts';

const TOOL = 'Triton perf_analyzer CSV';
const MS_PER_US = 1e-3;
const KEEP_SERVER =
  'Measure with --concurrency-range 1 and keep the server statistics, so that there are Server Compute columns.';
const LOADS = ['Concurrency', 'Request Rate'] as const;
/** Newer servers tell three parts of the work apart; before 2020 it was one column. */
const PARTS = ['Server Compute Input', 'Server Compute Infer', 'Server Compute Output'];

/** What a response holds beside the work. */
const AROUND = ['Client Send', 'Network+Server Send/Recv', 'Server Queue', 'Client Recv'];

export const perfAnalyzer: Importer = {
  format: 'perf-analyzer',
  tool: TOOL,
  detect: (text) => /^[ \t]*(?:Concurrency|Request Rate),Inferences\/Second,/m.test(text),
  read,
};

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const isHeader = (cells: readonly string[]) => LOADS.some((load) => load === cells[0]?.trim());
  const table = namedTable(file, isHeader, problems);
  const load = LOADS.find((name) => table.has(name)) ?? 'Concurrency';
  if (table.rows.length === 0) {
    complainOfTable(table, problems, 'the table has no rows', 'Give the file that perf_analyzer writes with -f.');
    return NOTHING_READ;
  }
  const rows = table.rows.map((row) => ({ row, load: row.figure([load], load)?.value ?? Number.NaN }));
  const least = rows.reduce((best, one) => (one.load < best.load || Number.isNaN(best.load) ? one : best));
  const time = serviceTime(table, least.row);
  const busier = rows.filter((one) => one !== least).map(({ row }) => response(file, row, load));
  if (time === null) return { measurements: [], leftOut: [withoutServer(file, least.row), ...busier] };
  const isAlone = load === 'Concurrency' && least.load === 1;
  return {
    measurements: [rowOf(file, least.row, time, isAlone ? null : underLoad(load, least.load))],
    leftOut: busier,
  };
}

function rowOf(file: TextFile, row: NamedRow, time: Figure, remark: Remark | null): Measurement {
  const queue = row.figure(['Server Queue'], '', MS_PER_US)?.value;
  const p95 = row.figure(['p95 latency'], '', MS_PER_US)?.value;
  return measurement({
    files: [file.name],
    tool: TOOL,
    line: row.line,
    time,
    throughput: row.figure(['Inferences/Second'], 'Inferences/Second, /s → /ms', 1e-3),
    pace: { ...ONE_BY_ONE, inFlight: remark === null ? 1 : null, ...paceOf(row), help: KEEP_SERVER },
    runtime: 'Triton Inference Server',
    conditions: [
      ...(queue === undefined ? [] : [`queue ${msText(queue)} not included`]),
      ...(p95 === undefined ? [] : [`response p95 ${msText(p95)} at the client`]),
    ],
    remarks: remark === null ? [] : [remark],
  });
}

/** One client that waits for each answer: its parts together are what passes from one request to the next. */
function paceOf(row: NamedRow): Pick<Pace, 'shortest' | 'longest'> {
  const parts = [...AROUND, ...PARTS].map((part) => row.figure([part], '', MS_PER_US)?.value ?? 0);
  const whole = parts.reduce((sum, part) => sum + part, row.figure(['Server Compute'], '', MS_PER_US)?.value ?? 0);
  return whole > 0 ? { shortest: whole, longest: whole } : { shortest: null, longest: null };
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
