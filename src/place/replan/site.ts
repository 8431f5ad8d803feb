/**
 * The cluster while a plan is repaired: the state of every node, where it began, and what the difference costs in
 * moves, starts and stops. Changes can be taken back, so that a repair may be tried.
 *
 * Equal applications are interchangeable: of a class only counts are kept, and its moves are the fewest that turn one
 * set of counts into the other.
 */

import { hostedCounts } from '../assign.ts';
import type { ApplicationClass } from '../fleet.ts';
import type { NodeState, StateSpace } from '../states.ts';

/** Of one class on one node, against where the node began. */
interface Difference {
  readonly index: number;
  readonly departures: number;
  readonly arrivals: number;
}

export class Site {
  readonly space: StateSpace;
  /** The state in which every node began. */
  readonly origin: readonly NodeState[];
  readonly #states: NodeState[];
  readonly #members = new Map<NodeState, Set<number>>();
  readonly #differences = new Map<NodeState, Map<NodeState, readonly Difference[]>>();
  /** By class: instances that ran, on a node that is gone or on one that is there. */
  readonly #running: Int32Array;
  readonly #displaced: Int32Array;
  readonly #hosted: Int32Array;
  readonly #departures: Int32Array;
  readonly #arrivals: Int32Array;
  readonly #log: [number, NodeState][] = [];
  readonly #changed = new Set<number>();
  #moves = 0;

  /** `displaced`: by class, instances that ran where nothing can run any more. */
  constructor(space: StateSpace, origin: readonly NodeState[], displaced: Int32Array) {
    const { classes } = space.fleet;
    this.space = space;
    this.origin = origin;
    this.#states = [...origin];
    for (const [node, state] of origin.entries()) this.#membersOf(state).add(node);
    this.#displaced = displaced;
    this.#hosted = hostedCounts(space.fleet, origin);
    this.#running = this.#hosted.map((count, index) => count + (displaced[index] as number));
    this.#departures = new Int32Array(classes.length);
    this.#arrivals = new Int32Array(classes.length);
  }

  get states(): readonly NodeState[] {
    return this.#states;
  }

  stateOf(node: number): NodeState {
    return this.#states[node] as NodeState;
  }

  /** The distinct states in use, each with its nodes. */
  get members(): ReadonlyMap<NodeState, ReadonlySet<number>> {
    return this.#members;
  }

  /** Instances that ran and run elsewhere now, all classes together. */
  get moves(): number {
    return this.#moves;
  }

  /** By class: instances that ran. */
  get running(): Int32Array {
    return this.#running;
  }

  /** Instances of a class that ran and run no longer. */
  stopped({ index }: ApplicationClass): number {
    return Math.max(0, (this.#running[index] as number) - (this.#hosted[index] as number));
  }

  /** Instances of a class that run and did not. */
  started({ index }: ApplicationClass): number {
    return Math.max(0, (this.#hosted[index] as number) - (this.#running[index] as number));
  }

  /** Instances of a class that do not run, whether they ran or not. */
  out({ index, instances }: ApplicationClass): number {
    return instances.length - (this.#hosted[index] as number);
  }

  get hostedWeight(): number {
    return this.space.fleet.classes.reduce((sum, { app, index }) => sum + app.weight * (this.#hosted[index] ?? 0), 0);
  }

  /** The nodes that host something else than they did. */
  get changed(): ReadonlySet<number> {
    return this.#changed;
  }

  /** Lets a node host something else. */
  set(node: number, next: NodeState): void {
    this.#log.push([node, this.stateOf(node)]);
    this.#change(node, next);
  }

  /** A point to return to. */
  get mark(): number {
    return this.#log.length;
  }

  /** Takes back every change since `mark`. */
  rollback(mark: number): void {
    while (this.#log.length > mark) {
      const [node, state] = this.#log.pop() as [number, NodeState];
      this.#change(node, state);
    }
  }

  /** Instances of a class that left a node's accelerator, less those that came: below 0 where more came. */
  left(node: number, { index }: ApplicationClass, accelerator: number): number {
    const countIn = ({ mixes }: NodeState) => mixes[accelerator]?.find(([other]) => other === index)?.[1] ?? 0;
    return countIn(this.origin[node] as NodeState) - countIn(this.stateOf(node));
  }

  #change(node: number, next: NodeState): void {
    const origin = this.origin[node] as NodeState;
    const before = this.stateOf(node);
    const nodes = this.#membersOf(before);
    nodes.delete(node);
    if (nodes.size === 0) this.#members.delete(before);
    this.#count(origin, before, -1);
    this.#states[node] = next;
    this.#membersOf(next).add(node);
    this.#count(origin, next, 1);
    if (next === origin) this.#changed.delete(node);
    else this.#changed.add(node);
  }

  #count(origin: NodeState, state: NodeState, sign: 1 | -1): void {
    for (const { index, departures, arrivals } of this.#difference(origin, state)) {
      this.#moves -= this.#movesOf(index);
      this.#departures[index] = (this.#departures[index] as number) + sign * departures;
      this.#arrivals[index] = (this.#arrivals[index] as number) + sign * arrivals;
      this.#hosted[index] = (this.#hosted[index] as number) + sign * (arrivals - departures);
      this.#moves += this.#movesOf(index);
    }
  }

  #movesOf(index: number): number {
    const homeless = (this.#departures[index] as number) + (this.#displaced[index] as number);
    return Math.min(homeless, this.#arrivals[index] as number);
  }

  #difference(origin: NodeState, state: NodeState): readonly Difference[] {
    if (origin === state) return [];
    const known = this.#differences.get(origin) ?? new Map<NodeState, readonly Difference[]>();
    this.#differences.set(origin, known);
    const difference = known.get(state) ?? differenceBetween(origin, state);
    known.set(state, difference);
    return difference;
  }

  #membersOf(state: NodeState): Set<number> {
    const known = this.#members.get(state) ?? new Set<number>();
    this.#members.set(state, known);
    return known;
  }
}

function differenceBetween(origin: NodeState, state: NodeState): readonly Difference[] {
  const differences: Difference[] = [];
  for (const [accelerator, mix] of origin.mixes.entries()) {
    const now = new Map(state.mixes[accelerator]);
    for (const [index, count] of mix) {
      const change = (now.get(index) ?? 0) - count;
      now.delete(index);
      if (change !== 0) differences.push({ index, departures: Math.max(0, -change), arrivals: Math.max(0, change) });
    }
    for (const [index, count] of now) differences.push({ index, departures: 0, arrivals: count });
  }
  return differences;
}
