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
  readonly #whole: StepCount | null;
  #other = 0;

  constructor(space: StateSpace, steps: number, whole: StepCount | null = null) {
    this.#space = space;
    this.#whole = whole;
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

  /** A budget of its own for a part of the work: this share of what is left. What it spends is spent here too. */
  part(share: number): StepCount {
    return new StepCount(this.#space, Math.floor(share * this.left), this);
  }

  spendOnSearch(nodes: number): void {
    this.#spend(nodes / NODES_PER_STEP);
  }

  spendOnProgram(columns: number): void {
    this.#spend(columns / COLUMNS_PER_STEP);
  }

  #spend(steps: number): void {
    this.#other += steps;
    if (this.#whole !== null) this.#whole.#spend(steps);
  }
}
