/** Writing a result so that a reader sees the old file or the new one, never half of it. */

import { randomBytes } from 'node:crypto';
import { type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { reasonOf } from './files.ts';

/** Writes beside `path`, then renames. Throws a `ProblemError`, and leaves nothing behind, when that cannot be done. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  let beside: string | null = null;
  try {
    const { target, mode } = await targetOf(path);
    beside = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
    await writeDurably(await open(beside, 'wx', mode), text);
    await rename(beside, target);
  } catch (error) {
    if (beside !== null) await removeIfThere(beside);
    if (error instanceof ProblemError) throw error;
    throw new ProblemError([
      problem('write-failed', `"${printable(path, 200)}" cannot be written: ${reasonOf(error)}`),
    ]);
  }
}

/** Where a link leads, and the mode of what is there: renaming onto the link itself would replace it. */
async function targetOf(path: string): Promise<{ target: string; mode: number }> {
  let target: string;
  try {
    target = await realpath(path);
  } catch {
    // Nothing is there yet, or it cannot be reached: then opening a file beside it says why.
    return { target: path, mode: 0o666 };
  }
  const status = await stat(target);
  if (status.isFile()) return { target, mode: status.mode & 0o777 };
  const message = `"${printable(path, 200)}" is ${status.isDirectory() ? 'a folder' : 'not a regular file'}`;
  throw new ProblemError([problem('write-not-regular', message, 'Leave --out away to print on standard output.')]);
}

async function writeDurably(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch {
    // It was never made, or its folder takes no changes: the first error is the one to report.
  }
}
