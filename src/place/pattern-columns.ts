/**
 * Column generation: the master's prices say what company would be worth, a search per kind of node finds it, the
 * master takes it in, until no pattern is worth more than its node already yields. Every round's prices prove a bound.
 */

import { roundedBound } from './bound.ts';
import type { HighsSolver } from './highs.ts';
import { quickPatterns } from './pattern-greedy.ts';
import { classPrices, type PatternMaster, pricedBound, soleLoads } from './pattern-master.ts';
import type { Room } from './pattern-room.ts';
import { FIRST_NODES, type KindResult, MORE, searchedKind, toleranceOf } from './pattern-rounds.ts';
import type { StateSpace } from './states.ts';
import type { StepCount } from './steps.ts';

export interface Generation {
  /** No placement has more weight; not rounded. */
  readonly bound: number;
  /** Prices of the round that proved it, and what no pattern of each kind is worth more than at them. */
  readonly values: Float64Array;
  readonly most: readonly number[];
  /** Prices of the last linear optimum of true patterns, and what a node of each kind yields at them. */
  readonly optimum: { readonly values: Float64Array; readonly yields: readonly number[] };
}

/** Fewer nodes than this are none: rounding in the solver. */
const UNUSED = 1e-9;

/** How a round prices, and how hard it searches. */
interface Effort {
  /** Search nodes per kind. */
  readonly mostNodes: number;
  /** Kinds that could not be searched whole at once, and the share of `soleLoads` that levels their prices; 0 at first. */
  readonly unsearched: readonly Room[];
  readonly share: number;
}

const FIRST_EFFORT: Effort = { mostNodes: FIRST_NODES, unsearched: [], share: 0 };
const SHARE_STEP = 0.05;

/**
 * Adds patterns to the master until the steps are spent, nothing is found, or `enough` is shown to be the most.
 *
 * What the search of a kind cannot rule out keeps the bound above the master's optimum, most of all through classes that
 * are dear for the load that they bring because not much of them goes on one node. A bound holds at any prices, so
 * further rounds take prices at which that counts for less: those of a master that may fill a share of a node's load with any
 * class alone. First the whole load, which needs hardly a search, then less, until none of it is of use.
 */
export async function generatePatterns(
  space: StateSpace,
  rooms: readonly Room[],
  master: PatternMaster,
  solver: HighsSolver,
  steps: StepCount,
  enough: number,
): Promise<Generation | null> {
  const { fleet } = space;
  let best: Omit<Generation, 'optimum'> | null = null;
  let optimum: Generation['optimum'] | null = null;
  let effort = FIRST_EFFORT;
  while (!steps.isSpent) {
    const { mostNodes, unsearched, share } = effort;
    const imagined = unsearched.flatMap((room) => soleLoads(room, share));
    const program = master.program(imagined);
    const answer = await solver.linear(program);
    if (answer === null) break;
    steps.spendOnProgram(program.columns.cost.length);
    const values = classPrices(fleet.classes, answer.duals.subarray(0, fleet.classes.length));
    const yields = Array.from(answer.duals.subarray(fleet.classes.length));
    const isTrue = answer.values.subarray(answer.values.length - imagined.length).every((nodes) => nodes < UNUSED);
    if (isTrue) optimum = { values, yields };
    const tolerance = toleranceOf(fleet, fleet.kindOf.length, pricedBound(fleet, values, yields));
    let isNew = false;
    for (const [kind, room] of rooms.entries()) {
      for (const state of quickPatterns(space, room, values, (yields[kind] as number) + tolerance)) {
        isNew = master.add(state) || isNew;
      }
    }
    if (isNew) continue;
    const results: KindResult[] = [];
    for (const [kind, room] of rooms.entries()) {
      const threshold = (yields[kind] as number) + tolerance;
      results.push(await searchedKind({ space, master, steps }, room, { values, threshold, mostNodes }));
    }
    const most = results.map(({ bound }) => bound);
    const bound = pricedBound(fleet, values, most);
    if (best === null || bound < best.bound) best = { bound, values, most };
    const open = rooms.filter((_, kind) => results[kind]?.isComplete === false);
    if (roundedBound(fleet, best.bound) <= enough) break;
    if (results.some((result) => result.isNew)) continue;
    if (isTrue && open.length === 0) break;
    effort = nextEffort(effort, open);
  }
  return best === null || optimum === null ? null : { ...best, optimum };
}

/** After a round that found nothing: levelled prices, then less of that where it was searched whole, else a longer search. */
function nextEffort(effort: Effort, open: readonly Room[]): Effort {
  const { mostNodes, unsearched, share } = effort;
  if (unsearched.length === 0) return { ...effort, unsearched: open, share: 1 };
  if (open.length === 0) return { ...effort, share: Math.max(0, share - SHARE_STEP) };
  return { ...effort, mostNodes: mostNodes * MORE };
}
