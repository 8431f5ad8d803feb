/**
 * A table as rows of named cells: what its columns may be called, what a blank cell means (not given), and mappings
 * in one cell or spread over columns.
 */

import { parse as parseYaml } from 'yaml';
import { printable } from '../domain/text.ts';
import { splitRecords, type TableSource } from './csv.ts';
import { suggestion } from './explain.ts';
import type { ProblemList } from './problem-list.ts';

export interface Columns {
  /** What the rows are, for messages. */
  readonly rows: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Columns whose cells may hold a mapping, as `{ scv: 4 }` or spread over columns such as `arrivals.scv`. */
  readonly mappings?: Readonly<Record<string, readonly string[]>>;
}

export type Row = Readonly<Record<string, unknown>>;

/** No scenario can hold more. */
const MOST_ROWS = 1_000_000;

/**
 * Calls `onRow` with every row of a sound table; blank cells are left out. Returns whether the table as a whole was
 * sound: a wrong header ends the reading, a wrong row is reported and left out.
 */
export function readTable(
  source: TableSource,
  columns: Columns,
  problems: ProblemList,
  onRow: (row: Row, line: number) => void,
): boolean {
  const before = problems.count;
  let rows = 0;
  const hasRows = splitRecords(source, problems, (cells, line) => {
    if (source.header.length === 0) {
      source.header = cells.map((cell) => cell.trim());
      checkHeader(source, line, columns, problems);
      return problems.count === before;
    }
    if (cells.every((cell) => cell.trim() === '')) return true;
    rows += 1;
    if (rows > MOST_ROWS) {
      const message = `a table may have ${MOST_ROWS.toLocaleString('en')} rows; this is one more`;
      problems.add(source, () => ({ code: 'too-many-rows', message, help: null, path: [line], aim: 'key' }));
      return false;
    }
    const row = namedCells(source, cells, line, columns, problems);
    if (row !== null) onRow(row, line);
    return true;
  });
  if (!hasRows || (rows === 0 && problems.count === before)) {
    const message = `the table has no ${hasRows ? `${columns.rows} below its header` : 'content'}`;
    const help = `Its first line names the columns: ${columns.required.join(',')}, and so on.`;
    problems.add(source, () => ({ code: 'csv-empty', message, help, path: [1], aim: 'key' }));
  }
  return problems.count === before;
}

function checkHeader(source: TableSource, line: number, columns: Columns, problems: ProblemList): void {
  const { header } = source;
  const separator =
    header.length === 1 && columns.required.length > 1 ? /[;\t|]/.exec(header[0] as string)?.[0] : undefined;
  if (separator !== undefined) {
    const message = `columns are separated by commas; found ${separator === '\t' ? 'a tab' : `"${separator}"`}`;
    const help = 'Save the table with commas between the columns.';
    problems.add(source, () => ({ code: 'csv-separator', message, help, path: [line], aim: 'key' }));
    return;
  }
  const known = knownColumns(columns);
  const seen = new Set<string>();
  header.forEach((column, index) => {
    const path = [line, index];
    const shown = printable(column);
    if (!known.includes(column)) {
      const message = column === '' ? `column ${index + 1} has no name` : `unknown column "${shown}"`;
      problems.add(source, () => ({
        code: 'column-unknown',
        message,
        help: suggestion(column, known),
        path,
        aim: 'key',
      }));
    } else if (seen.has(column) || (column.includes('.') && header.includes(column.split('.')[0] as string))) {
      const message = `the column "${shown}" is given twice`;
      problems.add(source, () => ({ code: 'column-twice', message, help: 'Keep one of them.', path, aim: 'key' }));
    }
    seen.add(column);
  });
  for (const column of columns.required.filter((required) => !seen.has(required))) {
    const message = `the column "${column}" is missing`;
    const help = `Every row needs ${columns.required.join(', ')}.`;
    problems.add(source, () => ({ code: 'column-missing', message, help, path: [line], aim: 'key' }));
  }
}

function knownColumns({ required, optional, mappings = {} }: Columns): readonly string[] {
  const spread = Object.entries(mappings).flatMap(([column, keys]) => keys.map((key) => `${column}.${key}`));
  return [...required, ...optional, ...spread];
}

function namedCells(
  source: TableSource,
  cells: readonly string[],
  line: number,
  columns: Columns,
  problems: ProblemList,
): Row | null {
  const { header } = source;
  if (cells.length !== header.length) {
    const message = `this row has ${cells.length} cells, the header ${header.length}`;
    const help = 'A cell that holds a comma stands in quotes.';
    problems.add(source, () => ({ code: 'csv-ragged', message, help, path: [line], aim: 'key' }));
    return null;
  }
  const row: Record<string, unknown> = {};
  let isSound = true;
  for (let index = 0; index < cells.length; index += 1) {
    const cell = (cells[index] as string).trim();
    if (cell === '') continue;
    const column = header[index] as string;
    const dot = column.indexOf('.');
    if (dot > 0) {
      const holder = column.slice(0, dot);
      row[holder] = { ...(row[holder] as Row | undefined), [column.slice(dot + 1)]: cell };
    } else if (cell.startsWith('{') && columns.mappings?.[column] !== undefined) {
      const value = flowValue(cell);
      if (value.ok) row[column] = value.value;
      else {
        isSound = false;
        const message = `"${printable(cell)}" cannot be read as a mapping`;
        const help = 'Write it as in YAML, in quotes if it holds a comma: { scv: 4 }.';
        problems.add(source, () => ({ code: 'cell-mapping', message, help, path: [line, index], aim: 'value' }));
      }
    } else row[column] = cell;
  }
  return isSound ? row : null;
}

function flowValue(cell: string): { ok: true; value: unknown } | { ok: false } {
  if (cell.length > 1000) return { ok: false };
  try {
    return {
      ok: true,
      value: parseYaml(cell, { schema: 'core', stringKeys: true, logLevel: 'error', maxAliasCount: 0 }),
    };
  } catch {
    // Every way in which the library refuses a thousand characters means the same to the user.
    return { ok: false };
  }
}
