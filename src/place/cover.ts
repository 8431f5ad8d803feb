/**
 * The cheapest nodes that host everything, as far as patterns tell: column generation for good company and a bound,
 * then whole numbers by rounding and by integer programming.
 */

import { roundedUp } from './cost-steps.ts';
import { type CoverGeneration, type CoverTask, generateCover } from './cover-columns.ts';
import { filledCover, soleValues } from './cover-fill.ts';
import { chooseCover, coverCost } from './cover-integer.ts';
import { costOf, type Demand, type Offer } from './cover-master.ts';
import { instanceCounts } from './pattern-greedy.ts';
import { searchPatterns } from './pattern-search.ts';
import { patternCounts } from './pattern-set.ts';
import type { StateCounts } from './rehost.ts';
import type { NodeState } from './states.ts';
import type { StepCount } from './steps.ts';

/** Branchings of an integer program: about ten steps each. */
const MOST_BRANCHES = 500;
const STEPS_PER_BRANCH = 10;
/** Patterns of one kind listed at a time; beyond them an integer program settles nothing in time. */
const MOST_LISTED = 3_000;
/** How far short of its kind's most a pattern may fall to be listed first, in mean costs of an application. */
const NEAR = 0.25;
const ROUNDING = 1e-9;

export interface Cover {
  /** Nodes that host everything. */
  readonly states: StateCounts;
  /** No choice of nodes costs less; not rounded. */
  readonly bound: number;
  /** Each must be met by any choice of nodes. */
  readonly demands: readonly Demand[];
}

/** From a first answer to the cheapest that the steps reach; its patterns stay in the master. `tell` takes what is known on the way. */
export async function cheapestCover(
  task: CoverTask,
  steps: StepCount,
  first: StateCounts,
  tell: (cover: Pick<Cover, 'states' | 'bound'>) => void = () => {},
): Promise<Cover> {
  const enough = coverCost(task.space, task.offers, first);
  for (const state of first.keys()) task.master.add(state);
  const capped = { ...task, offers: withinCost(task.offers, enough) };
  const generation = await generateCover(capped, steps, enough);
  if (generation === null) return { states: first, bound: sunkCost(task.offers), demands: [] };
  return { ...(await wholeCover(capped, steps, first, generation, tell)), demands: generation.demands };
}

/** What is paid for in any case. */
function sunkCost(offers: readonly Offer[]): number {
  const none = offers.map(() => 0);
  return costOf(offers, none);
}

/** No more nodes of a kind than fit into a cost that is known to be enough. */
function withinCost(offers: readonly Offer[], enough: number): readonly Offer[] {
  const sunk = sunkCost(offers);
  return offers.map(({ cost, least, most }) => ({
    cost,
    least,
    most: Math.min(most, least + Math.floor(((enough - sunk) / cost) * (1 + ROUNDING))),
  }));
}

/** The cheapest whole answer found, and a bound on the cost of any: rounded prices, then programs over patterns. */
async function wholeCover(
  task: CoverTask,
  steps: StepCount,
  first: StateCounts,
  generation: CoverGeneration,
  tell: (cover: Pick<Cover, 'states' | 'bound'>) => void,
): Promise<{ states: StateCounts; bound: number }> {
  const { space, offers, master, solver } = task;
  const cheaper = (a: StateCounts, b: StateCounts | null) =>
    b !== null && coverCost(space, offers, b) < coverCost(space, offers, a) ? b : a;
  const isMet = (states: StateCounts, bound: number) =>
    coverCost(space, offers, states) <= roundedUp(bound, task.costStep) * (1 + ROUNDING);
  const gap = Math.max(0, task.costStep * (1 - 1e-4));
  let { bound } = generation;
  let states = cheaper(first, roundedDown(task, generation));
  tell({ states, bound });
  for (const state of states.keys()) master.add(state);
  if (isMet(states, bound)) return { states, bound };
  // Patterns that are nearly worth their node make whole numbers possible; those that could be in a cheaper answer than
  // the one then found settle the question, if there are not too many.
  const near = Math.min((NEAR * bound) / space.fleet.classOf.length, coverCost(space, offers, states) - bound);
  await listPatterns(task, generation, bound + near, steps);
  const branches = () => Math.max(1, Math.min(MOST_BRANCHES, Math.floor(steps.left / STEPS_PER_BRANCH)));
  states = cheaper(states, (await chooseCover(space, master, offers, solver, states, branches(), gap)).states);
  tell({ states, bound });
  if (isMet(states, bound) || steps.isSpent) return { states, bound };
  const target = coverCost(space, offers, states);
  if (!(await listPatterns(task, generation, target - task.costStep * (1 - 1e-4), steps))) return { states, bound };
  const settled = await chooseCover(space, master, offers, solver, states, branches(), gap);
  bound = Math.max(bound, Math.min(target, settled.bound));
  return { states: cheaper(states, settled.states), bound };
}

/** The linear optimum rounded down, and what that leaves out filled in. */
function roundedDown(
  { space, rooms, offers, master }: CoverTask,
  { nodes, best }: CoverGeneration,
): StateCounts | null {
  const states = new Map<NodeState, number>();
  const left = instanceCounts(space);
  for (const [k, amount] of nodes.entries()) {
    const state = master.patterns[k] as NodeState;
    const counts = [...patternCounts(state)];
    const whole = Math.min(
      Math.floor(amount + 1e-6),
      ...counts.map(([c, count]) => Math.floor((left[c] as number) / count)),
    );
    if (whole <= 0) continue;
    states.set(state, whole);
    for (const [c, count] of counts) left[c] = (left[c] as number) - whole * count;
  }
  const sole = soleValues(space, rooms, offers);
  const values = best.values.map((value, c) => Math.max(value, 1e-3 * (sole[c] as number)));
  return filledCover(space, rooms, offers, values, left, states);
}

/** Adds every pattern that an answer of at most `target` could use; whether the list is complete. */
async function listPatterns(
  { space, rooms, offers, master }: CoverTask,
  { best, bound }: CoverGeneration,
  target: number,
  steps: StepCount,
): Promise<boolean> {
  let isComplete = true;
  for (const [kind, room] of rooms.entries()) {
    const { cost, least } = offers[kind] as Offer;
    const most = best.most[kind] as number;
    const slack = target - bound + 1e-6 * Math.max(1, target);
    const threshold = Math.max(0, (least === 0 ? Math.max(most, cost) : most) - slack);
    const limits = { mostNodes: steps.searchNodes, mostQuestions: steps.left, mostFound: MOST_LISTED };
    const result = await searchPatterns(space, room, { values: best.values, threshold, want: 'all', ...limits });
    steps.spendOnSearch(result.nodes);
    for (const state of result.found) master.add(state);
    isComplete &&= result.isComplete;
  }
  return isComplete;
}
