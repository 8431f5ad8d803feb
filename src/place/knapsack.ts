/**
 * The traditional optimum: the greatest weight that fits by memory and plain utilisation, latency unasked. Small
 * instances are one integer program, solved exactly. Larger ones go accelerator by accelerator, each an exact
 * knapsack of what is left, beside an upper bound for the whole; `optimal` is said only where the bound is met.
 */

import type { Placement } from '../domain/scenario.ts';
import { assigned, hostedWeight } from './assign.ts';
import { roundedBound } from './bound.ts';
import { isWithin } from './constraints.ts';
import { type ApplicationClass, type Fleet, fleetOf, type NodeKind } from './fleet.ts';
import { type KnapsackNode, knapsackProgram, needOf, type Offer } from './knapsack-model.ts';
import { LinearSolver } from './lp.ts';
import type { PlacementProblem, PlacementResult } from './problem.ts';
import { bestPrices, lagrangianBound, type Relaxation, share } from './relaxation.ts';
import { type Mix, type NodeState, StateSpace } from './states.ts';

/**
 * Integer variables up to which javascript-lp-solver was right on every instance tried: spread over several
 * accelerators (1,000 random ones of up to 3 × 5 against brute force, at most 0.2 s), and on a single accelerator
 * (200 with 5 to 40 classes against dynamic programming, at most 1.7 s).
 */
const MOST_INTEGERS_SPREAD = 15;
const MOST_INTEGERS_SINGLE = 40;

/** A knapsack being packed: what every node hosts, and how many of each class are left. */
interface Packing {
  readonly space: StateSpace;
  readonly solver: LinearSolver;
  readonly states: NodeState[];
  readonly left: Int32Array;
}

/** Counts of the classes offered, for each accelerator asked about; `null` where the solver gave nothing to believe. */
type Counts = readonly (readonly number[])[] | null;

/** Places the greatest weight that memory and plain utilisation allow, or says how far from it that may be. */
export async function placeByKnapsack(problem: PlacementProblem): Promise<PlacementResult> {
  const solver = new LinearSolver();
  try {
    const { fleet, states, method } = await packed(problem, solver);
    const placement = assigned(fleet, states);
    const weight = hostedWeight(fleet, states);
    if (method === 'whole') return { placement, status: 'optimal', upperBound: weight };
    const relaxation = knapsackRelaxation(fleet, problem);
    const upperBound = roundedBound(fleet, lagrangianBound(relaxation, await bestPrices(relaxation, solver)));
    const status = weight >= upperBound ? 'optimal' : method === 'bins' ? 'feasible' : 'stopped';
    return { placement, status, upperBound };
  } finally {
    await solver.close();
  }
}

/** The placement of `placeByKnapsack` without its bound, by a solver that stays open: for those who ask many times. */
export async function packByKnapsack(problem: PlacementProblem, solver: LinearSolver): Promise<Placement> {
  const { fleet, states } = await packed(problem, solver);
  return assigned(fleet, states);
}

/** `whole`: one exact program. `bins`: accelerator by accelerator, each exactly. `heuristic`: some of them not. */
interface Packed {
  readonly fleet: Fleet;
  readonly states: readonly NodeState[];
  readonly method: 'whole' | 'bins' | 'heuristic';
}

async function packed(problem: PlacementProblem, solver: LinearSolver): Promise<Packed> {
  const fleet = fleetOf(problem.scenario);
  const space = new StateSpace(problem, fleet);
  const exact = emptyPacking(space, solver);
  if (await packedExactly(exact)) return { fleet, states: exact.states, method: 'whole' };
  const { packing, isExact } = await packedOneByOne(space, solver);
  return { fleet, states: packing.states, method: isExact ? 'bins' : 'heuristic' };
}

function emptyPacking(space: StateSpace, solver: LinearSolver): Packing {
  const { classes, kinds, kindOf } = space.fleet;
  return {
    space,
    solver,
    states: Array.from(kindOf, (kind) => space.idle(kinds[kind] as NodeKind)),
    left: Int32Array.from(classes, ({ instances }) => instances.length),
  };
}

/** Accelerator after accelerator, once with the kinds of nodes in scenario order and once backwards; the heavier. */
async function packedOneByOne(space: StateSpace, solver: LinearSolver) {
  const { fleet } = space;
  const orders = fleet.kinds.length > 1 ? [fleet.kinds, [...fleet.kinds].reverse()] : [fleet.kinds];
  let best: { packing: Packing; isExact: boolean; weight: number } | null = null;
  for (const kinds of orders) {
    const packing = emptyPacking(space, solver);
    const isExact = await filledInOrder(
      packing,
      kinds.flatMap(({ nodes }) => [...nodes]),
    );
    const weight = hostedWeight(fleet, packing.states);
    if (best === null || weight > best.weight) best = { packing, isExact, weight };
  }
  return best ?? { packing: emptyPacking(space, solver), isExact: true };
}

