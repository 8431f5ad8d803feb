/**
 * Column generation: the master's prices say what company would be worth, a search per kind of node finds it, the
 * master takes it in, until no pattern is worth more than its node already yields. Every round's prices prove a bound.
 */

import { isReached, roundedBound } from './bound.ts';
import type { HighsSolver } from './highs.ts';
import { FIRST_EFFORT, imaginedFor, isTrue, nextEffort } from './levelled-prices.ts';
import { quickPatterns } from './pattern-greedy.ts';
import { classPrices, type PatternMaster, pricedBound } from './pattern-master.ts';
import type { Room } from './pattern-room.ts';
import { type KindResult, searchedKind, toleranceOf } from './pattern-rounds.ts';
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

/**
 * Adds patterns to the master until the steps are spent, nothing is found, or `enough` is shown to be the most. Where a
 * kind could not be searched whole, further rounds are at levelled prices.
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
    const { mostNodes } = effort;
    const imagined = imaginedFor(effort);
    const program = master.program(imagined);
    const answer = await solver.linear(program);
    if (answer === null) break;
    steps.spendOnProgram(program.columns.cost.length);
    const values = classPrices(fleet.classes, answer.duals.subarray(0, fleet.classes.length));
    const yields = Array.from(answer.duals.subarray(fleet.classes.length));
    const isOfTrue = isTrue(answer.values, imagined);
    if (isOfTrue) optimum = { values, yields };
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
    if (isReached(fleet, enough, roundedBound(fleet, best.bound))) break;
    if (results.some((result) => result.isNew)) continue;
    if (isOfTrue && open.length === 0) break;
    effort = nextEffort(effort, open);
  }
  return best === null || optimum === null ? null : { ...best, optimum };
}
