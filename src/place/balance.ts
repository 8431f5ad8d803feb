/**
 * The last step of a plan: its weight is as great as it gets, and now nothing should be fuller than it must be. Where
 * everything is placed, the cluster is filled once more with the emptiest place first; then single applications move
 * from the most strained node to less strained ones. Nobody loses a place, and the worst strain never grows.
 */

import { isSurelyBroken, type TenantAnswer } from '../domain/latency.ts';
import { type ApplicationGroup, SLO_METRICS } from '../domain/scenario.ts';
import { hostedCounts } from './assign.ts';
import { Board, type Rule } from './board.ts';
import type { ApplicationClass } from './fleet.ts';
import { areMany } from './many-classes.ts';
import type { NodeState, StateSpace } from './states.ts';

/** Moves, and states looked at as targets of each: what makes this cheap for a fleet. */
const MOST_MOVES = 400;
const MOST_TARGETS = 12;
/** A move must lower the strain of the node that it relieves by this. */
const LEAST_RELIEF = 0.005;
/** Instances up to which the cluster is filled anew. */
const MOST_REFILLED = 200_000;

/** States with the same applications placed, and nothing fuller than it must be; what it finds in few steps. */
export function balanced(space: StateSpace, states: readonly NodeState[]): readonly NodeState[] {
  const strains = new Strains(space);
  const isWhole = hostedCounts(space.fleet, states).every(
    (count, index) => count === (space.fleet.classes[index] as ApplicationClass).instances.length,
  );
  const isAnew = isWhole && space.fleet.classOf.length <= MOST_REFILLED && !areMany(space.fleet);
  const anew = isAnew ? spreadOut(space, strains) : null;
  const start = anew !== null && strains.worst(anew) < strains.worst(states) ? anew : states;
  return movedApart(space, strains, start);
}

/** How near states are to a limit, remembered. */
class Strains {
  readonly #space: StateSpace;
  readonly #known = new Map<NodeState, number>();

  constructor(space: StateSpace) {
    this.#space = space;
  }

  /** The greatest share of a limit that is used: of an accelerator's time, of an SLO. At most 1 where feasible. */
  of(state: NodeState): number {
    const known = this.#known.get(state);
    if (known !== undefined) return known;
    const { limits } = this.#space.problem.scenario;
    let strain = 0;
    for (const [accelerator, { utilization, tenants }] of this.#space.answer(state).accelerators.entries()) {
      strain = Math.max(strain, limits.utilization > 0 ? utilization / limits.utilization : 0);
      for (const [index, tenant] of tenants.entries()) {
        const app = state.tenancy[accelerator]?.[index]?.app as ApplicationGroup;
        strain = Math.max(strain, sloStrain(tenant, app));
      }
    }
    this.#known.set(state, strain);
    return strain;
  }

  worst(states: readonly NodeState[]): number {
    return states.reduce((worst, state) => Math.max(worst, this.of(state)), 0);
  }
}

/** The share of the SLO that is used: of the limit for a mean, of the allowed late requests for a percentile. */
function sloStrain({ response }: TenantAnswer, { slo }: ApplicationGroup): number {
  if (response === null || isSurelyBroken(response, slo)) return Number.POSITIVE_INFINITY;
  const probability = SLO_METRICS[slo.metric];
  const mean = response.mean / slo.limit;
  return probability === null ? mean : Math.max(mean, response.tail(slo.limit) / (1 - probability));
}

/** Everything placed again, heaviest first, each where the least strain results; `null` when that leaves some out. */
function spreadOut(space: StateSpace, strains: Strains): readonly NodeState[] | null {
  const { fleet } = space;
  const board = new Board(fleet, emptiestFirst(space, strains));
  const load = ({ app, index }: ApplicationClass) =>
    app.arrivalRate *
    Math.min(...fleet.kinds.map((kind) => fleet.profile(fleet.classes[index]!, kind)?.serviceTime ?? Infinity));
  const order = [...fleet.classes].sort((a, b) => load(b) - load(a) || a.index - b.index);
  for (const application of order) {
    for (let left = application.instances.length; left > 0; left--) {
      const choice = board.best(application);
      if (choice === null) return null;
      board.take(choice);
    }
  }
  return board.states;
}