/** Solves the whole as one program if it is small; whether it did. */
async function packedExactly(packing: Packing): Promise<boolean> {
  const { space, states } = packing;
  const offers = offersOf(packing, () => true);
  const accelerators = states.reduce((sum, { kind }) => sum + kind.node.accelerators, 0);
  const most = accelerators === 1 ? MOST_INTEGERS_SINGLE : MOST_INTEGERS_SPREAD;
  if (accelerators * offers.length > most) return false;
  const nodes = states.map(({ kind }) => knapsackNode(space, kind, kind.node.accelerators, 0));
  const counts = await solved(packing, nodes, offers);
  if (counts === null) return false;
  let bin = 0;
  const filled = states.map(({ kind }) =>
    space.state(
      kind,
      Array.from({ length: kind.node.accelerators }, () => mixOf(offers, counts[bin++] as readonly number[])),
    ),
  );
  if (!filled.every((state) => fitsKnapsack(space, state))) return false;
  for (const [node, state] of filled.entries()) states[node] = state;
  return true;
}

/** Fills these nodes in this order; whether every knapsack on the way was solved exactly. */
async function filledInOrder(packing: Packing, nodes: readonly number[]): Promise<boolean> {
  const { space, states } = packing;
  const known = new Map<string, Filling>();
  let isExact = true;
  for (const node of nodes) {
    const { accelerators } = (states[node] as NodeState).kind.node;
    for (let accelerator = 0; accelerator < accelerators; accelerator++) {
      const state = states[node] as NodeState;
      const question = `${state.kind.index} ${accelerator} ${state.memory}`;
      const before = known.get(question);
      // The best mix of a like accelerator is still the best while it is still to be had: there is only less choice.
      const isStillBest = before !== undefined && isLeft(packing, before.mix);
      const filling = isStillBest ? before : await bestMix(packing, state, accelerator);
      isExact &&= filling.isExact;
      known.set(question, filling);
      take(packing, filling.mix);
      states[node] = withMix(space, state, accelerator, filling.mix);
    }
  }
  return isExact;
}

/** What to put on one accelerator, and whether that is the exact answer of its knapsack. */
interface Filling {
  readonly mix: Mix;
  readonly isExact: boolean;
}

function isLeft({ left }: Packing, mix: Mix): boolean {
  return mix.every(([index, count]) => count <= (left[index] as number));
}

function take({ left }: Packing, mix: Mix): void {
  for (const [index, count] of mix) left[index] = (left[index] as number) - count;
}

function withMix(space: StateSpace, state: NodeState, accelerator: number, mix: Mix): NodeState {
  return space.state(
    state.kind,
    state.mixes.map((other, k) => (k === accelerator ? mix : other)),
  );
}

/** The best mix for one accelerator of what is left; by weight for room where there is no exact answer. */
async function bestMix(packing: Packing, state: NodeState, accelerator: number): Promise<Filling> {
  const { space } = packing;
  const { kind } = state;
  const all = offersOf(packing, ({ index }) => densityOn(space, index, kind) > 0);
  if (all.length === 0) return { mix: [], isExact: true };
  const byDensity = [...all].sort(
    (a, b) => densityOn(space, b.application.index, kind) - densityOn(space, a.application.index, kind),
  );
  const offers = byDensity.slice(0, MOST_INTEGERS_SINGLE);
  const counts = await solved(packing, [knapsackNode(space, kind, 1, state.memory)], offers);
  const mix = counts === null ? null : mixOf(offers, counts[0] as readonly number[]);
  if (mix !== null && fitsKnapsack(space, withMix(space, state, accelerator, mix))) {
    return { mix, isExact: offers.length === all.length };
  }
  return { mix: mixByDensity(space, state, accelerator, byDensity), isExact: false };
}

/** Weight for the largest share of a node's room that one instance takes; 0 where it cannot go. */
function densityOn({ fleet, problem }: StateSpace, classIndex: number, kind: NodeKind): number {
  const application = fleet.classes[classIndex] as ApplicationClass;
  const need = needOf(fleet, problem, application, kind);
  if (need === null) return 0;
  const room = problem.scenario.limits.memory * kind.node.memory;
  return application.app.weight / Math.max(need.utilization, need.memory / room);
}

