/**
 * The one place that knows HiGHS: a linear or integer program in columns goes in, numbers come out. Values are checked
 * here against every row and for integrality. Its traps: a default relative gap of 1e-4 (set to 0 in the worker),
 * rounding noise on whole numbers (rounded here), a clock as the usual limit (nodes here: same input, same answer).
 */

import { SolverThread } from './solver-thread.ts';

/** Maximise cost·x; every row is Σ … ≤ upper, every variable 0 ≤ x ≤ upper. */
export interface ColumnProgram {
  readonly columns: { readonly cost: Float64Array; readonly upper: Float64Array };
  readonly rows: { readonly upper: Float64Array };
  /** Compressed columns: the entries of column j are at `starts[j]` to `starts[j + 1]`. */
  readonly matrix: { readonly starts: Int32Array; readonly indices: Int32Array; readonly values: Float64Array };
}

/** What the worker is sent. */
export interface HighsQuestion extends ColumnProgram {
  /** By variable: 1 where it must be whole; `null` for a linear program. */
  readonly areIntegers: Uint8Array | null;
  /** A known solution to start from. */
  readonly start: Float64Array | null;
  readonly mostNodes: number;
  /** An answer is good enough once no better one by more than this can exist. */
  readonly absoluteGap: number;
}

export interface LinearAnswer {
  readonly values: Float64Array;
  /** One per row, at least 0: what one more of the row's limit is worth. */
  readonly duals: Float64Array;
}

export interface IntegerAnswer {
  readonly values: Float64Array;
  /** By the solver's own word no answer is worth more. */
  readonly bound: number;
}

/** How far a value may be from a whole number, and a row from its limit, by the solver's rounding. */
const INTEGER_SLACK = 1e-5;
const ROW_SLACK = 1e-6;

/** ms after which a silent solver counts as hung. */
const HANG_MS = 60_000;

/** HiGHS in a thread of its own; to be closed by whoever opened it. */
export class HighsSolver {
  readonly #thread = new SolverThread(new URL('./highs-worker.js', import.meta.url), HANG_MS);

  /** Begins to load the solver, which takes about 0.1 s. */
  start(): void {
    this.#thread.start();
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  /** Values and duals of a linear program; `null` where there is no optimal answer that keeps the rows. */
  async linear(program: ColumnProgram): Promise<LinearAnswer | null> {
    const answer = await this.#thread.ask({ ...program, areIntegers: null, start: null, mostNodes: 1, absoluteGap: 0 });
    if (answer?.isOptimal !== true) return null;
    const values = answer.values as Float64Array;
    if (!isWithinProgram(program, values)) return null;
    return { values, duals: (answer.duals as Float64Array).map((dual) => Math.max(0, dual)) };
  }

  /** The best whole answer found within the limits; `null` where there is none that keeps the rows. */
  async integer(
    program: ColumnProgram,
    limits: Omit<HighsQuestion, keyof ColumnProgram>,
  ): Promise<IntegerAnswer | null> {
    const answer = await this.#thread.ask({ ...program, ...limits });
    if (answer === null) return null;
    const raw = answer.values as Float64Array;
    const values = raw.map((value, k) => (limits.areIntegers?.[k] === 1 ? Math.round(value) : value));
    const isWhole = values.every((value, k) => Math.abs(value - (raw[k] as number)) <= INTEGER_SLACK);
    return isWhole && isWithinProgram(program, values) ? { values, bound: answer.bound as number } : null;
  }
}

/** Whether finite values keep every bound and row, up to rounding. */
function isWithinProgram({ columns, rows, matrix }: ColumnProgram, values: Float64Array): boolean {
  if (values.length !== columns.cost.length) return false;
  const total = new Float64Array(rows.upper.length);
  for (const [j, value] of values.entries()) {
    if (!(value >= -ROW_SLACK && value <= (columns.upper[j] as number) * (1 + ROW_SLACK) + ROW_SLACK)) return false;
    for (let at = matrix.starts[j] as number; at < (matrix.starts[j + 1] as number); at++) {
      const row = matrix.indices[at] as number;
      total[row] = (total[row] as number) + (matrix.values[at] as number) * value;
    }
  }
  return total.every((sum, row) => sum <= (rows.upper[row] as number) + ROW_SLACK * Math.max(1, Math.abs(sum)));
}
