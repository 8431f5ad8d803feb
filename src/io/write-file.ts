/** Writing a result so that a reader sees the old file or the new one, never half of it. */

import { rmSync } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, mkdtemp, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { reasonOf } from './files.ts';
import { onInterrupt } from './signals.ts';

/** Writes beside `path`, then renames. Throws a `ProblemError`, and leaves nothing behind, when that cannot be done. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  await writeBeside(path, targetOf, text, rename);
}

/** The same where nothing may be at `path` yet, not even since it was looked at. */
export async function writeNewFile(path: string, text: string): Promise<void> {
  await writeBeside(path, async () => ({ target: path, mode: null }), text, link);
}

/** Throws the `ProblemError` that writing to `path` would throw now; before long work, so that it is not in vain. */
export async function checkWritable(path: string): Promise<void> {
  try {
    const { target } = await targetOf(path);
    await rm(await mkdtemp(join(dirname(target), '.edge-plan-')), { recursive: true });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError([unwritable(path, error)]);
  }
}

interface Target {
  readonly target: string;
  /** Of the file that is there. */
  readonly mode: number | null;
}

async function writeBeside(
  path: string,
  where: (path: string) => Promise<Target>,
  text: string,
  put: (beside: string, target: string) => Promise<void>,
): Promise<void> {
  let folder: string | null = null;
  const restore = onInterrupt(() => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  });
  try {
    const { target, mode } = await where(path);
    folder = await mkdtemp(join(dirname(target), '.edge-plan-'));
    const beside = join(folder, 'result');
    await writeDurably(await open(beside, 'wx'), text, mode);
    await put(beside, target);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError([unwritable(path, error)]);
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
    restore();
  }
}

/**
 * Writes files into `folder`, which is made if it is not there (the one above it must be). Each is written as
 * `writeFileAtomically` does, in the order given: what names the others comes last. Names must be without a folder.
 */
export async function writeFolder(folder: string, files: readonly (readonly [string, string])[]): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new ProblemError([unwritable(folder, error)]);
  }
  for (const [name, text] of files) {
    if (name !== basename(name)) throw new Error(`${name} is not the name of a file`);
    await writeFileAtomically(join(folder, name), text);
  }
}

/** Whether a folder is there. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // What cannot be looked at is not there to be written into; writing will say why.
    return false;
  }
}

/** Whether anything is at `path`, be it a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    // What cannot be looked at cannot be replaced either; writing will say why.
    return false;
  }
}

/** How a file at `from` names the file at `to`: relative to its own folder, with slashes. */
export function referenceFrom(from: string, to: string): string {
  return relative(dirname(from), to).split(sep).join('/');
}

function unwritable(path: string, error: unknown) {
  return problem('write-failed', `"${printable(path, 200)}" cannot be written: ${reasonOf(error)}`);
}

/** Where a link leads, and the mode of what is there: renaming onto the link itself would replace it. */
async function targetOf(path: string): Promise<Target> {
  let target: string;
  try {
    target = await realpath(path);
  } catch {
    // Nothing is there yet, or it cannot be reached: then opening a file beside it says why.
    return { target: path, mode: null };
  }
  const status = await stat(target);
  if (status.isFile()) return { target, mode: status.mode & 0o777 };
  const message = `"${printable(path, 200)}" is ${status.isDirectory() ? 'a folder' : 'not a regular file'}`;
  throw new ProblemError([problem('write-not-regular', message, 'Name a file.')]);
}

async function writeDurably(handle: FileHandle, text: string, mode: number | null): Promise<void> {
  try {
    if (mode !== null) await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
