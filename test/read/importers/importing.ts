/** What the tests of the importers share: fixtures by name, and a device and a model where a file does not say them. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextFile } from '../../../src/domain/files.ts';
import { type ImportOptions, importMeasurements } from '../../../src/importing.ts';
import { createFileAccess } from '../../../src/io/files.ts';
import type { Reading, ReadOptions } from '../../../src/read/importers/importer.ts';
import { readMeasurements } from '../../../src/read/measurements.ts';
import { ProblemList } from '../../../src/read/problem-list.ts';
import { ROOT } from '../../helpers/binary.ts';
import { noInput, textFile } from '../reading.ts';

const FOLDER = join(import.meta.dirname, 'fixtures');

/** Every fixture as `<format>/<file>`, sorted. */
export const FIXTURES: readonly string[] = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(FOLDER, name)).map((file) => `${name}/${file}`))
  .sort();

export function fixture(name: string): TextFile {
  return textFile(readFileSync(join(FOLDER, name), 'utf8'), name);
}

export const SAID: ImportOptions = {
  format: 'auto',
  model: null,
  device: 'jetson-nano',
  batch: null,
  precision: null,
  conditions: null,
  unit: null,
  warmUp: null,
};

/** The rows of some fixtures as one measurement. */
export async function imported(names: readonly string[], said: Partial<ImportOptions> = {}) {
  const access = createFileAccess({ cwd: FOLDER, packageRoot: ROOT, stdin: noInput() });
  return importMeasurements(names, { ...SAID, ...said }, access);
}

/** What a text says, and how many problems there are with it; it may be of any format. */
export function readText(
  file: TextFile,
  format = 'auto',
  options: Partial<ReadOptions> = {},
): Reading & { problems: ProblemList } {
  const problems = new ProblemList();
  const reading = readMeasurements(file, format, { batch: null, unit: null, warmUp: null, ...options }, problems);
  return { ...reading, problems };
}
