/** Nodes that may be lost: whether a plan survives that, and plans that do. */

import type { Plan } from './domain/plan.ts';
import type { PolicyName } from './domain/policies.ts';
import { ProblemError, problem } from './domain/problem.ts';
import type { Survival } from './domain/survival.ts';
import type { LeftOutReason } from './place/explain.ts';
import { POLICIES } from './place/policies.ts';
import type { PlacementProblem } from './place/problem.ts';
import { survivalOfPlacement } from './place/survive.ts';
import { placeSurviving, type SurvivingResult } from './place/surviving.ts';
import { placementProblem } from './placement-problem.ts';

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
  const task = placementProblem(plan.scenario, seed, steps ?? POLICIES.auto.steps);
  return survivalOfPlacement(task, plan.placement, losses);
}

/** The policies that prove are the ones that can look ahead to a loss. Throws a `ProblemError` for another. */
export async function surviving(task: PlacementProblem, policy: PolicyName, losses: number): Promise<SurvivingResult> {
  if (POLICIES[policy].run !== POLICIES.optimal.run) {
    const help = 'Leave --policy out, or give --policy optimal.';
    throw new ProblemError([problem('flags-conflict', `the policy ${policy} cannot look ahead to a loss`, help)]);
  }
  const result = await placeSurviving(task, losses);
  if (result !== null) return result;
  const message = `too many losses of ${losses} nodes differ in the kinds of node that are lost`;
  throw new ProblemError([problem('losses-too-many', message, 'Ask for fewer nodes to be lost.')]);
}

/** Why an application is left out. With losses to survive, room that is there now is no reason. */
export function leftOutSentence(reason: LeftOutReason | null, isSurviving: boolean): string | null {
  if (reason === null || reason.violation !== null || !isSurviving) return reason?.sentence ?? null;
  return 'there is room for it now, but not after every loss';
}
