/** What `measure` found → its JSON documents. */

import { type CoLocation, interferenceOf, type Lateness } from '../domain/co-location.ts';
import type { MachineFacts } from '../domain/inference.ts';
import type { ProfileRow, Remark } from '../domain/measurement.ts';
import { documentName } from './document-name.ts';
import { type Appended, profileRowParts } from './import-json.ts';
import { jsonText } from './json-text.ts';
import { machineParts } from './machine-words.ts';
import { rounded } from './numbers.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { validationRowParts, validationSummary } from './validation-json.ts';

/** What the reports of a model alone are made from. */
export interface MeasureReport {
  readonly file: string;
  readonly machine: MachineFacts;
  readonly cores: readonly number[] | null;
  readonly foreignShare: number | null;
  readonly rows: readonly ProfileRow[];
  readonly remarks: readonly Remark[];
  /** The table that the rows were added to; `null` where they are printed. */
  readonly appended: Appended | null;
}

/** The document as text, ending in a newline. */
export function renderMeasureJson(report: MeasureReport): string {
  const document = {
    schemaVersion: SCHEMA_VERSION,
    command: 'measure',
    scenario: null,
    seed: null,
    file: documentName(report.file),
    machine: machineParts(report.machine, report.cores),
    foreignShare: report.foreignShare && rounded(report.foreignShare),
    rows: report.rows.map(profileRowParts),
    remarks: report.remarks,
    appended: report.appended && { ...report.appended, file: documentName(report.appended.file) },
  };
  return jsonText(document);
}

/** The document as text, ending in a newline. */
export function renderCoLocationJson(coLocation: CoLocation): string {
  const { scenario, seed, discipline, run, duration, requests, rows, machine, cores } = coLocation;
  const document = {
    schemaVersion: SCHEMA_VERSION,
    command: 'measure',
    scenario: documentName(scenario.name),
    seed,
    machine: machineParts(machine, cores),
    discipline,
    run,
    durationMs: duration,
    requests: requests.length,
    processorTimeMs: rounded(coLocation.processorTime),
    soloTimeMs: rounded(coLocation.soloTime),
    interference: rounded(interferenceOf(coLocation)),
    withoutWorker: coLocation.withoutWorker,
    lateness: coLocation.lateness && latenessParts(coLocation.lateness),
    foreignShare: coLocation.foreignShare && rounded(coLocation.foreignShare),
    summary: validationSummary(rows),
    rows: rows.map(validationRowParts),
  };
  return jsonText(document);
}

function latenessParts({ requests, mean, worst }: Lateness) {
  return { requests, meanMs: rounded(mean), worstMs: rounded(worst) };
}
