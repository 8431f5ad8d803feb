/** The text of a measurement tool → checked measurements: the importer is chosen, its figures held to their ranges. */

import type { TextFile } from '../domain/files.ts';
import { AUTO_FORMAT } from '../domain/import-formats.ts';
import type { Figure, Measurement } from '../domain/measurement.ts';
import { type Problem, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { orList, shown } from './fields.ts';
import type { Importer, Reading, ReadOption, ReadOptions } from './importers/importer.ts';
import { NOTHING_READ } from './importers/importer.ts';
import { IMPORTERS } from './importers/index.ts';
import { Log } from './importers/log.ts';
import { plainText } from './importers/plain-text.ts';
import { isTime, TIME_RANGE } from './importers/ranges.ts';
import { heldToPace } from './measurement-pace.ts';
import type { ProblemList } from './problem-list.ts';

/**
 * What one file says. `format` is a name of `domain/import-formats.ts`: of its importers the one that knows the text
 * reads it; with `auto` that must be exactly one of all. What is wrong is added to `problems`.
 */
export function readMeasurements(
  given: TextFile,
  format: string,
  options: ReadOptions,
  problems: ProblemList,
): FileReading {
  const before = problems.count;
  if (hasTooManyLines(given, problems)) return NO_FILE;
  const file = plainText(given);
  const importer = importerFor(file, format, problems);
  if (importer === null) return NO_FILE;
  const read = importer.read(file, options, problems);
  const reading = heldToPace(file.name, read, options);
  const log = new Log(file);
  checkCount(log, reading, problems);
  for (const row of reading.measurements) checkFigures(log, row, problems);
  if (problems.count === before && reading.measurements.length === 0) {
    for (const { line, code, reason, help } of reading.leftOut) log.complain(problems, line, code, reason, help);
  }
  return problems.count > before ? NO_FILE : { ...reading, uses: importer.uses ?? [] };
}

/** A reading, and which options it made use of. */
export interface FileReading extends Reading {
  readonly uses: readonly ReadOption[];
}

const NO_FILE: FileReading = { ...NOTHING_READ, uses: [] };

/** A log of that many lines is none; a million samples are. */
const MOST_LINES = 2_000_000;
/** No tool measures more of one device in one file. */
const MOST_ROWS = 10_000;

function hasTooManyLines({ name, text }: TextFile, problems: ProblemList): boolean {
  let lines = 1;
  const ends = text.matchAll(/\r\n?|\n/g);
  while (lines <= MOST_LINES && ends.next().done !== true) lines += 1;
  if (lines <= MOST_LINES) return false;
  problems.addPlaceless([tooMany(name, MOST_LINES, 'lines')]);
  return true;
}

function checkCount({ name }: Log, { measurements }: Reading, problems: ProblemList): void {
  if (measurements.length > MOST_ROWS) problems.addPlaceless([tooMany(name, MOST_ROWS, 'measurements')]);
}

function tooMany(name: string, most: number, what: string): Problem {
  const message = `"${printable(name, 200)}" has more than ${most.toLocaleString('en')} ${what}`;
  return problem('file-too-long', message, 'Give the part that describes what was measured.');
}

function importerFor(file: TextFile, format: string, problems: ProblemList): Importer | null {
  const isAuto = format === AUTO_FORMAT;
  const candidates = IMPORTERS.filter((importer) => isAuto || importer.format === format);
  const known = candidates.filter((importer) => importer.detect(file.text));
  const [first] = known;
  if (first !== undefined && known.length === 1) return first;
  if (!isAuto && known.length === 0 && candidates.length === 1) return candidates[0] as Importer;
  const name = printable(file.name, 200);
  const help = 'Name the format instead of auto; "edge-plan import --help" lists them.';
  if (known.length > 1) {
    const tools = orList(known.map((importer) => `${importer.tool} (${importer.format})`));
    problems.addPlaceless([problem('format-ambiguous', `"${name}" could be ${tools}`, help)]);
  } else if (isAuto && isNodeList(file.text)) {
    const message = `"${name}" is a saved list of Kubernetes objects, and no measurement`;
    const command = `For an inventory of its nodes: edge-plan import nodes ${name}`;
    problems.addPlaceless([problem('format-nodes', message, command)]);
  } else if (isAuto) {
    problems.addPlaceless([problem('format-unknown', `"${name}" has the marks of no known format`, help)]);
  } else problems.addPlaceless([strange(name, candidates)]);
  return null;
}

/** `kubectl get nodes -o json` or `-o yaml`, or a single node. */
function isNodeList(text: string): boolean {
  return (
    /^\s*(?:[{]|apiVersion:|kind:|items:|---)/.test(text) && /["']?kind["']?\s*:\s*["']?(?:Node|NodeList)\b/.test(text)
  );
}

function strange(name: string, candidates: readonly Importer[]) {
  const message = `"${name}" is not the output of ${orList(candidates.map(({ tool }) => tool))}`;
  return problem(
    'format-unknown',
    message,
    'Give the whole file as the tool wrote it, or "auto" to have it recognised.',
  );
}

const MOST_SCV = 1e6;
const MOST_BYTES = 1e18;
/** Inferences per ms. */
const MOST_RATE = 1e6;

function checkFigures(log: Log, row: Measurement, problems: ProblemList): void {
  check(row.time, isTime, `be ${TIME_RANGE}`);
  check(row.scv, (scv) => scv >= 0 && scv <= MOST_SCV, 'be zero or more');
  check(
    row.batch,
    (batch) => Number.isInteger(batch) && batch >= 1 && batch <= 100_000,
    'be a whole number from 1 to 100,000',
  );
  check(row.samples, (count) => Number.isInteger(count) && count >= 1 && count <= 1e12, 'be a whole number above zero');
  check(row.throughput, (rate) => rate > 0 && rate <= MOST_RATE, 'be above zero');
  for (const bytes of [row.memory, row.onChipMemory, row.offChipMemory]) {
    check(bytes, (size) => size >= 0 && size <= MOST_BYTES, 'be zero or more');
  }
  function check(figure: Figure | null, isGood: (value: number) => boolean, must: string): void {
    if (figure === null || isGood(figure.value)) return;
    const message = `${figure.from} must ${must}; found ${shown(figure.found ?? figure.value)}`;
    log.complain(problems, figure.line, 'number-out-of-range', message, null);
  }
}
