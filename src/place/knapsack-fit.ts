/**
 * First, best and worst fit with memory as the only condition: how clusters are packed when nobody models latency.
 * A node that already shares the model goes first. What they place may violate every SLO.
 */

import type { Tenant } from '../domain/latency.ts';
import { Board, type Rule } from './board.ts';
import { type ApplicationClass, type Fleet, fleetOf } from './fleet.ts';
import { placeInScenarioOrder } from './online.ts';
import type { PlacementProblem, PlacementResult } from './problem.ts';
import { type NodeState, StateSpace } from './states.ts';

type FitMethod = 'first' | 'best' | 'worst';

/** Free memory, bytes, as a rank (lower is better); every node is alike to first fit. */
const PREFERENCE: Readonly<Record<FitMethod, (free: number) => number>> = {
  first: () => 0,
  best: (free) => free,
  worst: (free) => -free,
};

/** Whether the newcomer would use a copy of its model that is already on this accelerator. */
function shares(tenants: readonly Tenant[], { app }: ApplicationClass): boolean {
  return app.sharing === 'model' && tenants.some((t) => t.app.sharing === 'model' && t.app.model === app.model);
}

/** Memory does not tell accelerators apart, so applications go round them: the one with the fewest. */
function leastTenanted({ tenancy }: NodeState): number {
  const sizes = tenancy.map((tenants) => tenants.reduce((sum, { count }) => sum + count, 0));
  return sizes.indexOf(Math.min(...sizes));
}

function rule(space: StateSpace, fleet: Fleet, method: FitMethod): Rule<NodeState> {
  return {
    idle: (kind) => space.idle(kind),
    kindOf: (state) => state.kind,
    isFeasible: ({ next }) => space.fitsPools(next),
    options(state, application) {
      if (fleet.profile(application, state.kind) === null) return [];
      const sharing = state.tenancy.findIndex((tenants) => shares(tenants, application));
      const isShared = sharing >= 0;
      const accelerator = isShared ? sharing : leastTenanted(state);
      const [memory] = state.pools;
      const free = memory === undefined ? 0 : memory.allowed - memory.needed;
      const rank = isShared ? [0, 0] : [1, PREFERENCE[method](free)];
      return [{ accelerator, next: space.joined(state, application, accelerator), rank }];
    },
  };
}

/** Places in scenario order by memory alone. It proves nothing about the best possible. */
export async function placeByMemory(problem: PlacementProblem, method: FitMethod): Promise<PlacementResult> {
  const fleet = fleetOf(problem.scenario);
  const space = new StateSpace(problem, fleet);
  const board = new Board(fleet, rule(space, fleet, method));
  const placement = placeInScenarioOrder(fleet, board, (application) => board.best(application));
  return { placement, status: 'feasible', upperBound: null };
}
