/** Triton Model Analyzer, metrics-model-inference.csv and metrics-model-gpu.csv: columns as configured, by name. */

import type { TextFile } from '../../domain/files.ts';
import { type Figure, type LeftOut, type Measurement, measurement, type Remark } from '../../domain/measurement.ts';
import { printable } from '../../domain/text.ts';
import { bytesFromMb } from '../../domain/units.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { complainOfTable, type NamedRow, namedTable } from './named-table.ts';

const TOOL = 'Triton Model Analyzer';
const HEADER = /^[ \t]*"?(?:Model|model_name)"?,/m;
const MODEL = ['Model', 'model_name'];
const BATCH = ['Batch', 'batch_size'];
const CONCURRENCY = ['Concurrency'];
const CONFIG = ['Model Config Path', 'model_config_path'];
const THROUGHPUT = ['Throughput (infer/sec)', 'perf_throughput'];
const AVERAGE = ['Avg Latency (ms)', 'perf_latency_avg'];
const RAM = ['RAM Usage (MB)', 'cpu_used_ram'];
const GPU_MEMORY = ['GPU Memory Usage (MB)', 'Max GPU Memory Usage (MB)', 'gpu_used_memory'];
const GPU = ['GPU ID', 'GPU UUID'];
const INSTANCES = ['Instance Group', 'instance_group'];

export const modelAnalyzer: Importer = {
  format: 'model-analyzer',
  tool: TOOL,
  detect: (text) =>
    HEADER.test(text) && /Throughput \(infer\/sec\)|perf_throughput|GPU Memory Usage|gpu_used_memory/.test(text),
  read,
};

function read(file: TextFile, options: ReadOptions, problems: ProblemList): Reading {
  const table = namedTable(file, (cells) => MODEL.includes(cells[0]?.trim() ?? ''), problems);
  if (table.rows.length === 0) {
    complainOfTable(
      table,
      problems,
      'the table has no rows',
      'Give metrics-model-inference.csv as Model Analyzer writes it.',
    );
    return NOTHING_READ;
  }
  const measurements: Measurement[] = [];
  const leftOut: LeftOut[] = [];
  const kept: NamedRow[] = [];
  const seen = new Set<string>();
  for (const row of table.rows) {
    const concurrency = row.text(CONCURRENCY);
    const gpu = row.text(GPU);
    const key = `${row.table}\n${keyOf(row)}`;
    if (concurrency === null) leftOut.push(baseline(file, row));
    else if (gpu !== null && seen.has(key)) leftOut.push(anotherGpu(file, row, gpu));
    else if (concurrency.includes(',')) leftOut.push(together(file, row, concurrency));
    else if (Number(concurrency) === 1) kept.push(row);
    else leftOut.push(underLoad(file, row, concurrency));
    seen.add(key);
  }
  for (const row of joined(kept)) measurements.push(rowOf(file, row, options));
  return { measurements, leftOut };
}

/** What a row measures. */
function keyOf(row: NamedRow): string {
  return [MODEL, CONFIG, BATCH, CONCURRENCY].map((names) => row.text(names)).join('\n');
}

/** Rows of different tables about one measurement become one row, which has the columns of all. */
function joined(rows: readonly NamedRow[]): NamedRow[] {
  const all: NamedRow[][] = [];
  for (const row of rows) {
    const key = keyOf(row);
    const same = all.find((group) => group.every((one) => one.table !== row.table && keyOf(one) === key));
    if (same === undefined) all.push([row]);
    else same.push(row);
  }
  return all.map((group) => (group.length === 1 ? (group[0] as NamedRow) : oneRow(group)));
}

/** Its place is that of the row with the rate. */
function oneRow(group: readonly NamedRow[]): NamedRow {
  const { line, table } = group.find((row) => row.text([...THROUGHPUT, ...AVERAGE]) !== null) ?? (group[0] as NamedRow);
  return {
    line,
    table,
    text: (names) => group.map((row) => row.text(names)).find((text) => text !== null) ?? null,
    figure: (names, from, scale) =>
      group.map((row) => row.figure(names, from, scale)).find((one) => one !== null) ?? null,
  };
}

