/**
 * A repair made better: a few nodes are emptied and filled again with what they hosted and with those that found no
 * place, each class preferably where it began. Kept is what hosts more weight, or the same with fewer moves.
 */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { hostedCounts } from '../assign.ts';
import type { ApplicationClass } from '../fleet.ts';
import type { NodeState } from '../states.ts';
import type { StepCount } from '../steps.ts';
import type { Site } from './site.ts';

/** Nodes emptied at a time. */
const FEWEST = 2;
const MOST = 4;
/** Rounds without gain after which it ends. */
const PATIENCE = 4_000;
/**
 * Hosting one more application is worth so many moves: what costs more is no repair any more. (A plan made anew hosts
 * the most; it is shown beside the repair.)
 */
export const MOVES_PER_APPLICATION = 8;

export interface RefillGoal {
  /** Classes that are offered, heaviest load first. */
  readonly order: readonly ApplicationClass[];
  /** Nothing is gained by fewer moves than these when nobody is stopped. */
  readonly atLeast: number;
  readonly mostMoves: number;
  readonly seed: number;
}

/** Improves a site's states in place until nothing is gained for long, or the steps are spent. */
export function refill(site: Site, { order, atLeast, mostMoves, seed }: RefillGoal, steps: StepCount): void {
  const random = xoroshiro128plus(seed);
  const draw = () => uniformFloat64(random);
  const isDone = () => site.moves + stops(site, order) <= atLeast && stops(site, order) === 0;
  for (let idle = 0; idle < PATIENCE && !isDone() && !steps.isSpent; idle++) {
    const changed = [...site.changed];
    const nodes = new Set<number>();
    const wanted = uniformInt(random, FEWEST, MOST);
    for (let k = 0; k < wanted; k++) {
      const isOfChanged = changed.length > 0 && k < wanted - 1;
      nodes.add(
        isOfChanged
          ? (changed[uniformInt(random, 0, changed.length - 1)] as number)
          : uniformInt(random, 0, site.states.length - 1),
      );
    }
    if (isGain(site, [...nodes], order, mostMoves, draw)) idle = -1;
  }
}

/** Tries one refilling; whether it was better and so is kept. */
function isGain(
  site: Site,
  nodes: readonly number[],
  order: readonly ApplicationClass[],
  mostMoves: number,
  draw: () => number,
): boolean {
  const { mark, moves, hostedWeight } = site;
  const stopped = stops(site, order);
  const pool = hostedCounts(
    site.space.fleet,
    nodes.map((node) => site.stateOf(node)),
  );
  for (const application of order) {
    pool[application.index] = (pool[application.index] as number) + site.stopped(application);
  }
  for (const node of nodes) site.set(node, site.space.idle(site.stateOf(node).kind));
  fill(site, nodes, shuffledSomewhat(order, draw), pool, draw());
  const won = stopped - stops(site, order);
  const isHeavier = site.hostedWeight > hostedWeight && site.moves - moves <= MOVES_PER_APPLICATION * Math.max(1, won);
  const isShorter = site.hostedWeight === hostedWeight && site.moves < moves;
  if ((isHeavier || isShorter) && site.moves <= mostMoves) return true;
  site.rollback(mark);
  return false;
}

/** Instances that ran and run no longer. */
export function stops(site: Site, order: readonly ApplicationClass[]): number {
  return order.reduce((sum, application) => sum + site.stopped(application), 0);
}

/** The order with neighbours sometimes exchanged. */
function shuffledSomewhat(order: readonly ApplicationClass[], draw: () => number): readonly ApplicationClass[] {
  const keys = order.map((_, k) => k + 0.4 * order.length * draw());
  return [...order.keys()]
    .sort((a, b) => (keys[a] as number) - (keys[b] as number))
    .map((k) => order[k] as ApplicationClass);
}

/** Each instance where it costs least: the load that it adds, and `strangeness` where it did not run. */
function fill(
  site: Site,
  nodes: readonly number[],
  order: readonly ApplicationClass[],
  pool: Int32Array,
  strangeness: number,
): void {
  for (const application of order) {
    for (let left = pool[application.index] as number; left > 0; left--) {
      const place = cheapest(site, nodes, application, strangeness);
      if (place === null) break;
      site.set(place.node, place.next);
    }
  }
}

function cheapest(site: Site, nodes: readonly number[], application: ApplicationClass, strangeness: number) {
  const { space } = site;
  let best: { node: number; next: NodeState; cost: number } | null = null;
  for (const node of nodes) {
    const state = site.stateOf(node);
    if (space.fleet.profile(application, state.kind) === null) continue;
    for (const accelerator of state.mixes.keys()) {
      const next = space.joined(state, application, accelerator);
      if (!space.fitsPools(next) || !space.fitsUtilization(next)) continue;
      const isHome = site.left(node, application, accelerator) > 0;
      const cost = space.utilization(next) - space.utilization(state) + (isHome ? 0 : strangeness);
      if ((best === null || cost < best.cost) && space.isFeasible(next)) best = { node, next, cost };
    }
  }
  return best;
}
