/**
 * The greatest weight that is still hosted after the loss of any N nodes: the same applications must fit each cluster
 * that a loss leaves, so one program chooses them and the patterns of all these clusters together. (Taking what the
 * worst cluster hosts best and giving up what the others cannot host loses a tenth: different clusters are best at
 * different applications.)
 */

import { emptyPlacement, type Placement, type Scenario } from '../domain/scenario.ts';
import type { Survival } from '../domain/survival.ts';
import { hostedCounts } from './assign.ts';
import { isReached } from './bound.ts';
import { type ApplicationClass, type Fleet, fleetOf, offeredWeight } from './fleet.ts';
import { HighsSolver } from './highs.ts';
import { generateJointly } from './joint-columns.ts';
import { JointMaster } from './joint-master.ts';
import { lossVectors } from './losses.ts';
import { searchBest } from './optimal.ts';
import { grown, withoutSurplus } from './pattern-integer.ts';
import { roomOf } from './pattern-room.ts';
import type { PlacementProblem, PlacementResult } from './problem.ts';
import { countStates, type StateCounts } from './rehost.ts';
import { hostedEverywhere, type Placer, placeAsFound, remainingProblem, translated } from './remaining.ts';
import { resized } from './resized.ts';
import { type NodeState, StateSpace } from './states.ts';
import { StepCount } from './steps.ts';
import { MOST_LOSSES, survivalOfPlacement } from './survive.ts';
import { inSteps, inWholeWeights } from './whole-weights.ts';

export interface SurvivingResult extends PlacementResult {
  readonly survival: Survival;
}

/** Share of the steps for one placement on each remaining cluster alone; the joint program has the rest. */
const ALONE_SHARE = 0.5;
const MOST_BRANCHES = 500;

/**
 * As much as it finds that survives, with a bound on the weight of all that does; `null` where more losses differ than
 * it looks at.
 */
export async function placeSurviving(given: PlacementProblem, losses: number): Promise<SurvivingResult | null> {
  const { problem, step } = inWholeWeights(given);
  const fleet = fleetOf(problem.scenario);
  const counts = fleet.kinds.map(({ nodes }) => nodes.length);
  const vectors = lossVectors(counts, losses, MOST_LOSSES);
  if (vectors === null) return null;
  const { clusters, upperBound, isStopped } = await hostedByAll(problem, fleet, vectors);
  const hosted = hostedCounts(fleet, clusters[0] as readonly NodeState[]);
  const apps = groupCounts(problem.scenario, fleet, hosted);
  const byNodes = new Map(
    clusters.map((states, v) => {
      const remaining = remainingProblem(problem, fleet, vectors[v] as readonly number[], apps);
      return [nodesKey(remaining.scenario), countStates(states)] as const;
    }),
  );
  const placement = placedAgain(problem, { apps, byNodes });
  const again: Placer = async (remaining) => {
    const states = byNodes.get(nodesKey(remaining.scenario));
    if (states === undefined) return placeAsFound(remaining);
    return { placement: hostedEverywhere(remaining, states, 'likeness'), upperBound: null };
  };
  const survival = await survivalOfPlacement(given, placement, losses, again);
  const weight = fleet.classes.reduce((sum, { app, index }) => sum + app.weight * (hosted[index] as number), 0);
  const status = isReached(fleet, weight, upperBound) ? 'optimal' : isStopped ? 'stopped' : 'feasible';
  return { placement, status, upperBound: inSteps(upperBound, step), survival };
}

interface Agreed {
  /** Instances of each application group that every remaining cluster hosts. */
  readonly apps: readonly number[];
  /** How each of them does, by its numbers of nodes. */
  readonly byNodes: ReadonlyMap<string, StateCounts>;
}

/** The states of every remaining cluster, all of which host the same, and a bound on what they can. */
async function hostedByAll(problem: PlacementProblem, fleet: Fleet, vectors: readonly (readonly number[])[]) {
  const space = new StateSpace(problem, fleet);
  const sizes = vectors.map((lost) => fleet.kinds.map(({ nodes }, k) => nodes.length - (lost[k] as number)));
  const master = new JointMaster(fleet, sizes);
  const all = problem.scenario.apps.map(({ count }) => count);
  const stepsAlone = Math.floor((ALONE_SHARE * problem.steps) / vectors.length);
  let upperBound = offeredWeight(fleet);
  for (const lost of vectors) {
    const alone = await searchBest({ ...remainingProblem(problem, fleet, lost, all), steps: stepsAlone });
    upperBound = Math.min(upperBound, alone.upperBound);
    for (const state of alone.states) master.add(translated(space, state));
  }
  const steps = new StepCount(space, Math.floor((1 - ALONE_SHARE) * problem.steps));
  const rooms = fleet.kinds.map((kind) => roomOf(space, kind));
  const solver = new HighsSolver();
  try {
    upperBound = Math.min(upperBound, await generateJointly(space, rooms, sizes, master, solver, steps));
    const { classes } = fleet;
    const program = master.program();
    const areIntegers = new Uint8Array(program.columns.cost.length).fill(1, classes.length);
    const answer = await solver.integer(program, {
      areIntegers,
      start: null,
      mostNodes: MOST_BRANCHES,
      absoluteGap: 0,
    });
    const values = answer?.values ?? new Float64Array(program.columns.cost.length);
    const clusters = sizes.map((nodes, v) => {
      const from = classes.length + v * master.patterns.length;
      return laidOut(space, nodes, master.patterns, values.subarray(from, from + master.patterns.length));
    });
    return { clusters: toppedUp(space, levelled(space, clusters)), upperBound, isStopped: steps.isSpent };
  } finally {
    await solver.close();
  }
}

