/** A tool's CSV, whose columns are found by name wherever they stand: versions add, drop and move them. */

import type { TextFile } from '../../domain/files.ts';
import type { Figure } from '../../domain/measurement.ts';
import { splitRecords, TableSource } from '../csv.ts';
import type { ProblemList } from '../problem-list.ts';
import { figureOf } from './log.ts';

/** A row; asking for a column that the table has not, or that is blank here, gives `null`. */
export interface NamedRow {
  readonly line: number;
  /** Which table of the file it stands in, from 1: each header begins one. */
  readonly table: number;
  text(names: readonly string[]): string | null;
  /** The number of the first of these columns that there is, times `scale`; NaN where it is no number. */
  figure(names: readonly string[], from: string, scale?: number): Figure | null;
}

export interface NamedTable {
  readonly source: TableSource;
  readonly rows: readonly NamedRow[];
  /** The columns as they are written, of the last header; empty where there was none. */
  readonly columns: readonly string[];
  has(name: string): boolean;
}

/** Names are compared without case, and `_` like a space. */
export function plain(name: string): string {
  return name.trim().toLowerCase().replaceAll('_', ' ');
}

/**
 * Ragged rows are problems; `isHeader` tells a header, above which anything may stand. Tables that follow each other, as
 * `cat` joins files, are read each by its own header.
 */
export function namedTable(
  file: TextFile,
  isHeader: (cells: readonly string[]) => boolean,
  problems: ProblemList,
): NamedTable {
  const source = new TableSource(file);
  const rows: NamedRow[] = [];
  let columns = new Map<string, number>();
  let tables = 0;
  splitRecords(source, problems, (cells, line) => {
    if (isHeader(cells)) {
      tables += 1;
      columns = new Map();
      source.header = cells;
      for (const [index, name] of cells.entries()) if (!columns.has(plain(name))) columns.set(plain(name), index);
    } else if (tables === 0) return true;
    else if (cells.length !== source.header.length) {
      const message = `this row has ${cells.length} cells, the header ${source.header.length}`;
      problems.add(source, () => ({ code: 'csv-ragged', message, help: null, path: [line], aim: 'key' }));
    } else rows.push(rowOf(cells, line, tables, columns));
    return true;
  });
  return { source, rows, columns: source.header, has: (name) => columns.has(plain(name)) };
}

function rowOf(cells: readonly string[], line: number, table: number, columns: ReadonlyMap<string, number>): NamedRow {
  const text = (names: readonly string[]) => {
    const index = names.map((name) => columns.get(plain(name))).find((found) => found !== undefined);
    const cell = index === undefined ? '' : (cells[index] as string).trim();
    return cell === '' ? null : cell;
  };
  return {
    line,
    table,
    text,
    figure: (names, from, scale = 1) => {
      const cell = text(names);
      return cell === null ? null : figureOf(cell, line, from, scale);
    },
  };
}

/** Adds what is wrong with a table as a whole. */
export function complainOfTable(
  table: NamedTable,
  problems: ProblemList,
  message: string,
  help: string,
  code = 'csv-empty',
): void {
  problems.add(table.source, () => ({ code, message, help, path: [1], aim: 'key' }));
}