/** Densest first, as many of each as fit. */
function mixByDensity(space: StateSpace, state: NodeState, accelerator: number, offers: readonly Offer[]): Mix {
  let filled = state;
  for (const { application, count } of offers) {
    for (let k = 0; k < count; k++) {
      const next = space.joined(filled, application, accelerator);
      if (!fitsKnapsack(space, next)) break;
      filled = next;
    }
  }
  return filled.mixes[accelerator] as Mix;
}

/** Classes with something left that `accepts` allows. */
function offersOf({ space, left }: Packing, accepts: (application: ApplicationClass) => boolean): Offer[] {
  return space.fleet.classes
    .map((application) => ({ application, count: left[application.index] as number }))
    .filter(({ application, count }) => count > 0 && accepts(application));
}

function knapsackNode({ problem }: StateSpace, kind: NodeKind, accelerators: number, used: number): KnapsackNode {
  return { kind, accelerators, memory: problem.scenario.limits.memory * kind.node.memory - used };
}

/** Asks the solver; counts by accelerator, nodes in order. */
async function solved(
  { space, solver }: Packing,
  nodes: readonly KnapsackNode[],
  offers: readonly Offer[],
): Promise<Counts> {
  if (nodes.some(({ memory }) => !(memory > 0))) return null;
  const { program, columns } = knapsackProgram(space.fleet, space.problem, nodes, offers);
  const values = await solver.solve(program);
  if (values === null) return null;
  const first = nodes.map((_, node) => nodes.slice(0, node).reduce((sum, { accelerators }) => sum + accelerators, 0));
  const bins = nodes.reduce((sum, { accelerators }) => sum + accelerators, 0);
  const counts = Array.from({ length: bins }, () => offers.map(() => 0));
  for (const [index, { node, accelerator, offer }] of columns.entries()) {
    (counts[(first[node] as number) + accelerator] as number[])[offer] = values[index] as number;
  }
  return counts;
}

function mixOf(offers: readonly Offer[], counts: readonly number[]): Mix {
  return offers
    .map(({ application }, k): [number, number] => [application.index, counts[k] as number])
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b);
}

/** Memory and plain utilisation, recomputed from the state: no answer of the solver is taken on trust. */
function fitsKnapsack(space: StateSpace, state: NodeState): boolean {
  const { fleet, problem } = space;
  const isRoomy = state.mixes.every((mix) => {
    const load = mix.reduce((sum, [index, count]) => {
      const need = needOf(fleet, problem, fleet.classes[index] as ApplicationClass, state.kind);
      return sum + count * (need?.utilization ?? Number.POSITIVE_INFINITY);
    }, 0);
    return isWithin(load, 1);
  });
  return isRoomy && space.fitsMemory(state);
}

/** Nodes of a kind poured into one, instances divisible, shared copies left out (their share may be arbitrarily thin). */
function knapsackRelaxation(fleet: Fleet, problem: PlacementProblem): Relaxation {
  const room = problem.scenario.limits.memory;
  return {
    kinds: fleet.kinds.length,
    resources: 2,
    classes: fleet.classes.map((application) => ({
      weight: application.app.weight,
      count: application.instances.length,
      uses: fleet.kinds.map((kind) => {
        const need = needOf(fleet, problem, application, kind);
        const { node, nodes } = kind;
        const memory = room * node.memory * nodes.length;
        return need && [need.utilization / (node.accelerators * nodes.length), share(need.memory, memory)];
      }),
      most: fleet.kinds.map((kind) => mostOn(fleet, problem, application, kind)),
    })),
  };
}

/** Whole instances per accelerator times accelerators; whole instances per node by memory, times nodes; the less. */
function mostOn(fleet: Fleet, problem: PlacementProblem, application: ApplicationClass, kind: NodeKind): number {
  const need = needOf(fleet, problem, application, kind);
  if (need === null) return 0;
  const { node, nodes } = kind;
  const free = problem.scenario.limits.memory * node.memory - need.sharedMemory;
  const byUtilization = whole(1 / need.utilization) * node.accelerators;
  const byMemory = free < 0 ? 0 : need.memory === 0 ? Number.POSITIVE_INFINITY : whole(free / need.memory);
  return Math.min(application.instances.length, Math.min(byUtilization, byMemory) * nodes.length);
}

/** Whole part, with a sum that rounding left just short of a whole number counted as that number. */
function whole(amount: number): number {
  return Math.floor(amount * (1 + 1e-9));
}
