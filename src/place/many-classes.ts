/**
 * Placing where there are too many classes for the engine, as when no two applications are equal: nothing that is found
 * out about one node serves for another then, and looking at every node for every application grows with their product.
 * So one node after the other is filled, each class where the bound's prices say that it is cheapest, and what a node
 * was asked is forgotten with it.
 */

import { nextTurn } from '../domain/turn.ts';
import type { Bound } from './bound.ts';
import type { ApplicationClass, Fleet, NodeKind } from './fleet.ts';
import { usePrice } from './relaxation.ts';
import { type NodeState, StateSpace } from './states.ts';

/**
 * Classes times states that nodes can be in, about: what a filling of all nodes at once asks, and remembers at some
 * ten kilobytes each. Beyond it the engine takes minutes and gigabytes.
 */
const MOST_PAIRS = 80_000;
/** The same for trying this filling besides those: from here on it mostly hosts more. */
const SEVERAL_PAIRS = 15_000;

export function areMany(fleet: Fleet): boolean {
  return pairsOf(fleet) > MOST_PAIRS;
}

export function areSeveral(fleet: Fleet): boolean {
  return pairsOf(fleet) > SEVERAL_PAIRS;
}

/** Nodes of a kind are filled alike while a class lasts, so classes bound the states as nodes do. */
function pairsOf({ classes, kinds, kindOf }: Fleet): number {
  return classes.length * Math.min(kindOf.length, classes.length * kinds.length);
}

/** Refusals after which a node is asked no more for a model. */
const MOST_REFUSALS = 2;
/** Nodes between two turns of others. */
const NODES_PER_TURN = 20;
/** What load counts for beside prices: it decides where prices are equal. */
const LOAD_WEIGHT = 1e-6;
/** How much fuller than on average nodes may be when everything fits and is spread out. */
const SPARE = 1.1;

/** The states of all nodes: filled as full as can be, or evenly where there is room for everything. */
export async function filledNodeByNode(space: StateSpace, bound: Bound): Promise<readonly NodeState[]> {
  const { fleet } = space;
  const costs = costsOf(space, bound);
  const full = await filledTo(space, costs, 1);
  if (full.left > 0) return full.states;
  const even = full.states.reduce((sum, state) => sum + fullness(space, state), 0) / fleet.kindOf.length;
  const spread = SPARE * even < 1 ? await filledTo(space, costs, SPARE * even) : full;
  return spread.left === 0 ? spread.states : full.states;
}

/** Busy share of what a node's accelerators may be busy. */
function fullness(space: StateSpace, state: NodeState): number {
  return space.utilization(state) / space.problem.scenario.limits.utilization / state.mixes.length;
}

/** The classes of one model in the order in which a kind takes them, with those before `next` used up. */
interface Queue {
  readonly waiting: readonly Waiting[];
  next: number;
}

interface Waiting {
  readonly application: ApplicationClass;
  /** What an instance costs for its weight; 0 or 1 before that: whether it costs less on another kind. */
  readonly cost: number;
  readonly elsewhere: 0 | 1;
  /** It does not even fit an idle node. */
  isImpossible: boolean;
}

/** Instances of each class that have no place yet, by class index. */
type Left = Int32Array;

/** Every node filled up to this share of its load. */
async function filledTo(space: StateSpace, costs: readonly Float64Array[], level: number) {
  const { fleet } = space;
  const left: Left = Int32Array.from(fleet.classes, ({ instances }) => instances.length);
  const queues = fleet.kinds.map((kind) => queuesOf(fleet, kind, costs));
  const states = Array.from(fleet.kindOf, (kind) => space.idle(fleet.kinds[kind] as NodeKind));
  for (const [done, node] of alternating(fleet).entries()) {
    if (done % NODES_PER_TURN === 0) await nextTurn();
    const kind = fleet.kinds[fleet.kindOf[node] as number] as NodeKind;
    // A space of its own: what is asked of this node is of no use for the next.
    const own = new StateSpace(space.problem, fleet);
    const filled = filledNode(own, kind, queues[kind.index] as Queue[], left, level);
    states[node] = space.state(kind, filled.mixes);
  }
  return { states, left: left.reduce((sum, count) => sum + count, 0) };
}

