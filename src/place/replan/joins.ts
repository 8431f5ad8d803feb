/** Where one more instance of a class fits on nodes of a state, remembered for as long as the question makes sense. */

import type { ApplicationClass } from '../fleet.ts';
import type { NodeState, StateSpace } from '../states.ts';

export interface Join {
  readonly next: NodeState;
  /** Load that the node gains, swaps included. */
  readonly addedLoad: number;
}

export class Joins {
  readonly #space: StateSpace;
  readonly #known = new Map<NodeState, (Join | null | undefined)[]>();

  constructor(space: StateSpace) {
    this.#space = space;
  }

  /** The feasible join that adds the least load; `null` where none is feasible. */
  best(state: NodeState, application: ApplicationClass): Join | null {
    const known = this.#known.get(state) ?? [];
    this.#known.set(state, known);
    const answer = known[application.index];
    if (answer !== undefined) return answer;
    const best = this.#search(state, application);
    known[application.index] = best;
    return best;
  }

  #search(state: NodeState, application: ApplicationClass): Join | null {
    const space = this.#space;
    if (space.fleet.profile(application, state.kind) === null) return null;
    const joins = space.distinctAccelerators(state).flatMap((accelerator): Join[] => {
      const next = space.joined(state, application, accelerator);
      if (!space.fitsPools(next) || !space.fitsUtilization(next)) return [];
      return [{ next, addedLoad: space.utilization(next) - space.utilization(state) }];
    });
    joins.sort((a, b) => a.addedLoad - b.addedLoad);
    return joins.find(({ next }) => space.isFeasible(next)) ?? null;
  }
}
