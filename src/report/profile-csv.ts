/** Profile rows as CSV, in the columns of `profiles/README.md` or in those of a table that is there already. */

import type { Figure, ProfileRow } from '../domain/measurement.ts';
import { printable } from '../domain/text.ts';
import { csvLines } from './csv-cells.ts';
import { rounded } from './numbers.ts';

export const PROFILE_COLUMNS = [
  'model',
  'device',
  'service_ms',
  'service_scv',
  'memory_mb',
  'on_chip_mb',
  'off_chip_mb',
  'batch',
  'concurrency',
  'runtime',
  'precision',
  'conditions',
  'samples',
  'source',
] as const;

export type ProfileColumn = (typeof PROFILE_COLUMNS)[number];

/** A profile table reads no longer cell. */
const MOST_CHARACTERS = 1000;
const BYTES_PER_MB = 1e6;

/** The cells of a row by column, as text; blank where nothing was measured. */
export function profileCells(row: ProfileRow): Readonly<Record<ProfileColumn, string>> {
  return {
    model: row.model,
    device: row.device,
    service_ms: cell(row.serviceTime),
    service_scv: cell(row.scv),
    memory_mb: cell(row.memory, BYTES_PER_MB),
    on_chip_mb: cell(row.onChipMemory, BYTES_PER_MB),
    off_chip_mb: cell(row.offChipMemory, BYTES_PER_MB),
    batch: String(row.batch),
    concurrency: String(row.concurrency),
    runtime: row.runtime ?? '',
    precision: row.precision ?? '',
    conditions: printable([...row.conditions, ...quantileText(row)].join('; '), MOST_CHARACTERS),
    samples: row.samples === null ? '' : String(row.samples.value),
    source: printable(row.source, MOST_CHARACTERS),
  };
}

function cell(figure: Figure | null, divisor = 1): string {
  return figure === null ? '' : String(rounded(figure.value / divisor));
}

function quantileText({ quantiles }: ProfileRow): string[] {
  if (quantiles.length === 0) return [];
  return [`${quantiles.map(({ p, value }) => `${quantileName(p)} ${rounded(value, 4)}`).join(' ')} ms`];
}

/** `p95`, `p99.9`. */
export function quantileName(p: number): string {
  return `p${rounded(p * 100)}`;
}

/** A whole table, its header first. */
export function renderProfileCsv(rows: readonly ProfileRow[]): string {
  const records = rows.map((row) => {
    const cells = profileCells(row);
    return PROFILE_COLUMNS.map((column) => cells[column]);
  });
  return csvLines([PROFILE_COLUMNS, ...records]);
}
