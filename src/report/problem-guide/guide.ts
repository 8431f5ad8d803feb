/** What `edge-plan explain` says of a problem. */
export interface ProblemGuide {
  /** What was found. */
  readonly means: string;
  /** Why that stops the work. */
  readonly why: string;
  /** What to do about it. */
  readonly mend: string;
  /** What is right, as it is written in a file or typed; one line or a few. */
  readonly example: string;
}

/** By code. */
export type ProblemGuides = Readonly<Record<string, ProblemGuide>>;

/** An entry in the order in which it is read. */
export function guide(means: string, why: string, mend: string, example: string): ProblemGuide {
  return { means, why, mend, example };
}
