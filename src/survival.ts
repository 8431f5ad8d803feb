/** A plan and a number of nodes to lose → whether everything it hosts can be hosted again. */

import type { Plan } from './domain/plan.ts';
import type { Survival } from './domain/survival.ts';
import { POLICIES } from './place/policies.ts';
import { survivalOfPlacement } from './place/survive.ts';
import { placementProblem } from './plan.ts';

export interface SurvivalOptions {
  readonly seed: number;
  /** Steps of the search for a new placement, for each loss that differs; left out: those of `--policy auto`. */
  readonly steps?: number;
}

/**
 * Whether every application that the plan hosts can be hosted again, every SLO and limit kept, after any `losses`
 * nodes are lost. Applications may move, also those whose nodes are left. Says undecided where the search found
 * neither a placement nor a proof. Throws a `RangeError` when `losses` is not a whole number from 0.
 */
export async function survivalOf(plan: Plan, losses: number, { seed, steps }: SurvivalOptions): Promise<Survival> {
  if (!(Number.isInteger(losses) && losses >= 0)) throw new RangeError(`${losses} nodes cannot be lost`);
  const problem = placementProblem(plan.scenario, seed, steps ?? POLICIES.auto.steps);
  return survivalOfPlacement(problem, plan.placement, losses);
}
