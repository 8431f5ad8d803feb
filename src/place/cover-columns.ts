/**
 * Column generation for sizing: the master's prices say what places cost, a search per kind of node finds the company
 * that is worth more than its node costs, the master takes it in, until there is none. Every round proves a bound.
 */

import { roundedUp } from './cost-steps.ts';
import { type CoverMaster, type Demand, demandOf, lagrangianCost, type Offer, tighter } from './cover-master.ts';
import type { HighsSolver } from './highs.ts';
import { FIRST_EFFORT, imaginedFor, isTrue, nextEffort } from './levelled-prices.ts';
import { quickPatterns } from './pattern-greedy.ts';
import type { Room } from './pattern-room.ts';
import { type KindResult, NEGLIGIBLE, searchedKind } from './pattern-rounds.ts';
import type { StateSpace } from './states.ts';
import type { StepCount } from './steps.ts';

export interface CoverGeneration {
  /** No choice of nodes costs less, or less than what was known to be enough; not rounded. */
  readonly bound: number;
  /** What proves it, and the demands of all rounds: each must be met by any choice of nodes. */
  readonly best: Demand;
  readonly demands: readonly Demand[];
  /** Nodes of every pattern in the last linear optimum, in the master's order; may be shorter than it is now. */
  readonly nodes: Float64Array;
}

export interface CoverTask {
  readonly space: StateSpace;
  readonly rooms: readonly Room[];
  readonly offers: readonly Offer[];
  readonly master: CoverMaster;
  readonly solver: HighsSolver;
  /** All costs are multiples of it; 0 where there is none. */
  readonly costStep: number;
}

/**
 * Adds patterns until the steps are spent, none is found, or a cost of `enough` is shown to be the least. Where a kind
 * could not be searched whole, further rounds are at levelled prices.
 */
export async function generateCover(
  task: CoverTask,
  steps: StepCount,
  enough: number,
): Promise<CoverGeneration | null> {
  const { space, rooms, offers, master, solver } = task;
  const { classes } = space.fleet;
  const demands: Demand[] = [];
  let best: Demand | null = null;
  let nodes = new Float64Array();
  let effort = FIRST_EFFORT;
  while (!steps.isSpent) {
    const { mostNodes } = effort;
    const imagined = imaginedFor(effort);
    const program = master.program(offers, imagined);
    const answer = await solver.linear(program);
    if (answer === null) break;
    steps.spendOnProgram(program.columns.cost.length);
    const values = answer.duals.slice(0, classes.length).map((dual) => (dual > 0 ? dual : 0));
    const yields = Array.from(answer.duals.subarray(classes.length));
    const isOfTrue = isTrue(answer.values, imagined);
    if (isOfTrue) nodes = answer.values.slice(offers.length, answer.values.length - imagined.length);
    const tolerance = costTolerance(task, lagrangianCost(offers, demandOf(space.fleet, values, yields)));
    const thresholdOf = (kind: number) => (yields[kind] as number) + tolerance * (offers[kind] as Offer).cost;
    let isNew = false;
    for (const [kind, room] of rooms.entries()) {
      for (const state of quickPatterns(space, room, values, thresholdOf(kind))) isNew = master.add(state) || isNew;
    }
    if (isNew) continue;
    const results: KindResult[] = [];
    for (const [kind, room] of rooms.entries()) {
      const order = { values, threshold: thresholdOf(kind), mostNodes };
      results.push(await searchedKind({ space, master, steps }, room, order));
    }
    const most = results.map(({ bound }) => bound);
    const demand = tighter(offers, demandOf(space.fleet, values, most));
    demands.push(demand);
    if (best === null || lagrangianCost(offers, demand) > lagrangianCost(offers, best)) best = demand;
    if (roundedUp(lagrangianCost(offers, best), task.costStep) >= enough) break;
    if (results.some((result) => result.isNew)) continue;
    const open = rooms.filter((_, kind) => results[kind]?.isComplete === false);
    if (isOfTrue && open.length === 0) break;
    effort = nextEffort(effort, open);
  }
  return best === null ? null : { bound: lagrangianCost(offers, best), best, demands, nodes };
}

/** By what share of its cost a pattern may better a node and still be left out, without the rounded bound suffering. */
function costTolerance({ costStep }: CoverTask, cost: number): number {
  if (!(cost > 0)) return NEGLIGIBLE;
  const above = costStep > 0 ? 0.1 * (cost - (Math.ceil(cost / costStep) - 1) * costStep) : 0;
  return Math.max(above / cost, NEGLIGIBLE);
}
