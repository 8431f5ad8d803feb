/**
 * The budget of a search, in steps and never in seconds: the same input must give the same bytes everywhere. One step
 * is one new question to the latency models; other work counts by what it costs beside that.
 */

import type { StateSpace } from './states.ts';

/** Nodes of a pattern search, and columns of a linear program, that cost about as much as one question. */
const NODES_PER_STEP = 20;
const COLUMNS_PER_STEP = 20;

export class StepCount {
  readonly #space: StateSpace;
  readonly #limit: number;
  #other = 0;

  constructor(space: StateSpace, steps: number) {
    this.#space = space;
    this.#limit = space.questions + steps;
  }

  get left(): number {
    return Math.max(0, Math.floor(this.#limit - this.#space.questions - this.#other));
  }

  get isSpent(): boolean {
    return this.left === 0;
  }

  /** Nodes of a pattern search that are left. */
  get searchNodes(): number {
    return this.left * NODES_PER_STEP;
  }

  spendOnSearch(nodes: number): void {
    this.#other += nodes / NODES_PER_STEP;
  }

  spendOnProgram(columns: number): void {
    this.#other += columns / COLUMNS_PER_STEP;
  }
}
