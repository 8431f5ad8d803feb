/**
 * A problem is the user's to mend: bad input, a missing file, a wrong flag. (A bug is ours: it throws an ordinary
 * error and keeps its stack.) Checkers say *what* is wrong and *where in the document*, as a path; finding line and
 * column is done once, by whoever holds the text (`read/source.ts`).
 */

/** Keys and indices from the root of a document to the value (or key) a problem speaks of. */
export type DocumentPath = readonly (string | number)[];

/** A place in a text: `line` and `column` count from 1; `length` is in characters, at least 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The whole line quoted, already shortened and stripped of control characters; `null` when there is none to show. */
  readonly quote: string | null;
  /** Column of the value within `quote` (it differs from `column` when the line was shortened). */
  readonly quoteColumn: number;
}

export interface Problem {
  /** Stable identifier, such as `unit-missing`: tests and `edge-plan explain` use it; messages may be reworded. */
  readonly code: string;
  /** One sentence fragment without a final full stop: what was found and what would be right. */
  readonly message: string;
  /** How to mend it: one whole sentence, with an example where that helps. `null` when the message says it all. */
  readonly help: string | null;
  readonly place: Place | null;
}

/** Thrown where work cannot go on; the command line prints all problems and exits 2. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join('; '));
    this.problems = problems;
  }
}

/** A problem that has no place in any document (a flag, a missing file). */
export function problem(code: string, message: string, help: string | null = null): Problem {
  return { code, message, help, place: null };
}