function rowOf(file: TextFile, row: NamedRow, options: ReadOptions): Measurement {
  const batch = row.figure(BATCH, 'Batch');
  const throughput = row.figure(THROUGHPUT, 'Throughput (infer/sec), /s → /ms', 1e-3);
  const gpu = row.figure(GPU_MEMORY, 'GPU Memory Usage (MB)', bytesFromMb(1));
  const memory = row.figure(RAM, 'RAM Usage (MB) of the server', bytesFromMb(1)) ?? gpu;
  const instances = row.text(INSTANCES);
  return measurement({
    files: [file.name],
    tool: TOOL,
    line: row.line,
    model: row.text(MODEL),
    variant: row.text(CONFIG),
    batch,
    kind: 'response',
    time: responseOf(row, throughput, batch?.value ?? options.batch),
    throughput,
    memory,
    runtime: 'Triton Inference Server',
    conditions: [
      ...(instances === null ? [] : [`instances ${instances}`]),
      ...(gpu === null ? [] : [`GPU memory ${Number((gpu.value / bytesFromMb(1)).toPrecision(7))} MB`]),
    ],
    remarks: [...(throughput === null ? [] : [RESPONSE]), ...(memory === null ? [] : [WHOLE_SERVER])],
  });
}

/** One client that waits for each answer: the mean response is its own column, or batch ÷ throughput. */
function responseOf(row: NamedRow, throughput: Figure | null, batch: number | null): Figure | null {
  const average = row.figure(AVERAGE, 'Avg Latency (ms) at concurrency 1');
  // A batch or a rate that cannot be read is reported as such, and is no reason to report the time made of it.
  if (average !== null || throughput === null || batch === null) return average;
  if (!(batch >= 1 && throughput.value > 0)) return null;
  return {
    value: batch / throughput.value,
    from: `batch ${batch} ÷ Throughput (infer/sec) at concurrency 1`,
    line: row.line,
  };
}

const RESPONSE: Remark = {
  code: 'response-as-service',
  text: 'the time is the response of a single client, network and server overhead included: an upper bound of the service time; perf_analyzer gives the service time itself',
};

const WHOLE_SERVER: Remark = {
  code: 'memory-of-server',
  text: 'the memory is that of the whole server with this model: take off what metrics-server-only.csv shows without one',
};

function anotherGpu(file: TextFile, row: NamedRow, gpu: string): LeftOut {
  const reason = `GPU ${printable(gpu)} is another GPU of the same measurement: a profile row describes one`;
  const help = 'Keep the rows of one GPU.';
  return { file: file.name, line: row.line, code: 'another-gpu', reason, help };
}

function together(file: TextFile, row: NamedRow, concurrency: string): LeftOut {
  const reason = `${printable(row.text(MODEL) ?? 'several models')} were measured at the same time (Concurrency ${printable(concurrency)}): each waited for the others`;
  const help = 'Let Model Analyzer profile one model at a time.';
  return { file: file.name, line: row.line, code: 'in-flight', reason, help };
}

function underLoad(file: TextFile, row: NamedRow, concurrency: string): LeftOut {
  const reason = `Concurrency ${printable(concurrency)}: response times under load, no service time of a request alone`;
  const help = 'Let Model Analyzer measure concurrency 1 too, or use perf_analyzer.';
  return { file: file.name, line: row.line, code: 'response-time', reason, help };
}

function baseline(file: TextFile, row: NamedRow): LeftOut {
  const reason = 'the server without a model, or a row without a concurrency';
  const help = 'Give metrics-model-inference.csv, and metrics-model-gpu.csv beside it.';
  return { file: file.name, line: row.line, code: 'no-model', reason, help };
}