/** By kind and class: what one instance costs there for its weight, those first that cost least of all kinds there. */
function costsOf({ fleet }: StateSpace, { relaxation, prices }: Bound): readonly Float64Array[] {
  const costs = fleet.kinds.map(() => new Float64Array(fleet.classes.length).fill(Number.POSITIVE_INFINITY));
  for (const [index, { weight, uses }] of relaxation.classes.entries()) {
    for (const [kind, use] of uses.entries()) {
      if (use === null) continue;
      const load = Math.max(...use) * (fleet.kinds[kind] as NodeKind).nodes.length;
      const cost = usePrice(use, prices[kind] as readonly number[]) + LOAD_WEIGHT * load;
      (costs[kind] as Float64Array)[index] = cost / weight;
    }
  }
  return costs;
}

function queuesOf(fleet: Fleet, kind: NodeKind, costs: readonly Float64Array[]): Queue[] {
  const own = costs[kind.index] as Float64Array;
  const isElsewhere = ({ index }: ApplicationClass): 0 | 1 =>
    costs.some((other) => (other[index] as number) < (own[index] as number)) ? 1 : 0;
  const order = fleet.classes
    .filter(({ index }) => Number.isFinite(own[index] as number))
    .map(
      (application): Waiting => ({
        application,
        elsewhere: isElsewhere(application),
        cost: own[application.index] as number,
        isImpossible: false,
      }),
    )
    .sort(cheapestFirst);
  const byModel = new Map<string, Waiting[]>();
  for (const waiting of order) {
    const { model } = waiting.application.app;
    const known = byModel.get(model);
    if (known === undefined) byModel.set(model, [waiting]);
    else known.push(waiting);
  }
  return [...byModel.values()].map((waiting) => ({ waiting, next: 0 }));
}

/** Nodes such that every kind is used up evenly. */
function alternating({ kinds, kindOf }: Fleet): readonly number[] {
  const share = (position: number, of: number) => (position + 0.5) / of;
  const at = new Float64Array(kindOf.length);
  for (const { nodes } of kinds)
    for (const [position, node] of nodes.entries()) at[node] = share(position, nodes.length);
  return [...kindOf.keys()].sort((a, b) => (at[a] as number) - (at[b] as number) || a - b);
}

function cheapestFirst(a: Waiting, b: Waiting): number {
  return a.elsewhere - b.elsewhere || a.cost - b.cost || a.application.index - b.application.index;
}

/** One node filled, model by model, the one that costs least first; takes what it hosts from `left`. */
function filledNode(space: StateSpace, kind: NodeKind, queues: readonly Queue[], left: Left, level: number): NodeState {
  let state = space.idle(kind);
  const open = queues.flatMap((queue) => (firstLeft(queue, left) === null ? [] : [queue]));
  for (const queue of open.sort((a, b) => cheapestFirst(head(a), head(b))))
    state = withModel(space, state, queue, left, level);
  return state;
}

function head(queue: Queue): Waiting {
  return queue.waiting[queue.next] as Waiting;
}

/** With as many of a model as fit, until it was refused a few times. */
function withModel(space: StateSpace, start: NodeState, queue: Queue, left: Left, level: number): NodeState {
  const idle = space.idle(start.kind);
  let state = start;
  let refusals = 0;
  for (let at = queue.next; at < queue.waiting.length && refusals < MOST_REFUSALS; ) {
    const waiting = queue.waiting[at] as Waiting;
    const { index } = waiting.application;
    const isThere = !waiting.isImpossible && (left[index] as number) > 0;
    const next = isThere ? joinedSomewhere(space, state, waiting.application, level) : null;
    if (next !== null) {
      state = next;
      left[index] = (left[index] as number) - 1;
      continue;
    }
    if (isThere) refusals++;
    if (isThere && state === idle) waiting.isImpossible = true;
    at++;
  }
  return state;
}

/** The first class of which some are left; `null` where none is. */
function firstLeft(queue: Queue, left: Left): Waiting | null {
  for (; queue.next < queue.waiting.length; queue.next++) {
    const { application, isImpossible } = head(queue);
    if (!isImpossible && (left[application.index] as number) > 0) return head(queue);
  }
  return null;
}

/** With one more instance on the first accelerator that takes it; `null` where none does. */
function joinedSomewhere(
  space: StateSpace,
  state: NodeState,
  application: ApplicationClass,
  level: number,
): NodeState | null {
  for (const accelerator of space.distinctAccelerators(state)) {
    const next = space.joined(state, application, accelerator);
    if (space.fitsPools(next) && fullness(space, next) <= level && space.isFeasible(next)) return next;
  }
  return null;
}
