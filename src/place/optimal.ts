/**
 * The policies that prove: a greedy filling to start from, the pattern engine for better company and for the bound,
 * local search with what is left of the steps. `optimal` is said only where a checked placement meets the bound.
 */

import { hostedWeight } from './assign.ts';
import { balanced } from './balance.ts';
import { isReached, soleBound } from './bound.ts';
import { finished } from './finish.ts';
import { fleetOf } from './fleet.ts';
import { fillings, heaviest } from './greedy.ts';
import { HighsSolver } from './highs.ts';
import { improved } from './improve.ts';
import { areMany, areSeveral, filledNodeByNode } from './many-classes.ts';
import { improvedByPatterns, type PatternAnswer } from './patterns.ts';
import type { OnFound, PlacementProblem, PlacementResult } from './problem.ts';
import { type NodeState, StateSpace } from './states.ts';
import { StepCount } from './steps.ts';

/** Share of the steps that the pattern engine may use; local search has the rest. */
const PATTERN_SHARE = 0.8;

/** What a search ends with. */
export interface Search {
  readonly space: StateSpace;
  /** The state of every node, all of them feasible. */
  readonly states: readonly NodeState[];
  /** No placement has more weight. */
  readonly upperBound: number;
  /** Whether the steps ran out. */
  readonly isStopped: boolean;
}

/** The greatest weight with every constraint kept, proved or with the bound reached within `problem.steps`. */
export async function placeOptimally(problem: PlacementProblem, onFound?: OnFound): Promise<PlacementResult> {
  const { space, states, upperBound, isStopped } = await searchBest(problem, onFound);
  return finished(space, balanced(space, states), upperBound, isStopped);
}

/** The search itself: nodes as it leaves them. */
export async function searchBest(problem: PlacementProblem, onFound: OnFound = () => {}): Promise<Search> {
  const fleet = fleetOf(problem.scenario);
  const space = new StateSpace(problem, fleet);
  const solver = new HighsSolver();
  solver.start();
  try {
    const bound = await soleBound(space);
    if (areMany(fleet)) {
      return { space, states: await filledNodeByNode(space, bound), upperBound: bound.upperBound, isStopped: false };
    }
    const tried = [...(await fillings(space, bound))];
    if (areSeveral(fleet)) tried.push(await filledNodeByNode(space, bound));
    let states = heaviest(fleet, tried);
    let { upperBound } = bound;
    const tell = (better: PatternAnswer) => {
      onFound(() => finished(space, better.states, better.upperBound, true));
    };
    tell({ states, upperBound });
    const steps = new StepCount(space, problem.steps);
    if (!isReached(fleet, hostedWeight(fleet, states), upperBound)) {
      const patternSteps = new StepCount(space, Math.floor(PATTERN_SHARE * problem.steps));
      const answer = await improvedByPatterns(
        space,
        solver,
        patternSteps,
        { states, upperBound },
        new Set(tried.flat()),
        tell,
      );
      states = answer.states;
      upperBound = answer.upperBound;
      tell(answer);
      states = await improved(space, states, { ...bound, upperBound }, steps, (better) =>
        tell({ states: better, upperBound }),
      );
    }
    return { space, states, upperBound, isStopped: steps.isSpent };
  } finally {
    await solver.close();
  }
}
