/**
 * Measurements as the planner asks for them. One row is one measurement; here the rows of a model on a device become
 * one profile: the row of a single request alone, and the curves over batch sizes and concurrent copies.
 */

import * as v from 'valibot';
import type { Measurement as CatalogueRow } from '../domain/catalogue.ts';
import { DISCIPLINES, type Discipline } from '../domain/disciplines.ts';
import type { TextFile } from '../domain/files.ts';
import type { Origin, Profile, ProfileBook } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { bytesFromMb } from '../domain/units.ts';
import { TableSource } from './csv.ts';
import { explain } from './explain.ts';
import { choice, number, text, wholeNumber } from './fields.ts';
import { mapping } from './mapping.ts';
import { ProblemList } from './problem-list.ts';
import { type Columns, readTable } from './table.ts';

/** What the reader knows beyond the profiles themselves. */
export interface ProfileTable extends ProfileBook {
  /** Why `find` gives `null` for this pair: a fragment that can follow "cannot be placed:". */
  explainMissing(model: string, device: string): string;
  /** The discipline that a row of this device names, the first one; `null` when none does. */
  disciplineOf(device: string): Discipline | null;
}

const MOST_MS = 1e9;
const MOST_MB = 1e12;
const measuredMs = number({ above: 0, to: MOST_MS });
const someMs = number({ from: 0, to: MOST_MS });
const someMb = number({ from: 0, to: MOST_MB });

const schema = mapping({
  model: text('the name of a model'),
  device: text('the name of a device'),
  service_ms: measuredMs,
  service_scv: v.optional(number({ from: 0, to: 1e6 })),
  swap_ms: v.optional(someMs),
  memory_mb: v.optional(someMb),
  accelerator_memory_mb: v.optional(someMb),
  on_chip_mb: v.optional(someMb),
  off_chip_mb: v.optional(someMb),
  preprocess_ms: v.optional(someMs),
  batch: v.optional(wholeNumber(100_000), 1),
  concurrency: v.optional(wholeNumber(100_000), 1),
  discipline: v.optional(choice(DISCIPLINES)),
  runtime: v.optional(text('text')),
  precision: v.optional(text('text')),
  conditions: v.optional(text('text')),
  samples: v.optional(wholeNumber(1e12)),
  source: v.optional(text('text')),
});

const COLUMNS: Columns = {
  rows: 'measurements',
  required: ['model', 'device', 'service_ms'],
  optional: [
    'service_scv',
    'swap_ms',
    'memory_mb',
    'accelerator_memory_mb',
    'on_chip_mb',
    'off_chip_mb',
    'preprocess_ms',
    'batch',
    'concurrency',
    'discipline',
    'runtime',
    'precision',
    'conditions',
    'samples',
    'source',
  ],
};

type Measurement = v.InferOutput<typeof schema> & { readonly origin: Origin };

/** The profiles of some tables, in their order. Throws a `ProblemError` with everything that is wrong in them. */
export function readProfiles(files: readonly TextFile[]): ProfileTable {
  const problems = new ProblemList();
  const profiles = collectProfiles(files, problems);
  problems.throwIfAny();
  return profiles;
}

/** The same for a caller that collects problems itself; sound rows are kept. */
export function collectProfiles(files: readonly TextFile[], problems: ProblemList): ProfileTable {
  const pairs = new Map<string, Measurement[]>();
  for (const measurement of collectMeasurements(files, problems)) {
    const key = keyOf(measurement.model, measurement.device);
    const rows = pairs.get(key);
    if (rows === undefined) pairs.set(key, [measurement]);
    else rows.push(measurement);
  }
  return tableOf(pairs);
}

/** Every row of some tables, in their order. Throws a `ProblemError` with everything that is wrong in them. */
export function readMeasurements(files: readonly TextFile[]): readonly CatalogueRow[] {
  const problems = new ProblemList();
  const rows = collectMeasurements(files, problems);
  problems.throwIfAny();
  return rows.map(catalogueRow);
}

function collectMeasurements(files: readonly TextFile[], problems: ProblemList): Measurement[] {
  const rows: Measurement[] = [];
  for (const file of files) {
    const source = new TableSource(file);
    readTable(source, COLUMNS, problems, (row, line) => {
      const result = v.safeParse(schema, row);
      for (const issue of result.issues ?? []) problems.add(source, () => explain(issue, [line]));
      if (result.success) rows.push({ ...result.output, origin: source.origin([line]) });
    });
  }
  return rows;
}

