/**
 * Column generation: the master's prices say what company would be worth, a search per kind of node finds it, the
 * master takes it in, until no pattern is worth more than its node already yields. Every round's prices prove a bound.
 */

import { roundedBound } from './bound.ts';
import type { HighsSolver } from './highs.ts';
import { quickPatterns } from './pattern-greedy.ts';
import { classPrices, type PatternMaster, pricedBound } from './pattern-master.ts';
import type { Room } from './pattern-room.ts';
import { FIRST_NODES, MORE, searchedKind, toleranceOf } from './pattern-rounds.ts';
import type { StateSpace } from './states.ts';
import type { StepCount } from './steps.ts';

export interface Generation {
  /** No placement has more weight; not rounded. */
  readonly bound: number;
  /** Prices of the round that proved it, and what no pattern of each kind is worth more than at them. */
  readonly values: Float64Array;
  readonly most: readonly number[];
}

/** Adds patterns to the master until the steps are spent, nothing is found, or `enough` is shown to be the most. */
export async function generatePatterns(
  space: StateSpace,
  rooms: readonly Room[],
  master: PatternMaster,
  solver: HighsSolver,
  steps: StepCount,
  enough: number,
): Promise<Generation | null> {
  const { fleet } = space;
  let best: Generation | null = null;
  let mostNodes = FIRST_NODES;
  while (!steps.isSpent) {
    const program = master.program();
    const answer = await solver.linear(program);
    if (answer === null) break;
    steps.spendOnProgram(program.columns.cost.length);
    const values = classPrices(fleet.classes, answer.duals.subarray(0, fleet.classes.length));
    const yields = Array.from(answer.duals.subarray(fleet.classes.length));
    const tolerance = toleranceOf(fleet, fleet.kindOf.length, pricedBound(fleet, values, yields));
    let isNew = false;
    let isComplete = true;
    for (const [kind, room] of rooms.entries()) {
      for (const state of quickPatterns(space, room, values, (yields[kind] as number) + tolerance)) {
        isNew = master.add(state) || isNew;
      }
    }
    if (isNew) continue;
    const most: number[] = [];
    for (const [kind, room] of rooms.entries()) {
      const threshold = (yields[kind] as number) + tolerance;
      const result = await searchedKind({ space, master, steps }, room, { values, threshold, mostNodes });
      isNew ||= result.isNew;
      isComplete &&= result.isComplete;
      most.push(result.bound);
    }
    const bound = pricedBound(fleet, values, most);
    if (best === null || bound < best.bound) best = { bound, values, most };
    if (roundedBound(fleet, best.bound) <= enough || (!isNew && isComplete)) break;
    if (!isNew) mostNodes *= MORE;
  }
  return best;
}
