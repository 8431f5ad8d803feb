/**
 * The pattern engine: classes × kinds instead of applications × nodes. A pattern is what one node can host; column
 * generation finds the patterns that matter and an upper bound (`pattern-columns.ts`), integer programming chooses
 * among them (`pattern-integer.ts`), and where the steps allow it all patterns that an even better answer could use
 * are listed, which settles the question.
 */

import { hostedWeight } from './assign.ts';
import { areWhole, isReached, roundedBound } from './bound.ts';
import { type Fleet, offeredWeight } from './fleet.ts';
import type { HighsSolver } from './highs.ts';
import { type Generation, generatePatterns } from './pattern-columns.ts';
import { choosePatterns } from './pattern-integer.ts';
import { PatternMaster } from './pattern-master.ts';
import { type Room, roomOf } from './pattern-room.ts';
import { searchPatterns } from './pattern-search.ts';
import type { NodeState, StateSpace } from './states.ts';
import type { StepCount } from './steps.ts';

export interface PatternAnswer {
  /** At least as heavy as the states given. */
  readonly states: readonly NodeState[];
  readonly upperBound: number;
}

/** Share of the steps that column generation may use; whole numbers have the rest. */
const GENERATION_SHARE = 0.75;
/** Share of those that listing near patterns may use; choosing among them has the rest. */
const LISTING_SHARE = 0.5;
/** Branchings of an integer program: about ten steps each. */
const STEPS_PER_BRANCH = 10;
const MOST_BRANCHES = 500;
/** Patterns of one kind listed at a time; beyond them an integer program settles nothing in time. */
const MOST_LISTED = 3_000;
/** How far short of its kind's most a pattern may fall to be listed first, in mean weights of an application. */
const NEAR = 0.25;

/** Better states and a tighter bound than those `known`, as far as the steps reach; `tell` takes what is better on the way. */
export async function improvedByPatterns(
  space: StateSpace,
  solver: HighsSolver,
  steps: StepCount,
  known: PatternAnswer,
  seeds: Iterable<NodeState>,
  tell: (better: PatternAnswer) => void,
): Promise<PatternAnswer> {
  const { fleet } = space;
  const { states: start, upperBound } = known;
  const rooms = fleet.kinds.map((kind) => roomOf(space, kind));
  const master = new PatternMaster(fleet);
  for (const state of start) master.add(state);
  for (const state of seeds) master.add(state);
  const generating = steps.part(GENERATION_SHARE);
  const generation = await generatePatterns(space, rooms, master, solver, generating, hostedWeight(fleet, start));
  if (generation === null) return known;
  const bound = Math.min(upperBound, roundedBound(fleet, generation.bound));
  const isMet = (states: readonly NodeState[]) => isReached(fleet, hostedWeight(fleet, states), bound);
  if (isMet(start)) return { states: start, upperBound: bound };
  tell({ states: start, upperBound: bound });
  // Patterns that are nearly worth their place make whole numbers possible; those that could be in a better answer
  // than the one then found settle the question, if there are not too many.
  const least = leastGain(fleet);
  const slackOver = (states: readonly NodeState[]) => generation.bound - hostedWeight(fleet, states) - least;
  const near = Math.min(slackOver(start), (NEAR * offeredWeight(fleet)) / Math.max(1, fleet.classOf.length));
  const { values, yields } = generation.optimum;
  await listPatterns(space, rooms, master, { values, most: yields }, near, steps.part(LISTING_SHARE));
  const found = await choosePatterns(space, master, solver, start, branches(steps), least);
  tell({ states: found.states, upperBound: bound });
  if (isMet(found.states) || steps.isSpent) return { states: found.states, upperBound: bound };
  const isAll = await listPatterns(space, rooms, master, generation, slackOver(found.states), steps);
  if (!isAll) return { states: found.states, upperBound: bound };
  const settled = await choosePatterns(space, master, solver, found.states, branches(steps), least);
  return { states: settled.states, upperBound: Math.min(bound, roundedBound(fleet, settled.upperBound)) };
}

/** Nearly as much as a better answer is better at least: 1 where all weights are whole. */
function leastGain(fleet: Fleet): number {
  return areWhole(fleet) ? 1 - 1e-4 : 0;
}

function branches(steps: StepCount): number {
  return Math.max(1, Math.min(MOST_BRANCHES, Math.floor(steps.left / STEPS_PER_BRANCH)));
}

/**
 * Adds every pattern whose worth falls short of its kind's most by at most `slack`: where `slack` is how far the bound
 * lies above the next better answer, nothing else can be in that answer. Whether the list is complete.
 */
async function listPatterns(
  space: StateSpace,
  rooms: readonly Room[],
  master: PatternMaster,
  { values, most }: Pick<Generation, 'values' | 'most'>,
  slack: number,
  steps: StepCount,
): Promise<boolean> {
  let isComplete = true;
  for (const [kind, room] of rooms.entries()) {
    const threshold = Math.max(0, most[kind] as number) - slack - 1e-6;
    const limits = { mostNodes: steps.searchNodes, mostQuestions: steps.left, mostFound: MOST_LISTED };
    const result = await searchPatterns(space, room, { values, threshold, want: 'all', ...limits });
    steps.spendOnSearch(result.nodes);
    for (const state of result.found) master.add(state);
    isComplete &&= result.isComplete;
  }
  return isComplete;
}
