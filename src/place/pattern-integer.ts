/** From a master's patterns to nodes: whole numbers by integer programming, then surplus places emptied, gaps filled. */

import { hostedCounts, hostedWeight } from './assign.ts';
import type { ApplicationClass, Fleet } from './fleet.ts';
import type { HighsSolver } from './highs.ts';
import type { PatternMaster } from './pattern-master.ts';
import type { NodeState, StateSpace } from './states.ts';

export interface IntegerPatterns {
  /** The state of every node, all of them feasible. */
  readonly states: readonly NodeState[];
  /** No choice among the master's patterns hosts more weight, by the solver's word; infinite where it gave none. */
  readonly upperBound: number;
}

/**
 * The best choice of the master's patterns that the solver finds within `mostNodes` branchings, starting from
 * `incumbent` (whose states must be among the patterns). It may stop once
 * none can be better by more than `gap`.
 */
export async function choosePatterns(
  space: StateSpace,
  master: PatternMaster,
  solver: HighsSolver,
  incumbent: readonly NodeState[],
  mostNodes: number,
  gap: number,
): Promise<IntegerPatterns> {
  const { fleet } = space;
  const { classes } = fleet;
  const { patterns } = master;
  const areIntegers = new Uint8Array(classes.length + patterns.length).fill(1, classes.length);
  const answer = await solver.integer(master.program(), {
    areIntegers,
    start: startFrom(fleet, patterns, incumbent),
    mostNodes,
    absoluteGap: gap,
  });
  if (answer === null) return { states: incumbent, upperBound: Number.POSITIVE_INFINITY };
  const spread = laidOut(space, patterns, answer.values.subarray(classes.length));
  const states = toppedUp(space, withoutSurplus(space, spread));
  const isBetter = hostedWeight(fleet, states) > hostedWeight(fleet, incumbent);
  return { states: isBetter ? states : incumbent, upperBound: answer.bound };
}

/** The incumbent in the program's variables. */
function startFrom(fleet: Fleet, patterns: readonly NodeState[], incumbent: readonly NodeState[]): Float64Array {
  const position = new Map(patterns.map((state, k) => [state, fleet.classes.length + k]));
  const start = new Float64Array(fleet.classes.length + patterns.length);
  start.set(hostedCounts(fleet, incumbent));
  for (const state of incumbent) {
    const at = position.get(state);
    if (at !== undefined) start[at] = (start[at] as number) + 1;
  }
  return start;
}

/** Nodes of a kind in their order, the patterns in the master's; the rest stay idle. */
function laidOut(space: StateSpace, patterns: readonly NodeState[], nodes: Float64Array): NodeState[] {
  const { kinds, kindOf } = space.fleet;
  const states: NodeState[] = Array.from(kindOf, (kind) => space.idle(kinds[kind] as (typeof kinds)[number]));
  const used = new Int32Array(kinds.length);
  for (const [k, state] of patterns.entries()) {
    const { kind } = state;
    for (let taken = 0; taken < (nodes[k] as number); taken++) {
      const next = used[kind.index] as number;
      states[kind.nodes[next] as number] = state;
      used[kind.index] = next + 1;
    }
  }
  return states;
}

/**
 * Without the instances that there are not; a node that could not lose one and stay feasible is emptied.
 * `wanted`: instances of each class, where fewer are wanted than there are.
 */
export function withoutSurplus(
  space: StateSpace,
  start: readonly NodeState[],
  wanted: readonly number[] = space.fleet.classes.map(({ instances }) => instances.length),
): NodeState[] {
  const { fleet } = space;
  const states = [...start];
  const counts = hostedCounts(fleet, states);
  for (const application of fleet.classes) {
    let surplus = (counts[application.index] as number) - (wanted[application.index] as number);
    for (let node = states.length - 1; node >= 0 && surplus > 0; node--) {
      for (;;) {
        const state = states[node] as NodeState;
        const accelerator = surplus > 0 ? state.mixes.findIndex((mix) => hosts(mix, application)) : -1;
        if (accelerator === -1) break;
        const less = space.left(state, application, accelerator);
        if (!space.isFeasible(less)) break;
        states[node] = less;
        surplus--;
      }
    }
    for (let node = states.length - 1; node >= 0 && surplus > 0; node--) {
      const state = states[node] as NodeState;
      const hosted = state.mixes.flat().reduce((sum, [index, n]) => sum + (index === application.index ? n : 0), 0);
      if (hosted === 0) continue;
      for (const [index, n] of state.mixes.flat()) counts[index] = (counts[index] as number) - n;
      states[node] = space.idle(state.kind);
      surplus -= hosted;
    }
  }
  return states;
}

function hosts(mix: readonly (readonly [number, number])[], { index }: ApplicationClass): boolean {
  return mix.some(([hosted]) => hosted === index);
}

/** With every instance that is left out and that some node can still take, the most valuable first. */
export function toppedUp(space: StateSpace, start: readonly NodeState[]): NodeState[] {
  const { fleet } = space;
  const states = [...start];
  const counts = hostedCounts(fleet, states);
  const order = [...fleet.classes].sort((a, b) => b.app.weight - a.app.weight || a.index - b.index);
  for (const application of order) {
    let left = application.instances.length - (counts[application.index] as number);
    for (let node = 0; node < states.length && left > 0; node++) {
      for (let next = grown(space, states[node] as NodeState, application); next !== null && left > 0; left--) {
        states[node] = next;
        next = left > 1 ? grown(space, next, application) : null;
      }
    }
  }
  return states;
}

/** The state with one more instance, on the first accelerator that can take it; `null` where none can. */
export function grown(space: StateSpace, state: NodeState, application: ApplicationClass): NodeState | null {
  if (space.fleet.profile(application, state.kind) === null) return null;
  for (const accelerator of space.distinctAccelerators(state)) {
    const next = space.joined(state, application, accelerator);
    if (space.fitsPools(next) && space.isFeasible(next)) return next;
  }
  return null;
}
