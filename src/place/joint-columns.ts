/** Column generation for a plan that survives: each remaining cluster has prices of its own, patterns serve them all. */

import { roundedBound } from './bound.ts';
import type { Fleet } from './fleet.ts';
import type { HighsSolver } from './highs.ts';
import { type JointMaster, jointBound } from './joint-master.ts';
import { quickPatterns } from './pattern-greedy.ts';
import type { Room } from './pattern-room.ts';
import { searchPatterns } from './pattern-search.ts';
import type { StateSpace } from './states.ts';
import type { StepCount } from './steps.ts';

/** Search nodes per kind and cluster in the first rounds; more only where they find nothing. */
const FIRST_NODES = 2_000;
const MORE = 8;
/** Share of the whole that is not worth proving: far below any gap that is reported. */
const NEGLIGIBLE = 2e-5;

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
  let least = Number.POSITIVE_INFINITY;
  let mostNodes = FIRST_NODES;
  while (!steps.isSpent) {
    const program = master.program();
    const answer = await solver.linear(program);
    if (answer === null) break;
    steps.spendOnProgram(program.columns.cost.length);
    const prices = pricesOf(fleet, sizes.length, answer.duals);
    const tolerance = toleranceOf(fleet, sizes, jointBound(fleet, sizes, prices.values, prices.yields));
    let isNew = false;
    let isComplete = true;
    for (const [v, values] of prices.values.entries()) {
      for (const [k, room] of rooms.entries()) {
        const threshold = (prices.yields[v]?.[k] as number) + tolerance;
        for (const state of quickPatterns(space, room, values, threshold)) isNew = master.add(state) || isNew;
      }
    }
    if (isNew) continue;
    const most = prices.values.map((values, v) =>
      rooms.map((room, k) => {
        const threshold = (prices.yields[v]?.[k] as number) + tolerance;
        const limits = { mostNodes, mostQuestions: steps.left, mostFound: Number.POSITIVE_INFINITY };
        const result = searchPatterns(space, room, { values, threshold, want: 'best', ...limits });
        steps.spendOnSearch(result.nodes);
        for (const state of result.found) isNew = master.add(state) || isNew;
        isComplete &&= result.isComplete;
        return result.bound;
      }),
    );
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

/** By how much a pattern may better its node's yield and still be left out, without the rounded bound suffering. */
function toleranceOf({ classes }: Fleet, sizes: readonly (readonly number[])[], total: number): number {
  const nodes = sizes.flat().reduce((sum, count) => sum + count, 0);
  const isWhole = classes.every(({ app }) => Number.isInteger(app.weight));
  const toNext = isWhole ? 0.1 * (Math.floor(total + 1e-6) + 1 - total) : 0;
  return Math.max(toNext, NEGLIGIBLE * total) / Math.max(1, nodes);
}