/** A cluster's nodes in these patterns, the rest idle. */
function laidOut(
  space: StateSpace,
  sizes: readonly number[],
  patterns: readonly NodeState[],
  nodes: Float64Array,
): NodeState[] {
  const left = [...sizes];
  const states: NodeState[] = [];
  for (const [p, state] of patterns.entries()) {
    const count = nodes[p] as number;
    left[state.kind.index] = (left[state.kind.index] as number) - count;
    for (let n = 0; n < count; n++) states.push(state);
  }
  const idle = space.fleet.kinds.flatMap((kind, k) => new Array<NodeState>(left[k] as number).fill(space.idle(kind)));
  return [...states, ...idle];
}

/** Every cluster with no more of any class than the one that hosts the fewest. */
function levelled(space: StateSpace, clusters: readonly (readonly NodeState[])[]): NodeState[][] {
  let states = clusters.map((one) => [...one]);
  for (;;) {
    const counts = states.map((one) => hostedCounts(space.fleet, one));
    const fewest = space.fleet.classes.map(({ index, instances }) =>
      Math.min(instances.length, ...counts.map((count) => count[index] as number)),
    );
    if (counts.every((count) => fewest.every((few, index) => count[index] === few))) return states;
    // Where a node cannot lose one and stay feasible it is emptied, and then the others must follow.
    states = states.map((one) => withoutSurplus(space, one, fewest));
  }
}

/** One more of a class, the most valuable first, wherever every cluster can take it. */
function toppedUp(space: StateSpace, clusters: readonly NodeState[][]): NodeState[][] {
  const states = clusters.map((one) => [...one]);
  const hosted = hostedCounts(space.fleet, states[0] as NodeState[]);
  const order = [...space.fleet.classes].sort((a, b) => b.app.weight - a.app.weight || a.index - b.index);
  for (const application of order) {
    for (let left = application.instances.length - (hosted[application.index] as number); left > 0; left--) {
      const places = states.map((one) => placeFor(space, one, application));
      if (places.includes(null)) break;
      for (const [v, place] of places.entries())
        (states[v] as NodeState[])[place?.node as number] = place?.next as NodeState;
    }
  }
  return states;
}

/** The first node that can take one more of a class, and its state then; `null` where none can. */
function placeFor(space: StateSpace, states: readonly NodeState[], application: ApplicationClass) {
  for (const [node, state] of states.entries()) {
    const next = grown(space, state, application);
    if (next !== null) return { node, next };
  }
  return null;
}

/** Instances of every group when so many of each class are hosted, the first groups first. */
function groupCounts({ apps }: Scenario, { classOf }: Fleet, hosted: Int32Array): number[] {
  const left = Int32Array.from(hosted);
  return apps.map(({ firstIndex, count }) => {
    if (count === 0) return 0;
    const index = classOf[firstIndex] as number;
    const taken = Math.min(count, left[index] as number);
    left[index] = (left[index] as number) - taken;
    return taken;
  });
}

function nodesKey({ nodes }: Scenario): string {
  return nodes.map(({ count }) => count).join();
}

/** What was agreed, placed on the whole cluster: there it has more room than on any that is left after a loss. */
function placedAgain(problem: PlacementProblem, { apps, byNodes }: Agreed): Placement {
  const { scenario } = problem;
  const [states] = byNodes.values();
  const placement = emptyPlacement(scenario.apps.reduce((sum, { count }) => sum + count, 0));
  if (states === undefined) return placement;
  const nodes = scenario.nodes.map(({ count }) => count);
  const chosen = { ...problem, scenario: resized(scenario, nodes, apps) };
  const found = hostedEverywhere(chosen, states, 'likeness');
  for (const [k, app] of scenario.apps.entries()) {
    const from = chosen.scenario.apps[k]?.firstIndex as number;
    const count = apps[k] as number;
    placement.node.set(found.node.subarray(from, from + count), app.firstIndex);
    placement.accelerator.set(found.accelerator.subarray(from, from + count), app.firstIndex);
  }
  return placement;
}
