/** Adding to a file that somebody else reads later, such as the summary of a CI job. */

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ProblemError, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { reasonOf } from './files.ts';

/**
 * Appends `text` to the regular file at `path`, made if it is missing, unless it would then have more than `most`
 * bytes. Throws a `ProblemError` when it cannot; of a text that did not fit the disk nothing is left.
 */
export async function appendToFile(path: string, text: string, most: number): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path, constants.O_WRONLY | constants.O_CREAT | (constants.O_NONBLOCK ?? 0));
    const status = await handle.stat();
    if (!status.isFile()) throw refused(path, 'is not a regular file');
    if (status.size + Buffer.byteLength(text) > most)
      throw refused(path, `may have ${most} bytes, and would have more`);
    await appendWhole(handle, status.size, text);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw refused(path, `cannot be written: ${reasonOf(error)}`);
  } finally {
    await handle?.close();
  }
}

async function appendWhole(handle: FileHandle, size: number, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  try {
    for (let done = 0; done < bytes.length; ) {
      done += (await handle.write(bytes, done, bytes.length - done, size + done)).bytesWritten;
    }
  } catch (error) {
    await handle.truncate(size);
    throw error;
  }
}

function refused(path: string, why: string): ProblemError {
  return new ProblemError([problem('append-failed', `"${printable(path, 200)}" ${why}`)]);
}
