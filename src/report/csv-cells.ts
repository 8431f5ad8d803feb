import { harmless } from '../domain/text.ts';

/** Rows as CSV, without characters that steer who reads them: a cell that holds a comma or a quote stands in quotes, and a quote in it is doubled. */
export function csvLines(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\n`).join('');
}

function csvCell(value: string | number | null): string {
  const text = value === null ? '' : harmless(String(value));
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
