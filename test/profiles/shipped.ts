/** The shipped profiles as text and as records, read with the CSV library alone: no code of ours stands between. */

import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

export type CsvRecord = Readonly<Record<string, string>>;

const folder = new URL('../../profiles/', import.meta.url);

export function shippedText(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}

/** Every line has as many cells as the header, or this throws. */
export function csvRecords(text: string): CsvRecord[] {
  return parse(text, { columns: true });
}

/** The profile files in the order in which the default book reads them. */
export const PROFILE_FILES: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.csv') && name !== 'devices.csv')
  .sort();

export interface ShippedRow {
  readonly file: string;
  readonly row: CsvRecord;
}

export const SHIPPED: readonly ShippedRow[] = PROFILE_FILES.flatMap((file) =>
  csvRecords(shippedText(file)).map((row) => ({ file, row })),
);

export const DEVICES: readonly CsvRecord[] = csvRecords(shippedText('devices.csv'));

/** A cell that must be there: a misspelt column is a fault of the test, not a blank. */
export function cell(row: CsvRecord, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`no column ${column}`);
  return value;
}

/** What makes two rows rivals: the first in file order is the default, the others are alternates. */
export function key(row: CsvRecord): string {
  return ['model', 'device', 'batch', 'concurrency'].map((column) => cell(row, column)).join(' | ');
}

/** The rivals of one file, by key, in file order. */
export function rivals(file: string): CsvRecord[][] {
  const groups = new Map<string, CsvRecord[]>();
  for (const { row } of SHIPPED.filter((shipped) => shipped.file === file)) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** Cells of the Markdown table rows of profiles/README.md whose first cell is a file name, below one heading. */
export function readmeTable(heading: string): string[][] {
  const section = shippedText('README.md')
    .split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`profiles/README.md has no section "${heading}"`);
  return [...section.matchAll(/^\| `([\w.-]+\.csv)` \|(.*)\|$/gm)].map((match) => [
    match[1] as string,
    ...(match[2] as string).split('|').map((text) => text.trim()),
  ]);
}
