/**
 * The greatest weight that is still hosted after the loss of any N nodes: what the worst remaining cluster hosts is
 * offered to the others, and what one of them cannot host is given up, until all agree. No more can be hosted than on
 * the remaining cluster with the least bound.
 */

import { emptyPlacement, type Placement, type Scenario } from '../domain/scenario.ts';
import type { Survival } from '../domain/survival.ts';
import { type Fleet, fleetOf } from './fleet.ts';
import { lossVectors } from './losses.ts';
import type { PlacementProblem, PlacementResult } from './problem.ts';
import type { StateCounts } from './rehost.ts';
import { hostedEverywhere, type Placer, placeAsFound, rehostedAnew, remainingProblem } from './remaining.ts';
import { placedByGroup, resized } from './resized.ts';
import { StateSpace } from './states.ts';
import { MOST_LOSSES, survivalOfPlacement } from './survive.ts';

export interface SurvivingResult extends PlacementResult {
  readonly survival: Survival;
}

/**
 * As much as it finds that survives, with a bound on the weight of all that does; `null` where more losses differ than
 * it looks at. Each search for a placement has `problem.steps`.
 */
export async function placeSurviving(problem: PlacementProblem, losses: number): Promise<SurvivingResult | null> {
  const fleet = fleetOf(problem.scenario);
  const sizes = fleet.kinds.map(({ nodes }) => nodes.length);
  const vectors = lossVectors(sizes, losses, MOST_LOSSES);
  if (vectors === null) return null;
  const worst = await worstOf(problem, fleet, vectors);
  const agreed = await agreedByAll(problem, fleet, vectors, worst.apps);
  const placement = placedAgain(problem, agreed);
  const again: Placer = async (remaining) => {
    const states = agreed.byNodes.get(nodesKey(remaining.scenario));
    if (states === undefined) return placeAsFound(remaining);
    return { placement: hostedEverywhere(remaining, states, 'likeness'), upperBound: null };
  };
  const survival = await survivalOfPlacement(problem, placement, losses, again);
  const weight = problem.scenario.apps.reduce((sum, app, k) => sum + app.weight * (agreed.apps[k] as number), 0);
  const status = weight >= worst.upperBound ? 'optimal' : 'feasible';
  return { placement, status, upperBound: worst.upperBound, survival };
}

/** What the remaining cluster with the least bound hosts, by application group, and that bound. */
async function worstOf(problem: PlacementProblem, fleet: Fleet, vectors: readonly (readonly number[])[]) {
  const all = problem.scenario.apps.map(({ count }) => count);
  let worst: { apps: readonly number[]; upperBound: number } | null = null;
  for (const lost of vectors) {
    const { placement, upperBound } = await placeAsFound(remainingProblem(problem, fleet, lost, all));
    const apps = placedByGroup(problem.scenario, placement.node);
    const bound = upperBound ?? Number.POSITIVE_INFINITY;
    if (worst === null || bound < worst.upperBound) worst = { apps, upperBound: bound };
  }
  if (worst === null) throw new Error('there is always a way to lose nodes');
  return worst;
}

interface Agreed {
  /** Instances of each application group that every remaining cluster hosts. */
  readonly apps: readonly number[];
  /** How each of them does, by its numbers of nodes. */
  readonly byNodes: ReadonlyMap<string, StateCounts>;
}

/** From what one cluster hosts to what all do: whatever finds no place in one is given up in all. */
async function agreedByAll(
  problem: PlacementProblem,
  fleet: Fleet,
  vectors: readonly (readonly number[])[],
  offered: readonly number[],
): Promise<Agreed> {
  const space = new StateSpace(problem, fleet);
  let apps = offered;
  for (;;) {
    const byNodes = new Map<string, StateCounts>();
    for (const lost of vectors) {
      const remaining = remainingProblem(problem, fleet, lost, apps);
      const { states, unhosted } = await rehostedAnew(space, remaining);
      if (states === null) apps = apps.map((count, k) => count - (unhosted[k] as number));
      else byNodes.set(nodesKey(remaining.scenario), states);
    }
    if (byNodes.size === vectors.length) return { apps, byNodes };
  }
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
