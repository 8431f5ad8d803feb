/** The table of Coral's Python benchmarks: separated by spaces, ms, means only. */

import type { TextFile } from '../../domain/files.ts';
import { type LeftOut, type Measurement, measurement } from '../../domain/measurement.ts';
import type { ProblemList } from '../problem-list.ts';
import type { Importer, Reading, ReadOptions } from './importer.ts';
import { figureOf, Log, modelOfPath } from './log.ts';

const TOOL = 'Coral Edge TPU benchmark';
const HEADER = /^\s*MODELS? (?:IMAGE_NAME )?INFERENCE_TIME\s*$/;
/** Rows of another shape than their header are the tool's own progress, or broken. */
const MOST_CELLS = 10;

export const edgetpu: Importer = {
  format: 'edgetpu',
  tool: TOOL,
  detect: (text) => /^[ \t]*MODELS? (?:IMAGE_NAME )?INFERENCE_TIME[ \t]*$/m.test(text),
  read,
};

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  const head = log.first(HEADER);
  const measurements: Measurement[] = [];
  const leftOut: LeftOut[] = [];
  const columns = (head?.match[0] ?? 'MODEL INFERENCE_TIME').trim().split(/\s+/);
  log.lines.slice(head?.line ?? 0).forEach((text, index) => {
    const line = (head?.line ?? 0) + index + 1;
    const cells = text.trim() === '' ? [] : text.trim().split(/\s+/, MOST_CELLS);
    if (cells.length === 0) return;
    if (cells.length !== columns.length) {
      const message = `this row has ${cells.length} cells, the header ${columns.length}: ${columns.join(' ')}`;
      log.complain(problems, line, 'csv-ragged', message, 'The cells are separated by single spaces.');
    } else if (columns[0] === 'MODELS') leftOut.push(roundOf(log, line, cells));
    else measurements.push(rowOf(log, line, columns, cells));
  });
  if (measurements.length + leftOut.length === 0) {
    const help = 'Its first line is "MODEL INFERENCE_TIME", and a row for each model follows.';
    log.complain(problems, head?.line ?? 1, 'csv-empty', 'the table has no rows', help);
  }
  return { measurements, leftOut };
}

function rowOf(log: Log, line: number, columns: readonly string[], cells: readonly string[]): Measurement {
  const image = columns.length === 3 ? cells[1] : undefined;
  return measurement({
    files: [log.name],
    tool: TOOL,
    line,
    model: modelOfPath(cells[0] as string),
    variant: image === undefined ? null : `image ${image}`,
    batch: { value: 1, from: 'an Edge TPU runs no other batch', line },
    time: figureOf(cells.at(-1) as string, line, 'INFERENCE_TIME, ms'),
    runtime: 'edgetpu Python API',
  });
}

function roundOf(log: Log, line: number, cells: readonly string[]): LeftOut {
  const count = (cells[0] as string).split(',').length;
  const reason = `the time of one round over ${count} models that take turns: it includes the swaps between them`;
  const help = 'Measure each model alone; half of what a round of two takes beyond both is the swap time.';
  return { file: log.name, line, code: 'round-of-models', reason, help };
}
