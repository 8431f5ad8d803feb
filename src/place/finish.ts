/** From the states that a search ends with to its answer. */

import { assigned, hostedWeight } from './assign.ts';
import { isReached } from './bound.ts';
import { checkPlacement } from './check.ts';
import type { PlacementResult } from './problem.ts';
import type { NodeState, StateSpace } from './states.ts';

/** The answer as a placement, checked by code that shares nothing with the search. Throws when invalid. */
export function finished(
  space: StateSpace,
  states: readonly NodeState[],
  upperBound: number,
  isStopped: boolean,
): PlacementResult {
  const { fleet, problem } = space;
  const placement = assigned(fleet, states);
  const [violation] = checkPlacement(problem.scenario, problem.latency, placement);
  if (violation !== undefined) throw new Error(`the plan breaks a constraint: ${JSON.stringify(violation)}`);
  const isOptimal = isReached(fleet, hostedWeight(fleet, states), upperBound);
  return { placement, status: isOptimal ? 'optimal' : isStopped ? 'stopped' : 'feasible', upperBound };
}
