/** google-benchmark CSV (`--benchmark_out_format=csv`), which Coral's C++ benchmarks write. */

import type { TextFile } from '../../domain/files.ts';
import { type LeftOut, type Measurement, measurement } from '../../domain/measurement.ts';
import { printable } from '../../domain/text.ts';
import type { ProblemList } from '../problem-list.ts';
import type { Importer, Reading, ReadOptions } from './importer.ts';
import { complainOfTable, type NamedRow, namedTable } from './named-table.ts';

const TOOL = 'google-benchmark CSV';
const HEADER = /^"?name"?,"?iterations"?,"?real_time"?,/m;
const MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3 };
/** Rows over repetitions: statistics of the rows above them. */
const AGGREGATE = /_(mean|median|stddev|cv|min|max)$/;

export const googleBenchmark: Importer = { format: 'edgetpu', tool: TOOL, detect: (text) => HEADER.test(text), read };

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const table = namedTable(file, (cells) => cells[0] === 'name' && cells.includes('real_time'), problems);
  if (table.rows.length === 0) {
    complainOfTable(
      table,
      problems,
      'the table has no rows',
      'Its columns are name,iterations,real_time,cpu_time,time_unit.',
    );
  }
  const measurements: Measurement[] = [];
  const leftOut: LeftOut[] = [];
  for (const row of table.rows) {
    const name = row.text(['name']) ?? '';
    if (AGGREGATE.test(name)) continue;
    const unit = row.text(['time_unit']) ?? '';
    const scale = Object.hasOwn(MS, unit) ? MS[unit] : undefined;
    if (row.text(['error_occurred']) === 'true') leftOut.push(failed(file, row));
    else if (scale !== undefined) measurements.push(rowOf(file, row, name, unit, scale));
    else {
      const message = `time_unit must be ns, us, ms or s; found ${unit === '' ? 'nothing' : printable(unit)}`;
      const path = [row.line, 'time_unit'];
      problems.add(table.source, () => ({ code: 'unit-unknown', message, help: null, path, aim: 'value' }));
    }
  }
  return { measurements, leftOut };
}

function rowOf(file: TextFile, row: NamedRow, name: string, unit: string, scale: number): Measurement {
  return measurement({
    files: [file.name],
    tool: TOOL,
    line: row.line,
    model: name.replace(/\/(?:real_time|iterations:\d+|repeats:\d+)/g, ''),
    time: row.figure(['real_time'], unit === 'ms' ? 'real_time, ms' : `real_time, ${unit} → ms`, scale),
    samples: row.figure(['iterations'], 'iterations'),
    runtime: null,
  });
}

function failed(file: TextFile, row: NamedRow): LeftOut {
  const help = 'Run the benchmark again.';
  return { file: file.name, line: row.line, code: 'run-failed', reason: 'the benchmark reports an error', help };
}
