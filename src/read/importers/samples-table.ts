/** Samples as one column of a table: which one, and whether its rows are of one measurement. */

import type { Figure } from '../../domain/measurement.ts';
import { printable } from '../../domain/text.ts';
import type { ProblemList } from '../problem-list.ts';
import { figureOf, type Log } from './log.ts';
import { plain } from './named-table.ts';

/** `latency_ms`, `time (us)`, `inference [s]`. */
export const UNIT_HEADER = /^[A-Za-z][\w .-]{0,60}?[\s_([]+(ns|us|µs|μs|ms|s|sec|seconds)[)\]]?$/;
/** Columns by which figures are no longer samples: tables of other tools. */
const OF_A_SUMMARY = /throughput|infer\/sec|iterations|inferences\/second|real_time|^"?p\d\d/i;
/** Columns of numbers that tell measurements apart all the same. */
const TELLS_APART = /^(?:batch(?: size)?|concurrency|clients|threads|streams)$/;
const SEPARATORS = [',', ';', '\t'];
const MOST_COLUMNS = 100;

export interface Cell {
  readonly text: string;
  readonly line: number;
}

export interface SampleColumn {
  readonly head: Cell;
  readonly values: readonly Cell[];
  readonly batch: Figure | null;
  readonly model: string | null;
  /** Requests in flight, where a column says. */
  readonly concurrency: number;
}

interface Table {
  readonly names: readonly string[];
  readonly line: number;
  readonly rows: readonly { readonly cells: readonly string[]; readonly line: number }[];
}

/** Whether a text begins like a table of samples: its one column with a unit holds times. */
export function isSamplesTable(lines: readonly string[], isTime: (cell: string) => boolean): boolean {
  const table = tableOf(lines);
  if (table === null || table.rows.length === 0 || table.names.some((name) => OF_A_SUMMARY.test(name))) return false;
  const index = table.names.findIndex((name) => UNIT_HEADER.test(name));
  return index >= 0 && table.rows.every(({ cells }) => isTime(cells[index] as string));
}

/**
 * The column that `wanted` names, else the only one that names a unit. `null`: the text is no table; a table in which
 * the column is not clear, or whose rows are of several measurements, is a problem.
 */
export function sampleColumn(log: Log, wanted: string | null, problems: ProblemList): SampleColumn | null {
  const table = tableOf(log.lines);
  if (table === null) return null;
  const index = columnIndex(log, table, wanted, problems);
  if (index < 0) return null;
  const values = table.rows.map(({ cells, line }) => ({ text: cells[index] as string, line }));
  const others = table.names.map((name, at) => ({
    name: plain(name),
    title: name,
    cells: table.rows.map(({ cells }) => cells[at] as string),
  }));
  others.splice(index, 1);
  const mixed = others.find(({ name, cells }) => isMixed(name, cells));
  if (mixed !== undefined) {
    const [one, two] = new Set(mixed.cells);
    const message = `the rows differ in ${printable(mixed.title)} (${printable(one ?? '')} and ${printable(two ?? '')})`;
    log.complain(
      problems,
      table.line,
      'several-runs',
      message,
      'Give the rows of one: a mean over several is of none.',
    );
    return null;
  }
  const only = (names: readonly string[]) => others.find(({ name }) => names.includes(name))?.cells[0] ?? null;
  const batch = only(['batch', 'batch size']);
  return {
    head: { text: table.names[index] as string, line: table.line },
    values,
    batch: batch === null ? null : figureOf(batch, table.line + 1, 'the column batch'),
    model: only(['model', 'model name']),
    concurrency: Number(only(['concurrency', 'clients', 'streams']) ?? 1),
  };
}

function columnIndex(log: Log, { names, line }: Table, wanted: string | null, problems: ProblemList): number {
  const list = `Its columns are ${printable(names.join(', '), 300)}.`;
  if (wanted !== null) {
    const index = names.findIndex((name) => name === wanted || plain(name) === plain(wanted));
    if (index < 0) log.complain(problems, line, 'column-unknown', `there is no column "${printable(wanted)}"`, list);
    return index;
  }
  const timed = names.flatMap((name, index) => (UNIT_HEADER.test(name) ? [index] : []));
  if (timed.length === 1) return timed[0] as number;
  const message = `${timed.length === 0 ? 'no column names a unit' : 'several columns name a unit'}, so which one holds the times is not clear`;
  const code = 'column-ambiguous';
  log.complain(problems, line, code, message, `Name it with --column. ${list}`);
  return -1;
}

/** Words that come back tell groups apart; counters, dates and other measured figures do not. */
function isMixed(name: string, cells: readonly string[]): boolean {
  const different = new Set(cells);
  if (different.size < 2) return false;
  const areNumbers = cells.every((cell) => cell === '' || Number.isFinite(Number(cell)));
  return areNumbers ? TELLS_APART.test(name) : different.size < cells.length;
}

/** A header of at least two names, and below it rows of as many cells. */
function tableOf(lines: readonly string[]): Table | null {
  const records: { text: string; line: number }[] = [];
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    if (text !== '' && !text.startsWith('#')) records.push({ text, line: index + 1 });
  }
  const [head, ...below] = records;
  if (head === undefined) return null;
  for (const separator of SEPARATORS) {
    const names = cellsOf(head.text, separator);
    if (names.length < 2 || names.length > MOST_COLUMNS || names.some((name) => !/^\D/.test(name))) continue;
    const rows = below.map(({ text, line }) => ({ cells: cellsOf(text, separator), line }));
    if (rows.length > 0 && rows.every(({ cells }) => cells.length === names.length))
      return { names, line: head.line, rows };
  }
  return null;
}

function cellsOf(text: string, separator: string): string[] {
  return text.split(separator).map((cell) => cell.trim().replaceAll(/^"|"$/g, ''));
}
