/** Whether a plan's applications can all be hosted again after nodes are lost, and which loss is the worst. */

import type { ApplicationGroup } from './scenario.ts';

/**
 * `survives`: after any loss of that many nodes everything can be hosted again with every SLO kept, shown by a
 * placement for each case. `fails`: after some loss it cannot, shown by a bound. `undecided`: neither was shown.
 */
export type SurvivalVerdict = 'survives' | 'fails' | 'undecided';

/** Instances of one application group. */
export interface GroupCount {
  readonly app: ApplicationGroup;
  /** At least 1. */
  readonly count: number;
}

/** Nodes lost, and what becomes of the applications. */
export interface LossCase {
  /** Global indices of lost nodes, ascending: one example where several nodes are equal. */
  readonly nodes: readonly number[];
  /** Lost nodes of each node group, by its name, in scenario order. Nodes of another group may be equal to these. */
  readonly lost: readonly { readonly group: string; readonly count: number }[];
  /** Applications that were hosted on the lost nodes. */
  readonly displaced: number;
  /**
   * Applications that change node in the new placement found, those of the lost nodes among them; `null` where none
   * was found that hosts all. Equals `displaced` when the rest can stay; otherwise fewer moves may do.
   */
  readonly moves: number | null;
  /** What found no place in the best new placement found; empty when everything did. */
  readonly unhosted: readonly GroupCount[];
}

export interface Survival {
  /** Nodes lost at once. */
  readonly losses: number;
  readonly verdict: SurvivalVerdict;
  /** Why nothing was shown; `null` unless undecided. */
  readonly reason: string | null;
  /** Applications that the plan hosts. Where it hosts none, it survives anything and says nothing. */
  readonly hosted: number;
  /** Losses that differ in how many nodes of each kind are lost: all of them were looked at, unless undecided. */
  readonly cases: number;
  /**
   * The loss that leaves the most weight without a place; where none does, the one after which the most applications
   * move. `null` where nothing is lost or nothing was looked at.
   */
  readonly worst: LossCase | null;
  /** Whether moves were counted for every loss that differs, so that none needs more than `worst`'s. */
  readonly isWorstOfAll: boolean;
}
