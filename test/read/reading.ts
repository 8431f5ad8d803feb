/** What the tests of this folder share: a pretended file system, and a scenario that is sound until a test breaks it. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileAccess, TextFile } from '../../src/domain/files.ts';
import { type Problem, ProblemError, problem } from '../../src/domain/problem.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import { createFileAccess } from '../../src/io/files.ts';
import { readScenario } from '../../src/read/scenario.ts';

export const PACKAGE = fileURLToPath(new URL('fixtures/package', import.meta.url));
export const PROFILE_FOLDER = join(PACKAGE, 'profiles');

export function textFile(text: string, name = 'test.yaml'): TextFile {
  return { name, text, folder: '/nowhere' };
}

/** Named files come from `files`, shipped ones from the fixture package. */
export function pretendedAccess(files: Readonly<Record<string, string>>): FileAccess {
  const shipped = createFileAccess({ cwd: PACKAGE, packageRoot: PACKAGE, stdin: noInput() });
  const give = async (name: string): Promise<TextFile> => {
    const text = files[name];
    if (text === undefined) throw new ProblemError([problem('file-missing', `there is no file "${name}"`)]);
    return textFile(text, name);
  };
  return {
    openNamed: give,
    open: give,
    locateNamed: async (path) => (await give(path)).name,
    openShipped: (path) => shipped.openShipped(path),
    listShipped: (folder) => shipped.listShipped(folder),
  };
}

export async function* noInput(): AsyncGenerator<Uint8Array> {}

export async function read(yaml: string, files: Readonly<Record<string, string>> = {}): Promise<Scenario> {
  return readScenario(textFile(yaml), pretendedAccess(files));
}

/** The problems of a scenario that cannot be read. */
export async function problemsOf(
  yaml: string,
  files: Readonly<Record<string, string>> = {},
): Promise<readonly Problem[]> {
  return problemsFrom(() => read(yaml, files));
}

export async function problemsFrom(work: () => unknown): Promise<readonly Problem[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  throw new Error('there was no problem');
}

export const CLUSTER = `cluster:
  - node: coral
    count: 2
    device: edgetpu-pi
`;
export const APPS = `apps:
  - app: doorbell
    count: 3
    model: mobilenet_v2
    rate: 5 /s
    slo: p95 <= 200 ms
`;
/** Line 1 is the version, lines 2 to 5 the cluster, lines 6 to 11 the applications. */
export const SOUND = `version: 1\n${CLUSTER}${APPS}`;

/** The code, line and column of a problem: what a table of bad inputs pins down. */
export function at(found: Problem): readonly [string, number | undefined, number | undefined] {
  return [found.code, found.place?.line, found.place?.column];
}
