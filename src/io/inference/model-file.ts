import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { reasonOf } from '../files.ts';

/** An ONNX file that the user named, as it is opened and as it is shown. Throws a `ProblemError` where it is no file. */
export async function modelFile(path: string): Promise<{ readonly path: string; readonly name: string }> {
  try {
    if ((await stat(path)).isFile()) return { path: resolve(path), name: path };
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ProblemError([missing(path, isAbsent ? 'there is no such file' : reasonOf(error))]);
  }
  throw new ProblemError([missing(path, 'it is no regular file')]);
}

function missing(path: string, reason: string) {
  const help = 'A model is measured from its ONNX file.';
  return problem('model-file', `"${printable(path, 200)}" cannot be opened: ${reason}`, help);
}
