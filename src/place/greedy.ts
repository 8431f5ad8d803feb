/**
 * The default policy: fill the cluster one application at a time, each where it costs least, in several orders; keep
 * the best result, then improve it by emptying and refilling a few nodes at a time. Every placement it makes keeps
 * every constraint; how far it may be from the best is said by the bound of `bound.ts`.
 */

import type { Placement } from '../domain/scenario.ts';
import { nextTurn } from '../domain/turn.ts';
import { hostedWeight } from './assign.ts';
import { balanced } from './balance.ts';
import { Board, type Rule } from './board.ts';
import { type Bound, isReached, soleBound } from './bound.ts';
import { finished } from './finish.ts';
import { type Fleet, fleetOf } from './fleet.ts';
import { type Cost, joinCosts, type Order, offerOrders } from './greedy-choices.ts';
import { improved } from './improve.ts';
import { areMany, filledNodeByNode } from './many-classes.ts';
import { placeInScenarioOrder } from './online.ts';
import type { OnFound, PlacementProblem, PlacementResult } from './problem.ts';
import { type NodeState, StateSpace } from './states.ts';
import { StepCount } from './steps.ts';

/** Cheapest feasible place first; of equally cheap ones the fuller node, so that empty nodes stay free. */
function rule(space: StateSpace, fleet: Fleet, cost: Cost): Rule<NodeState> {
  return {
    idle: (kind) => space.idle(kind),
    kindOf: (state) => state.kind,
    isFeasible: ({ next }) => space.isFeasible(next),
    options(state, application) {
      if (fleet.profile(application, state.kind) === null) return [];
      return space.distinctAccelerators(state).flatMap((accelerator) => {
        const next = space.joined(state, application, accelerator);
        if (!space.fitsPools(next) || !space.fitsUtilization(next)) return [];
        return [{ accelerator, next, rank: [cost(state, next), -space.utilization(state)] }];
      });
    },
  };
}

/** Instances beyond which only the first order with the first cost is tried: each further one costs as much again. */
const MANY_INSTANCES = 200_000;

/** Node states after filling the cluster class by class in this order. */
function filled(space: StateSpace, order: Order, cost: Cost): readonly NodeState[] {
  const { fleet } = space;
  const board = new Board(fleet, rule(space, fleet, cost));
  for (const application of order) {
    for (let left = application.instances.length; left > 0; left--) {
      const choice = board.best(application);
      if (choice === null) break;
      board.take(choice);
    }
  }
  return board.states;
}

/** The cluster filled in scenario order, each application where it adds the least load. */
function filledOnline(space: StateSpace): { states: readonly NodeState[]; placement: Placement } {
  const { fleet } = space;
  const addedLoad: Cost = (state, next) => space.utilization(next) - space.utilization(state);
  const board = new Board(fleet, rule(space, fleet, addedLoad));
  const placement = placeInScenarioOrder(fleet, board, (application) => board.best(application));
  return { states: board.states, placement };
}

/** Node states after each filling tried, the one in scenario order first; ends where one meets the bound. */
export async function fillings(space: StateSpace, bound: Bound): Promise<readonly (readonly NodeState[])[]> {
  const { fleet } = space;
  const tries = offerOrders(space, bound).flatMap((order) => joinCosts(space, bound).map((cost) => ({ order, cost })));
  const affordable = fleet.classOf.length > MANY_INSTANCES ? tries.slice(0, 1) : tries;
  const tried = [filledOnline(space).states];
  for (const { order, cost } of affordable) {
    if (isReached(fleet, hostedWeight(fleet, tried.at(-1) as readonly NodeState[]), bound.upperBound)) break;
    await nextTurn();
    tried.push(filled(space, order, cost));
  }
  return tried;
}

/** The heaviest; of equal ones the first. */
export function heaviest(fleet: Fleet, tried: readonly (readonly NodeState[])[]): readonly NodeState[] {
  return tried.reduce((best, states) => (hostedWeight(fleet, states) > hostedWeight(fleet, best) ? states : best));
}

/** Places as many as it can find room for, every SLO kept, with an upper bound; `optimal` when the bound is met. */
export async function placeGreedily(problem: PlacementProblem, onFound: OnFound = () => {}): Promise<PlacementResult> {
  const fleet = fleetOf(problem.scenario);
  const space = new StateSpace(problem, fleet);
  const bound = await soleBound(space);
  const steps = new StepCount(space, problem.steps);
  const tell = (better: readonly NodeState[]) => onFound(() => finished(space, better, bound.upperBound, true));
  const isMany = areMany(fleet);
  const filled = isMany ? await filledNodeByNode(space, bound) : heaviest(fleet, await fillings(space, bound));
  tell(filled);
  const states = isMany ? filled : await improved(space, filled, bound, steps, tell);
  return finished(space, balanced(space, states), bound.upperBound, steps.isSpent);
}

/** Greedy without foresight: in scenario order, each where it adds the least load, none ever moved. */
export async function placeGreedilyOnline(problem: PlacementProblem): Promise<PlacementResult> {
  const { placement } = filledOnline(new StateSpace(problem, fleetOf(problem.scenario)));
  return { placement, status: 'feasible', upperBound: null };
}