/** Cells never hold a control character that could make two pairs look alike. */
function keyOf(model: string, device: string): string {
  return `${model}\n${device}`;
}

function tableOf(pairs: ReadonlyMap<string, readonly Measurement[]>): ProfileTable {
  const profiles = new Map<string, Profile | null>();
  const models = new Set<string>();
  const disciplines = new Map<string, Discipline | null>();
  for (const [key, rows] of pairs) {
    profiles.set(key, profileOf(rows));
    for (const { model, device, discipline } of rows) {
      models.add(model);
      disciplines.set(device, disciplines.get(device) ?? discipline ?? null);
    }
  }
  return {
    models: [...models],
    devices: [...disciplines.keys()],
    find: (model, device) => profiles.get(keyOf(model, device)) ?? null,
    disciplineOf: (device) => disciplines.get(device) ?? null,
    explainMissing: (model, device) => {
      const pair = `model "${printable(model)}" on device "${printable(device)}"`;
      if (!models.has(model)) return `no profile measures model "${printable(model)}"`;
      if (!pairs.has(keyOf(model, device))) return `no profile measures ${pair}`;
      return `${pair} has only measurements of batches or concurrent copies, none of a single request alone`;
    },
  };
}

function bytesOrNull(mb: number | undefined): number | null {
  return mb === undefined ? null : bytesFromMb(mb);
}

function catalogueRow(row: Measurement): CatalogueRow {
  return {
    model: row.model,
    device: row.device,
    serviceTime: row.service_ms,
    scvService: row.service_scv ?? null,
    swapTime: row.swap_ms ?? null,
    memory: bytesOrNull(row.memory_mb),
    onChipMemory: bytesOrNull(row.on_chip_mb),
    offChipMemory: bytesOrNull(row.off_chip_mb),
    preprocessTime: row.preprocess_ms ?? null,
    batch: row.batch,
    concurrency: row.concurrency,
    runtime: row.runtime ?? null,
    precision: row.precision ?? null,
    conditions: row.conditions ?? null,
    samples: row.samples ?? null,
    source: row.source ?? null,
    origin: row.origin,
  };
}

/** The profile of one pair from its rows in file order: of equal measurements the first counts. */
function profileOf(rows: readonly Measurement[]): Profile | null {
  const base = rows.find((row) => row.batch === 1 && row.concurrency === 1);
  if (base === undefined) return null;
  const kin = rows.filter((row) => row.runtime === base.runtime && row.precision === base.precision);
  const ownScv = ({ batch, service_scv }: Measurement) => (batch > 1 ? service_scv : undefined);
  const batchServiceScv = curve(kin, 'batch', 'concurrency', ownScv);
  return {
    model: base.model,
    device: base.device,
    serviceTime: base.service_ms,
    scvService: base.service_scv ?? 0,
    swapTime: base.swap_ms ?? 0,
    ...(base.swap_ms === undefined && { isSwapUnknown: true }),
    memory: bytesOrNull(base.memory_mb),
    acceleratorMemory: bytesOrNull(base.accelerator_memory_mb),
    onChipMemory: bytesOrNull(base.on_chip_mb),
    offChipMemory: bytesOrNull(base.off_chip_mb),
    preprocessTime: base.preprocess_ms ?? null,
    batchServiceTimes: curve(kin, 'batch', 'concurrency'),
    ...(batchServiceScv.length > 0 && { batchServiceScv }),
    concurrentServiceTimes: curve(kin, 'concurrency', 'batch'),
    samples: base.samples ?? null,
    source: base.source ?? '-',
    origin: base.origin,
  };
}

/** [`over`, figure] of the rows that vary only in `over` and give the figure, ascending. */
function curve(
  rows: readonly Measurement[],
  over: 'batch' | 'concurrency',
  fixed: 'batch' | 'concurrency',
  figureOf: (row: Measurement) => number | undefined = ({ service_ms }) => service_ms,
): readonly (readonly [number, number])[] {
  const points = new Map<number, number>();
  const seen = new Set<number>();
  for (const row of rows) {
    if (row[fixed] !== 1 || seen.has(row[over])) continue;
    seen.add(row[over]);
    const figure = figureOf(row);
    if (figure !== undefined) points.set(row[over], figure);
  }
  return [...points].sort(([a], [b]) => a - b);
}
