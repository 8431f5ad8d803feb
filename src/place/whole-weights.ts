/**
 * Weights count against each other only, so the searches see them as multiples of their common step: 0.1 and 0.3 as 1
 * and 3, just as 10 and 30. Between two whole numbers lies no placement's weight; that is what proofs round down to.
 */

import type { Scenario } from '../domain/scenario.ts';
import { commonStep } from './cost-steps.ts';
import type { PlacementProblem, PlacementResult, Policy } from './problem.ts';

/** The problem in whole weights, and what one of them is worth; as it is where the weights have no common step. */
export function inWholeWeights(problem: PlacementProblem): {
  readonly problem: PlacementProblem;
  readonly step: number;
} {
  const { scenario } = problem;
  const step = commonStep(scenario.apps.map(({ weight }) => weight));
  if (step === 0 || step === 1) return { problem, step: 1 };
  const apps = scenario.apps.map((app) => ({ ...app, weight: Math.round(app.weight / step) }));
  return { problem: { ...problem, scenario: { ...scenario, apps } satisfies Scenario }, step };
}

/** A weight in steps as the scenario writes it: 3 steps of 0.1 are 0.3, not the next number above it. */
export function inSteps(weight: number, step: number): number {
  return step === 1 ? weight : Number((weight * step).toPrecision(DIGITS));
}

/** Fewer than a number has, more than a weight is written with. */
const DIGITS = 14;

/** The policy asked in whole weights. */
export function withWholeWeights(policy: Policy): Policy {
  return async (given, onFound) => {
    const { problem, step } = inWholeWeights(given);
    const back = ({ upperBound, ...result }: PlacementResult): PlacementResult => {
      return { ...result, upperBound: upperBound === null ? null : inSteps(upperBound, step) };
    };
    return back(await policy(problem, onFound && ((found) => onFound(() => back(found())))));
  };
}
