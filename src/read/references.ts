/** Opening the files that an input names; what is wrong with one is reported where it is named. */

import type { FileAccess, TextFile } from '../domain/files.ts';
import { type DocumentPath, ProblemError } from '../domain/problem.ts';
import type { ProblemList } from './problem-list.ts';
import type { Source } from './source.ts';

/** Where a reference is written. */
export interface Mention {
  readonly source: Source;
  readonly path: DocumentPath;
}

export class References {
  readonly #access: FileAccess;
  readonly #problems: ProblemList;
  readonly #opened = new Map<string, Promise<TextFile | null>>();

  constructor(access: FileAccess, problems: ProblemList) {
    this.#access = access;
    this.#problems = problems;
  }

  /** The file that `from` names, read once however often it is named; `null` after reporting why it cannot be had. */
  open(reference: string, from: TextFile, mention: Mention): Promise<TextFile | null> {
    const key = `${from.folder}\n${reference}`;
    const opening = this.#opened.get(key) ?? this.#open(reference, from, mention);
    this.#opened.set(key, opening);
    return opening;
  }

  async #open(reference: string, from: TextFile, { source, path }: Mention): Promise<TextFile | null> {
    try {
      return await this.#access.open(reference, from);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#problems.addAt(source, path, error.problems);
      return null;
    }
  }
}
