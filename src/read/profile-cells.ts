/** An existing profile table as its cells, for a row to be added under its own header. */

import type { TextFile } from '../domain/files.ts';
import { splitRecords, TableSource } from './csv.ts';
import { ProblemList } from './problem-list.ts';
import { readProfiles } from './profiles.ts';

export interface ProfileCells {
  /** Its columns, in its order. */
  readonly header: readonly string[];
  /** Its rows: trimmed cells, and the line that each begins on. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** Throws a `ProblemError` with everything that is wrong in the table. */
export function readProfileCells(file: TextFile): ProfileCells {
  readProfiles([file]);
  let header: readonly string[] | null = null;
  const rows: { line: number; cells: readonly string[] }[] = [];
  splitRecords(new TableSource(file), new ProblemList(), (record, line) => {
    const cells = record.map((cell) => cell.trim());
    if (header === null) header = cells;
    else if (cells.some((cell) => cell !== '')) rows.push({ line, cells });
    return true;
  });
  return { header: header ?? [], rows };
}
