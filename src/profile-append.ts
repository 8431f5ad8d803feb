/** Profile rows added to a table: its header and its rows are kept, a row that is there already is not repeated. */

import type { FileAccess, TextFile } from './domain/files.ts';
import type { ProfileRow, Remark } from './domain/measurement.ts';
import { ProblemError, problem } from './domain/problem.ts';
import { printable } from './domain/text.ts';
import { type ProfileCells, readProfileCells } from './read/profile-cells.ts';
import { csvRecord, type ProfileColumn, profileCells, renderProfileCsv } from './report/profile-csv.ts';

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
  const records: string[] = [];
  for (const row of rows) {
    const cells = profileCells(row) as Readonly<Record<string, string>>;
    const record = table.header.map((column) => cells[column] ?? '');
    const twin = standing(table, record);
    if (twin !== null) remarks.push(twin.remark);
    if (twin === null || !twin.isEqual) records.push(csvRecord(record));
  }
  return { text: joined(file.text, records), added: records.length, isNew: false, remarks };
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

/** The row of the same model, device, batch and concurrency that stands in the table already. */
function standing({ header, rows }: ProfileCells, record: readonly string[]): Twin | null {
  const keys = ['model', 'device', 'batch', 'concurrency'] as const;
  const keyOf = (cells: readonly string[]) =>
    keys.map((key) => cells[header.indexOf(key)] || (DEFAULTS[key] ?? '')).join('\n');
  const wanted = keyOf(record);
  const same = rows.filter(({ cells }) => keyOf(cells) === wanted);
  const equal = same.find(({ cells }) => cells.every((cell, index) => cell === record[index]?.trim()));
  const line = equal?.line ?? same[0]?.line;
  if (line === undefined) return null;
  const what = `${record[header.indexOf('model')]} on ${record[header.indexOf('device')]}`;
  if (equal !== undefined) {
    const text = `${what}: line ${line} of the table is this very row; it is not added again`;
    return { isEqual: true, remark: { code: 'row-known', text } };
  }
  const text = `${what}: line ${line} of the table has the same batch and concurrency, and the first row counts: put the row that you want to plan with above it`;
  return { isEqual: false, remark: { code: 'row-twice', text } };
}

/** Below what is there, with its own ends of lines. */
function joined(text: string, records: readonly string[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const above = text === '' || /[\r\n]$/.test(text) ? text : `${text}${end}`;
  return above + records.map((record) => `${record}${end}`).join('');
}
