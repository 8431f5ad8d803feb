/** Imported measurements → the JSON document of `import`. */

import type { Figure, LeftOut, ProfileRow, Remark } from '../domain/measurement.ts';
import { perSecond } from '../domain/units.ts';
import { documentName } from './document-name.ts';
import { jsonText } from './json-text.ts';
import { rounded } from './numbers.ts';
import { quantileName } from './profile-csv.ts';
import { SCHEMA_VERSION } from './schema-version.ts';

/** What the reports of an import are made from. */
export interface ImportReport {
  readonly format: string;
  readonly files: readonly string[];
  readonly rows: readonly ProfileRow[];
  readonly leftOut: readonly LeftOut[];
  readonly remarks: readonly Remark[];
  /** The table that the rows were added to; `null` where they are printed. */
  readonly appended: Appended | null;
}

/** Rows added to a table. */
export interface Appended {
  readonly file: string;
  readonly added: number;
  readonly isNew: boolean;
}

/** The document as text, ending in a newline. */
export function renderImportJson(report: ImportReport): string {
  const document = {
    schemaVersion: SCHEMA_VERSION,
    command: 'import',
    scenario: null,
    seed: null,
    format: report.format,
    files: report.files.map(documentName),
    rows: report.rows.map(profileRowParts),
    leftOut: report.leftOut.map((one) => ({ ...one, file: documentName(one.file) })),
    remarks: report.remarks,
    appended: report.appended && { ...report.appended, file: documentName(report.appended.file) },
  };
  return jsonText(document);
}

/** A profile row as documents show it. */
export function profileRowParts(row: ProfileRow) {
  return {
    model: row.model,
    device: row.device,
    batch: row.batch,
    concurrency: row.concurrency,
    kind: row.kind,
    serviceMs: rounded(row.serviceTime.value),
    serviceScv: orNull(row.scv),
    quantilesMs: Object.fromEntries(row.quantiles.map(({ p, value }) => [quantileName(p), rounded(value)])),
    samples: orNull(row.samples),
    throughputPerS: row.throughput && rounded(perSecond(row.throughput.value)),
    memoryBytes: orNull(row.memory),
    onChipBytes: orNull(row.onChipMemory),
    offChipBytes: orNull(row.offChipMemory),
    runtime: row.runtime,
    precision: row.precision,
    conditions: row.conditions,
    source: row.source,
    from: {
      serviceMs: row.serviceTime.from,
      serviceScv: row.scv?.from ?? null,
      samples: row.samples?.from ?? null,
      throughputPerS: row.throughput?.from ?? null,
      memoryBytes: row.memory?.from ?? null,
      onChipBytes: row.onChipMemory?.from ?? null,
      offChipBytes: row.offChipMemory?.from ?? null,
    },
    remarks: row.remarks,
  };
}

function orNull(figure: Figure | null): number | null {
  return figure && rounded(figure.value);
}
