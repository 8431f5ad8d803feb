/**
 * Problems are collected and thrown together. Describing one costs a search for the nearest name and for the line,
 * so a file full of them is described only as far as a person would read, and the rest is counted.
 */

import { type DocumentPath, type Problem, ProblemError, problem } from '../domain/problem.ts';
import { counted } from '../domain/text.ts';
import type { Aim, Source } from './source.ts';

/** What a checker says: what is wrong, and where in the document. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly help: string | null;
  readonly path: DocumentPath;
  readonly aim: Aim;
}

interface SourceProblems {
  readonly source: Source;
  readonly described: Problem[];
  total: number;
}

export class ProblemList {
  readonly #bySource = new Map<Source, SourceProblems>();
  readonly #placeless: Problem[] = [];

  /** Adds what `describe` finds wrong in `source`; `describe` is not called once the source has had its share. */
  add(source: Source, describe: () => Finding): void {
    this.#count(source, () => {
      const { code, message, help, path, aim } = describe();
      return { code, message, help, place: source.locate(path, aim) };
    });
  }

  /** Adds problems that another part of the program described without a place: they belong where `path` points. */
  addAt(source: Source, path: DocumentPath, problems: readonly Problem[]): void {
    for (const found of problems) {
      this.#count(source, () => ({ ...found, place: found.place ?? source.locate(path, 'value') }));
    }
  }

  /** Adds a problem that has its place already. */
  addPlaced(source: Source, found: Problem): void {
    this.#count(source, () => found);
  }

  addPlaceless(found: readonly Problem[]): void {
    this.#placeless.push(...found);
  }

  /** How many problems were added so far: compare two counts to know whether a step went well. */
  get count(): number {
    let count = this.#placeless.length;
    for (const { total } of this.#bySource.values()) count += total;
    return count;
  }

  /** Throws a `ProblemError` with everything that was added, file by file in the order of lines. */
  throwIfAny(): void {
    if (this.count === 0) return;
    throw new ProblemError([...this.#placeless, ...[...this.#bySource.values()].flatMap(inOrder)]);
  }

  #count(source: Source, describe: () => Problem): void {
    let entry = this.#bySource.get(source);
    if (entry === undefined) {
      entry = { source, described: [], total: 0 };
      this.#bySource.set(source, entry);
    }
    entry.total += 1;
    if (entry.described.length < source.mostProblems) entry.described.push(describe());
  }
}

function inOrder({ source, described, total }: SourceProblems): Problem[] {
  const sorted = described.toSorted((a, b) => compare(a, b));
  const hidden = total - described.length;
  if (hidden > 0) sorted.push(problem('more-problems', `and ${counted(hidden, 'more problem')} in ${source.name}`));
  return sorted;
}

function compare(a: Problem, b: Problem): number {
  if (a.place === null || b.place === null) return 0;
  return a.place.line - b.place.line || a.place.column - b.place.column;
}
