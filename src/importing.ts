/** Files of measurement tools → profile rows: read → merge → fill → check what is left open. */

import type { FileAccess } from './domain/files.ts';
import type { LeftOut, Measurement, ProfileRow, Remark } from './domain/measurement.ts';
import { nearestName } from './domain/names.ts';
import { ProblemError, problem } from './domain/problem.ts';
import { printable } from './domain/text.ts';
import { parseTime } from './domain/units.ts';
import { type DeviceBook, readDevices } from './read/devices.ts';
import type { ReadOptions, WarmUpRule } from './read/importers/importer.ts';
import { readMeasurements } from './read/measurements.ts';
import { mergeMeasurements } from './read/merge-measurements.ts';
import { ProblemList } from './read/problem-list.ts';
import { profileRows, type Said } from './read/profile-rows.ts';
import { DEVICES_FILE } from './read/scenario.ts';
import { documentName } from './report/document-name.ts';

export interface ImportOptions extends Said, ReadOptions {
  /** A name of `domain/import-formats.ts`; further files are recognised where they are of another. */
  readonly format: string;
}

export interface Imported {
  readonly format: string;
  readonly files: readonly string[];
  readonly rows: readonly ProfileRow[];
  /** What the files hold and a profile may not. */
  readonly leftOut: readonly LeftOut[];
  /** What concerns all rows. */
  readonly remarks: readonly Remark[];
}

/**
 * The profile rows of some files; several may describe one measurement. Throws a `ProblemError` with everything that
 * cannot be read, that is missing, or that is no service time.
 */
export async function importMeasurements(
  paths: readonly string[],
  options: ImportOptions,
  access: FileAccess,
): Promise<Imported> {
  checkTexts(options);
  const problems = new ProblemList();
  const measurements: Measurement[] = [];
  const leftOut: LeftOut[] = [];
  const names: string[] = [];
  const used = new Set<string>();
  for (const [index, path] of paths.entries()) {
    const file = await access.openNamed(path);
    names.push(file.name);
    const reading = readMeasurements(file, index === 0 ? options.format : 'auto', options, problems);
    for (const row of reading.measurements) measurements.push(row);
    for (const one of reading.leftOut) leftOut.push(one);
    for (const option of reading.uses) used.add(option);
  }
  problems.throwIfAny();
  checkUsed(options, used);
  const devices = await shippedDevices(access);
  const description = devices.get(options.device ?? '')?.description ?? null;
  const rows = profileRows(mergeMeasurements(measurements), options, sourceOf, description);
  checkAccepted(options, rows);
  const remarks = [...rivalRemarks(rows), ...batchRemarks(rows), ...remarksOfDevice(options.device, devices)];
  return { format: options.format, files: names, rows, leftOut, remarks };
}

function sourceOf({ tool, files }: Measurement): string {
  return `${tool}: ${files.map((file) => printable(documentName(file), 200)).join(', ')}; edge-plan import`;
}

/** Rows of one model and batch: a plan uses the first one alone. */
function rivalRemarks(rows: readonly ProfileRow[]): Remark[] {
  const counts = new Map<string, number>();
  for (const { model, batch } of rows) {
    const name = `${model}, batch ${batch}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [rival] = [...counts].filter(([, count]) => count > 1);
  if (rival === undefined) return [];
  const text = `${rival[1]} rows are of ${rival[0]}: the first one counts in a plan, the others stay on record`;
  return [{ code: 'rows-rival', text }];
}

/** A profile is found by its row of one request alone; without it a plan says that the model was not measured. */
function batchRemarks(rows: readonly ProfileRow[]): Remark[] {
  const single = new Set(rows.filter(({ batch }) => batch === 1).map(({ model }) => model));
  const without = rows.find(({ model }) => !single.has(model));
  if (without === undefined) return [];
  const text = `${without.model} is measured at batch ${without.batch} alone: a plan needs a row of batch 1 beside it`;
  return [{ code: 'batch-1-missing', text }];
}

/** A device that is not listed is allowed, and said: it may be a slip of the pen. */
export async function deviceRemarks(device: string | null, access: FileAccess): Promise<Remark[]> {
  return remarksOfDevice(device, await shippedDevices(access));
}

async function shippedDevices(access: FileAccess): Promise<DeviceBook> {
  return readDevices(await access.openShipped(DEVICES_FILE));
}

function remarksOfDevice(device: string | null, devices: DeviceBook): Remark[] {
  const known = [...devices.keys()];
  if (device === null || known.includes(device)) return [];
  const nearest = nearestName(device, known);
  const hint = nearest === null ? '' : `did you mean "${nearest}"? Otherwise `;
  const text = `the device "${printable(device)}" is not in profiles/devices.csv: ${hint}give its discipline, memory and cores in the scenario`;
  return [{ code: 'device-unknown', text }];
}

/** A flag that no file has a use for would be obeyed in silence: by nothing. */
function checkUsed({ unit, warmUp, column }: ImportOptions, used: ReadonlySet<string>): void {
  const problems = [];
  if (typeof column === 'string' && !used.has('column')) {
    const help = 'These files name what their figures are. Leave --column out.';
    problems.push(problem('flag-unused', '--column is for tables of samples', help));
  }
  if (unit !== null && !used.has('unit')) {
    const help = 'The tools print their units, and they are converted; leave --unit out.';
    problems.push(problem('flag-unused', '--unit is for plain samples', help));
  }
  if (warmUp !== null && !used.has('warmUp')) {
    const help = 'These files hold no samples to drop: the tool left its own warm-up out. Leave --warm-up out.';
    problems.push(problem('flag-unused', '--warm-up is for files that list every request', help));
  }
  if (problems.length > 0) throw new ProblemError(problems);
}

/** A question that was accepted before it was asked would be answered unread. */
function checkAccepted({ accept = [] }: ImportOptions, rows: readonly ProfileRow[]): void {
  const asked = new Set(rows.flatMap((row) => row.remarks.map(({ code }) => code)));
  const problems = accept
    .filter((code) => !asked.has(code))
    .map((code) => problem('flag-unused', `--accept ${code}: there is no such question`, 'Leave it out.'));
  if (problems.length > 0) throw new ProblemError(problems);
}

const MOST_CHARACTERS = 300;

/** What goes into a cell is one line of a bounded length, and not blank. */
function checkTexts({ model, device, precision, conditions, batch }: ImportOptions): void {
  const wrong = Object.entries({ model, device, precision, conditions }).filter(
    ([, text]) => text !== null && (text.trim() === '' || text.length > MOST_CHARACTERS || /\p{Cc}/u.test(text)),
  );
  const problems = wrong.map(([flag]) =>
    problem('flag-text', `--${flag} must be text on one line, of at most ${MOST_CHARACTERS} characters`),
  );
  if (batch !== null && !(batch >= 1 && batch <= 100_000)) {
    problems.push(problem('flag-number', `--batch must be a whole number from 1 to 100,000; found ${batch}`));
  }
  if (problems.length > 0) throw new ProblemError(problems);
}

/** `50` samples, or those started before `200ms`. Throws a `ProblemError` when the text is neither. */
export function parseWarmUp(text: string | null): WarmUpRule | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return { kind: 'count', count: Number(text) };
  const time = parseTime(text);
  if (time.ok && time.value >= 0) return { kind: 'time', time: time.value };
  const message = `--warm-up must be a number of samples, or a time with its unit; found ${printable(text)}`;
  throw new ProblemError([problem('warm-up', message, 'For example "--warm-up 50" or "--warm-up 200ms".')]);
}
