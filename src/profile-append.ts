/** Profile rows added to a table: its header and its rows are kept, a row that is there already is not repeated. */

import type { FileAccess, TextFile } from './domain/files.ts';
import type { ProfileRow, Remark } from './domain/measurement.ts';
import { ProblemError, problem } from './domain/problem.ts';
import { printable } from './domain/text.ts';
import { type ProfileCells, readProfileCells } from './read/profile-cells.ts';
import { csvLines } from './report/csv-cells.ts';
import { type ProfileColumn, profileCells, renderProfileCsv } from './report/profile-csv.ts';

export interface Appended {
  /** The whole new text of the table. */
  readonly text: string;
  /** How many rows it has more than before. */
  readonly added: number;
  readonly isNew: boolean;
  readonly remarks: readonly Remark[];
}

/** The table at `path` with the rows below its own; a new table where there is no file. Nothing is written here. */
export async function withRows(path: string, rows: readonly ProfileRow[], access: FileAccess): Promise<Appended> {
  const file = await existing(path, access);
  if (file === null) return { text: renderProfileCsv(rows), added: rows.length, isNew: true, remarks: [] };
  const table = readProfileCells(file);
  checkColumns(path, table.header, rows);
  const remarks: Remark[] = [];
  const records: string[][] = [];
  const standing = new Standing(table);
  for (const row of rows) {
    const cells = profileCells(row) as Readonly<Record<string, string>>;
    const record = table.header.map((column) => cells[column] ?? '');
    const twin = standing.twinOf(record);
    if (twin !== null) remarks.push(twin.remark);
    if (twin === null || !twin.isEqual) records.push(record);
  }
  return { text: joined(file.text, csvLines(records)), added: records.length, isNew: false, remarks };
}

async function existing(path: string, access: FileAccess): Promise<TextFile | null> {
  if (path === '-') {
    throw new ProblemError([problem('append-stdin', '--append needs the name of a file', 'Leave it out to print.')]);
  }
  try {
    return await access.openNamed(path);
  } catch (error) {
    if (error instanceof ProblemError && error.problems.every(({ code }) => code === 'file-missing')) return null;
    throw error;
  }
}

/** Columns whose blank cell means the same as this value. */
const DEFAULTS: Readonly<Partial<Record<ProfileColumn, string>>> = { batch: '1', concurrency: '1' };

/** A value that the table has no column for would be lost without a word. */
function checkColumns(path: string, header: readonly string[], rows: readonly ProfileRow[]): void {
  const missing = new Set<string>();
  for (const row of rows) {
    for (const [column, cell] of Object.entries(profileCells(row))) {
      const isDefault = cell === '' || DEFAULTS[column as ProfileColumn] === cell;
      if (!isDefault && !header.includes(column)) missing.add(column);
    }
  }
  if (missing.size === 0) return;
  const message = `the header of "${printable(path, 200)}" lacks ${[...missing].join(', ')}, which the new rows fill`;
  const help = 'Add these columns to its first line, or append to another file.';
  throw new ProblemError([problem('append-columns', message, help)]);
}

interface Twin {
  readonly isEqual: boolean;
  readonly remark: Remark;
}

const KEYS = ['model', 'device', 'batch', 'concurrency'] as const;

/** The rows of a table by what makes them rivals: model, device, batch and concurrency. */
class Standing {
  readonly #header: readonly string[];
  readonly #rows: ReadonlyMap<string, ProfileCells['rows']>;

  constructor({ header, rows }: ProfileCells) {
    this.#header = header;
    const byKey = new Map<string, ProfileCells['rows'][number][]>();
    for (const row of rows) {
      const key = this.#keyOf(row.cells);
      const rivals = byKey.get(key);
      if (rivals === undefined) byKey.set(key, [row]);
      else rivals.push(row);
    }
    this.#rows = byKey;
  }

  /** The row that a new one would repeat, or stand behind; `null` when there is none. */
  twinOf(record: readonly string[]): Twin | null {
    const rivals = this.#rows.get(this.#keyOf(record)) ?? [];
    const equal = rivals.find(({ cells }) => cells.every((cell, index) => cell === record[index]?.trim()));
    const line = (equal ?? rivals[0])?.line;
    if (line === undefined) return null;
    const what = `${this.#cell(record, 'model')} on ${this.#cell(record, 'device')}`;
    if (equal !== undefined) {
      const text = `${what}: line ${line} of the table is this very row; it is not added again`;
      return { isEqual: true, remark: { code: 'row-known', text } };
    }
    const text = `${what}: line ${line} of the table has the same batch and concurrency, and the first row counts: put the row that you want to plan with above it`;
    return { isEqual: false, remark: { code: 'row-twice', text } };
  }

  #keyOf(cells: readonly string[]): string {
    return KEYS.map((key) => this.#cell(cells, key) || (DEFAULTS[key as ProfileColumn] ?? '')).join('\n');
  }

  #cell(cells: readonly string[], column: ProfileColumn): string {
    return cells[this.#header.indexOf(column)] ?? '';
  }
}

/** `records` below `text`, with the ends of lines that it has. */
function joined(text: string, records: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const above = text === '' || /[\r\n]$/.test(text) ? text : `${text}${end}`;
  return above + records.replaceAll('\n', end);
}
