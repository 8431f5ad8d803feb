/**
 * What every policy is given and what it gives back. The latency question comes in as a function: `place` knows
 * constraints and counts, never a formula.
 */

import type { IbisQuestion, LatencyQuestion } from '../domain/latency.ts';
import type { Placement, Scenario } from '../domain/scenario.ts';

export interface PlacementProblem {
  readonly scenario: Scenario;
  readonly latency: LatencyQuestion;
  /** The published baseline's own formulas: only the policies `ibis-*` ask it. */
  readonly ibis: IbisQuestion;
  readonly seed: number;
  /**
   * Budget of a search, in steps and never in seconds: the same input must give the same bytes everywhere. One step is
   * one new question to the latency models, which is what costs time.
   */
  readonly steps: number;
}

/**
 * `optimal`: no placement hosts more weight, proved by `upperBound`. `feasible`: a valid placement without that proof.
 * `stopped`: the budget ran out first; what was found is given.
 */
export type PlacementStatus = 'optimal' | 'feasible' | 'stopped';

export interface PlacementResult {
  readonly placement: Placement;
  readonly status: PlacementStatus;
  /**
   * No placement that satisfies the constraints *this policy obeys* has more weight than this; `null` where the
   * policy proves nothing. (A knapsack's bound speaks of knapsack constraints, not of SLOs.)
   */
  readonly upperBound: number | null;
}

/**
 * Told by a long search of the best that it has, each time that is better. The result is made only when it is asked for,
 * and then at once: checked, and with the bound known by then.
 */
export type OnFound = (found: () => PlacementResult) => void;

/** A long search gives up its thread now and then, so that signals are heard. */
export type Policy = (problem: PlacementProblem, onFound?: OnFound) => Promise<PlacementResult>;
