/**
 * The one place that knows javascript-lp-solver: a linear program goes in, numbers come out. Nothing it says is
 * believed here or taken for optimal by its word alone: rows are checked again.
 */

import { SolverThread } from './solver-thread.ts';

export interface LinearProgram {
  readonly goal: 'max' | 'min';
  /** Coefficient of each variable in the objective; variables are at least 0. */
  readonly objective: readonly number[];
  readonly rows: readonly LinearRow[];
}

/** Σ coefficient × variable is at most (or at least) `limit`. */
export interface LinearRow {
  readonly terms: readonly (readonly [variable: number, coefficient: number])[];
  readonly sense: 'atMost' | 'atLeast';
  readonly limit: number;
}

/** ms after which a silent solver counts as hung: ten times the slowest answer seen at the sizes given to it. */
const HANG_MS = 20_000;

/** How far a row may be from its limit (relative), by the solver's rounding. */
const ROW_SLACK = 1e-7;

/** The solver in a thread of its own; started by the first question, to be closed by whoever opened it. */
export class LinearSolver {
  readonly #thread: SolverThread;

  /** `patience`: ms. A guard against hangs and nothing else: what is given to the solver is chosen by size. */
  constructor(patience = HANG_MS) {
    this.#thread = new SolverThread(new URL('./lp-worker.js', import.meta.url), patience);
  }

  /** The value of every variable, checked against every row; `null` when no answer came that could be believed. */
  async solve(program: LinearProgram): Promise<number[] | null> {
    const answer = await this.#thread.ask(solverModel(program));
    return answer === null ? null : believed(program, answer);
  }

  /** Ends the thread; safe to call when it never ran. */
  close(): Promise<void> {
    return this.#thread.close();
  }
}

/** The solver's own wording: everything by name. */
function solverModel({ goal, objective, rows }: LinearProgram) {
  const variables = objective.map((coefficient): Record<string, number> => ({ objective: coefficient }));
  for (const [index, { terms }] of rows.entries()) {
    for (const [variable, coefficient] of terms)
      (variables[variable] as Record<string, number>)[`r${index}`] = coefficient;
  }
  const named = <T>(values: readonly T[], letter: string) =>
    Object.fromEntries(values.map((value, index) => [`${letter}${index}`, value]));
  return {
    opType: goal,
    optimize: 'objective',
    constraints: named(
      rows.map(({ sense, limit }) => (sense === 'atMost' ? { max: limit } : { min: limit })),
      'r',
    ),
    variables: named(variables, 'x'),
  };
}

/** The answer as numbers if it is finite and keeps the rows; otherwise `null`. */
function believed(program: LinearProgram, answer: Readonly<Record<string, unknown>>): number[] | null {
  if (answer.feasible !== true || answer.bounded === false) return null;
  const values = program.objective.map((_, index) => Number(answer[`x${index}`] ?? 0));
  return values.every((value) => value >= -ROW_SLACK) && keepsRows(program, values) ? values : null;
}

function keepsRows({ rows }: LinearProgram, values: readonly number[]): boolean {
  return rows.every(({ terms, sense, limit }) => {
    const total = terms.reduce((sum, [variable, coefficient]) => sum + coefficient * (values[variable] as number), 0);
    const slack = ROW_SLACK * Math.max(1, Math.abs(limit));
    return sense === 'atMost' ? total <= limit + slack : total >= limit - slack;
  });
}
