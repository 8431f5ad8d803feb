/**
 * A CSV text as rows of named cells, with the line of each. csv-parse splits the text; what is added here is what
 * the columns may be called, what a blank cell means (not given), and the way back from a row and column to a place.
 */

import { type CsvError, parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import type { TextFile } from '../domain/files.ts';
import type { DocumentPath, Place } from '../domain/problem.ts';
import type { Origin } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { suggestion } from './explain.ts';
import type { ProblemList } from './problem-list.ts';
import { type Aim, placeInLine, type Source } from './source.ts';

export interface Columns {
  /** What the rows are, for messages. */
  readonly rows: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Columns whose cells may hold a mapping, as `{ scv: 4 }` or spread over columns such as `arrivals.scv`. */
  readonly mappings?: Readonly<Record<string, readonly string[]>>;
}

export type Row = Readonly<Record<string, unknown>>;

/** No scenario can hold more, and nobody reads a longer line. */
const MOST_ROWS = 1_000_000;
const MOST_LINE = 128_000;

export class TableSource implements Source {
  readonly mostProblems = 20;
  readonly name: string;
  readonly text: string;
  header: readonly string[] = [];

  constructor(file: TextFile) {
    this.name = file.name;
    this.text = file.text.includes('\r') ? file.text.replace(/\r\n?/g, '\n') : file.text;
  }

  /** The path of a cell is the line that its row begins on, then its column: an index or the steps of its name. */
  locate([line, ...column]: DocumentPath, aim: Aim): Place {
    const lineNumber = typeof line === 'number' ? line : 1;
    const start = lineOffset(this.text, lineNumber);
    const index = aim === 'value' || typeof column[0] === 'number' ? this.#columnOf(column) : -1;
    const [from, to] = index < 0 ? [start, lineEnd(this.text, start)] : cellSpan(this.text, start, index);
    const before = this.text.slice(start, from).split('\n');
    const ownStart = from - (before.at(-1) as string).length;
    const ownLine = this.text.slice(ownStart, lineEnd(this.text, from));
    return placeInLine(this.name, lineNumber + before.length - 1, ownLine, from - ownStart, to - from);
  }

  origin([line]: DocumentPath): Origin {
    return { file: this.name, line: typeof line === 'number' ? line : 1, column: 1 };
  }

  #columnOf(column: DocumentPath): number {
    if (typeof column[0] === 'number') return column[0];
    const whole = this.header.indexOf(column.join('.'));
    return whole >= 0 ? whole : this.header.indexOf(String(column[0]));
  }
}

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
  if (hasLongLine(source, problems)) return false;
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

class StopReading extends Error {}

/** Calls `onRecord` with the cells of every record and the line it begins on, until that returns `false`. */
export function splitRecords(
  source: TableSource,
  problems: ProblemList,
  onRecord: (cells: readonly string[], line: number) => boolean,
): boolean {
  let linesBefore = 0;
  let emptyBefore = 0;
  let isAny = false;
  try {
    parseCsv(source.text, {
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: MOST_LINE,
      on_record: (cells: string[], { lines, empty_lines }) => {
        const line = linesBefore + 1 + (empty_lines - emptyBefore);
        linesBefore = lines;
        emptyBefore = empty_lines;
        isAny = true;
        if (!onRecord(cells, line)) throw new StopReading();
        return null;
      },
      on_skip: (error) => {
        isAny = true;
        addSyntaxProblem(source, problems, error, linesBefore + 1);
        return undefined;
      },
    });
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
  }
  return isAny;
}

function addSyntaxProblem(source: TableSource, problems: ProblemList, error: CsvError | undefined, next: number): void {
  const help = 'A cell that holds a comma or a quote stands in quotes, and a quote inside it is doubled: "say ""hi""".';
  const isOpen = error?.code === 'CSV_QUOTE_NOT_CLOSED' || error?.code === 'CSV_MAX_RECORD_SIZE';
  const at = isOpen ? firstText(source.text, next) : Number(error?.lines ?? next);
  const message = isOpen ? 'a quote is opened here and never closed' : 'a quote stands where none can: inside a cell';
  const code = isOpen ? 'csv-quote-open' : 'csv-quote';
  problems.add(source, () => ({ code, message, help, path: [at], aim: 'key' }));
}

/** The first line from `line` on that is not empty. */
function firstText(text: string, line: number): number {
  let at = line;
  for (let start = lineOffset(text, line); text[start] === '\n'; start += 1) at += 1;
  return at;
}

function hasLongLine(source: TableSource, problems: ProblemList): boolean {
  let line = 1;
  for (let start = 0; start < source.text.length; line += 1) {
    const end = lineEnd(source.text, start);
    if (end - start > MOST_LINE) {
      const message = `a line may have ${MOST_LINE.toLocaleString('en')} characters; this has ${(end - start).toLocaleString('en')}`;
      problems.add(source, () => ({ code: 'csv-line-too-long', message, help: null, path: [line], aim: 'key' }));
      return true;
    }
    start = end + 1;
  }
  return false;
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

function lineOffset(text: string, line: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = Math.min(lineEnd(text, start) + 1, text.length);
  return start;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** Where the cell with this index stands in the record that begins at `start`; the record's end if it has fewer. */
function cellSpan(text: string, start: number, index: number): readonly [number, number] {
  let from = start;
  let cell = 0;
  let isQuoted = false;
  for (let at = start; at <= text.length; at += 1) {
    const char = text[at];
    if (char === '"') isQuoted = !isQuoted;
    else if (char === undefined || (!isQuoted && (char === ',' || char === '\n'))) {
      if (cell === index || char !== ',') return trimmedSpan(text, from, at);
      cell += 1;
      from = at + 1;
    }
  }
  return [from, from];
}

function trimmedSpan(text: string, from: number, to: number): readonly [number, number] {
  const cell = text.slice(from, to);
  const lead = cell.length - cell.trimStart().length;
  const line = cell.trim().split('\n')[0] as string;
  return line === '' ? [from, from] : [from + lead, from + lead + line.length];
}
