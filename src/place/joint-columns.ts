/** Column generation for a plan that survives: each remaining cluster has prices of its own, patterns serve them all. */

import { roundedBound } from './bound.ts';
import type { Fleet } from './fleet.ts';
import type { HighsSolver } from './highs.ts';
import { type JointMaster, jointBound } from './joint-master.ts';
import { quickPatterns } from './pattern-greedy.ts';
import type { Room } from './pattern-room.ts';
import { FIRST_NODES, MORE, searchedKind, toleranceOf } from './pattern-rounds.ts';
import type { StateSpace } from './states.ts';
import type { StepCount } from './steps.ts';

/** Adds patterns until the steps are spent or none is missing; the least bound on the weight that survives, rounded. */
export async function generateJointly(
  space: StateSpace,
  rooms: readonly Room[],
  sizes: readonly (readonly number[])[],
  master: JointMaster,
  solver: HighsSolver,
  steps: StepCount,
): Promise<number> {
  const { fleet } = space;
  const nodes = sizes.flat().reduce((sum, count) => sum + count, 0);
  let least = Number.POSITIVE_INFINITY;
  let mostNodes = FIRST_NODES;
  while (!steps.isSpent) {
    const program = master.program();
    const answer = await solver.linear(program);
    if (answer === null) break;
    steps.spendOnProgram(program.columns.cost.length);
    const prices = pricesOf(fleet, sizes.length, answer.duals);
    const tolerance = toleranceOf(fleet, nodes, jointBound(fleet, sizes, prices.values, prices.yields));
    let isNew = false;
    let isComplete = true;
    for (const [v, values] of prices.values.entries()) {
      for (const [k, room] of rooms.entries()) {
        const threshold = (prices.yields[v]?.[k] as number) + tolerance;
        for (const state of quickPatterns(space, room, values, threshold)) isNew = master.add(state) || isNew;
      }
    }
    if (isNew) continue;
    const most: number[][] = [];
    for (const [v, values] of prices.values.entries()) {
      const bounds: number[] = [];
      for (const [k, room] of rooms.entries()) {
        const threshold = (prices.yields[v]?.[k] as number) + tolerance;
        const result = await searchedKind({ space, master, steps }, room, { values, threshold, mostNodes });
        isNew ||= result.isNew;
        isComplete &&= result.isComplete;
        bounds.push(result.bound);
      }
      most.push(bounds);
    }
    least = Math.min(least, roundedBound(fleet, jointBound(fleet, sizes, prices.values, most)));
    if (!isNew && isComplete) break;
    if (!isNew) mostNodes *= MORE;
  }
  return least;
}

/** Prices of classes and yields of kinds, by cluster. */
function pricesOf({ classes, kinds }: Fleet, clusters: number, duals: Float64Array) {
  const kindRows = clusters * classes.length;
  const each = Array.from({ length: clusters }, (_, v) => v);
  return {
    values: each.map((v) =>
      duals.slice(v * classes.length, (v + 1) * classes.length).map((dual) => (dual > 0 ? dual : 0)),
    ),
    yields: each.map((v) => Array.from(duals.subarray(kindRows + v * kinds.length, kindRows + (v + 1) * kinds.length))),
  };
}