function emptiestFirst(space: StateSpace, strains: Strains): Rule<NodeState> {
  return {
    idle: (kind) => space.idle(kind),
    kindOf: (state) => state.kind,
    isFeasible: ({ next }) => space.isFeasible(next),
    options(state, application) {
      if (space.fleet.profile(application, state.kind) === null) return [];
      return space.distinctAccelerators(state).flatMap((accelerator) => {
        const next = space.joined(state, application, accelerator);
        if (!space.fitsPools(next) || !space.fitsUtilization(next)) return [];
        return [{ accelerator, next, rank: [strains.of(next), space.utilization(next) - space.utilization(state)] }];
      });
    },
  };
}

/** Single applications moved off the most strained nodes, as long as that helps. */
function movedApart(space: StateSpace, strains: Strains, start: readonly NodeState[]): readonly NodeState[] {
  const states = [...start];
  const members = new Map<NodeState, number[]>();
  for (const [node, state] of states.entries()) {
    const nodes = members.get(state);
    if (nodes === undefined) members.set(state, [node]);
    else nodes.push(node);
  }
  const settled = new Set<NodeState>();
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const source = [...members.keys()]
      .filter((state) => !settled.has(state))
      .reduce<NodeState | null>((a, b) => (a === null || strains.of(b) > strains.of(a) ? b : a), null);
    if (source === null || strains.of(source) === 0) break;
    const move = bestMove(space, strains, source, members);
    if (move === null) {
      settled.add(source);
      continue;
    }
    change(states, members, source, move.less);
    change(states, members, move.target, move.more);
  }
  return states;
}

interface Move {
  readonly less: NodeState;
  readonly target: NodeState;
  readonly more: NodeState;
}

/** The move of one instance off a node that leaves the two nodes least strained; `null` where none helps. */
function bestMove(
  space: StateSpace,
  strains: Strains,
  source: NodeState,
  members: ReadonlyMap<NodeState, readonly number[]>,
): Move | null {
  const targets = [...members.keys()]
    .filter((state) => state !== source || (members.get(state) as readonly number[]).length > 1)
    .sort((a, b) => strains.of(a) - strains.of(b))
    .slice(0, MOST_TARGETS);
  let best: Move | null = null;
  let least = strains.of(source) - LEAST_RELIEF;
  for (const [accelerator, mix] of source.mixes.entries()) {
    for (const [index] of mix) {
      const application = space.fleet.classes[index] as ApplicationClass;
      const less = space.left(source, application, accelerator);
      if (!space.isFeasible(less) || strains.of(less) > least) continue;
      for (const target of targets) {
        for (const more of joins(space, target, application)) {
          const strain = Math.max(strains.of(less), strains.of(more));
          if (strain >= least || !space.isFeasible(more)) continue;
          least = strain;
          best = { less, target, more };
        }
      }
    }
  }
  return best;
}

function joins(space: StateSpace, target: NodeState, application: ApplicationClass): readonly NodeState[] {
  if (space.fleet.profile(application, target.kind) === null) return [];
  return space
    .distinctAccelerators(target)
    .map((accelerator) => space.joined(target, application, accelerator))
    .filter((next) => space.fitsPools(next));
}

/** The first node of a state takes another. */
function change(states: NodeState[], members: Map<NodeState, number[]>, from: NodeState, to: NodeState): void {
  const nodes = members.get(from) as number[];
  const node = nodes.shift() as number;
  if (nodes.length === 0) members.delete(from);
  states[node] = to;
  const others = members.get(to) ?? [];
  others.push(node);
  members.set(
    to,
    others.sort((a, b) => a - b),
  );
}
