/**
 * Improvement by emptying a few nodes and filling them again in another order, together with what was left out: the
 * neighbourhood that mends what a greedy filling does worst, poor company. Never makes a placement worse.
 */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { nextTurn } from '../domain/turn.ts';
import { hostedCounts, hostedWeight } from './assign.ts';
import { type Bound, isReached } from './bound.ts';
import type { ApplicationClass } from './fleet.ts';
import { type Cost, joinCosts } from './greedy-choices.ts';
import type { NodeState, StateSpace } from './states.ts';
import type { StepCount } from './steps.ts';

/** Nodes emptied at a time. */
const FEWEST = 2;
const MOST = 4;
/** Rounds without gain after which it ends, however cheap they were: the chance of another gain is then small. */
const PATIENCE = 1000;
/** Rounds between two turns of others: tens of milliseconds. */
const ROUNDS_PER_TURN = 32;

/**
 * States at least as heavy as those given; `tell` takes each gain. Ends when the bound is met, when the steps are spent,
 * or when nothing was gained for long; the same seed gives the same states.
 */
export async function improved(
  space: StateSpace,
  start: readonly NodeState[],
  bound: Bound,
  steps: StepCount,
  tell: (better: readonly NodeState[]) => void,
): Promise<readonly NodeState[]> {
  const { fleet, problem } = space;
  const random = xoroshiro128plus(problem.seed);
  const states = [...start];
  const costs = joinCosts(space, bound);
  const placed = hostedCounts(fleet, states);
  const left = fleet.classes.map(({ instances, index }) => instances.length - (placed[index] as number));
  let hosted = hostedWeight(fleet, states);
  let idleRounds = 0;
  for (let round = 1; !isReached(fleet, hosted, bound.upperBound) && !steps.isSpent && idleRounds < PATIENCE; round++) {
    if (round % ROUNDS_PER_TURN === 0) await nextTurn();
    const nodes = someNodes(
      states.length,
      () => uniformInt(random, 0, states.length - 1),
      uniformInt(random, FEWEST, MOST),
    );
    const before = nodes.map((node) => states[node] as NodeState);
    const pool = hostedCounts(fleet, before).map((count, index) => count + (left[index] as number));
    const offered = fleet.classes.filter(({ index }) => (pool[index] as number) > 0);
    const order = shuffledSomewhat(space, offered, () => uniformFloat64(random));
    const cost = costs[uniformInt(random, 0, costs.length - 1)] as Cost;
    const after = refilled(space, before, order, pool, cost);
    const gain = hostedWeight(fleet, after) - hostedWeight(fleet, before);
    idleRounds = gain > 0 ? 0 : idleRounds + 1;
    if (gain < 0) continue;
    hosted += gain;
    for (const [k, node] of nodes.entries()) states[node] = after[k] as NodeState;
    const now = hostedCounts(fleet, after);
    for (const { index } of fleet.classes) left[index] = (pool[index] as number) - (now[index] as number);
    if (gain > 0) tell(states);
  }
  return states;
}

/** Up to `wanted` different nodes. */
function someNodes(count: number, draw: () => number, wanted: number): number[] {
  const nodes = new Set<number>();
  for (let k = 0; k < wanted && nodes.size < count; k++) nodes.add(draw());
  return [...nodes];
}

/** The classes lightest first, with enough chance that neighbours in load change places. */
function shuffledSomewhat(
  { fleet }: StateSpace,
  classes: readonly ApplicationClass[],
  draw: () => number,
): readonly ApplicationClass[] {
  const keys = classes.map((application) => {
    const loads = fleet.kinds.map((kind) => fleet.profile(application, kind)?.serviceTime ?? Number.POSITIVE_INFINITY);
    return (Math.min(...loads) * application.app.arrivalRate * Math.exp(2 * (draw() - 0.5))) / application.app.weight;
  });
  return [...classes.keys()]
    .sort((a, b) => (keys[a] as number) - (keys[b] as number))
    .map((k) => classes[k] as ApplicationClass);
}

/** These nodes emptied and filled again from the pool, each instance where it costs least. */
function refilled(
  space: StateSpace,
  before: readonly NodeState[],
  order: readonly ApplicationClass[],
  pool: Int32Array,
  cost: Cost,
): NodeState[] {
  const states = before.map(({ kind }) => space.idle(kind));
  for (const application of order) {
    for (let left = pool[application.index] as number; left > 0; left--) {
      const place = cheapest(space, states, application, cost);
      if (place === null) break;
      states[place.index] = place.next;
    }
  }
  return states;
}

function cheapest(space: StateSpace, states: readonly NodeState[], application: ApplicationClass, cost: Cost) {
  let best: { index: number; next: NodeState; cost: number } | null = null;
  for (const [index, state] of states.entries()) {
    if (space.fleet.profile(application, state.kind) === null) continue;
    for (const accelerator of space.distinctAccelerators(state)) {
      const next = space.joined(state, application, accelerator);
      if (!space.fitsPools(next) || !space.fitsUtilization(next)) continue;
      const price = cost(state, next);
      if ((best === null || price < best.cost) && space.isFeasible(next)) best = { index, next, cost: price };
    }
  }
  return best;
}
