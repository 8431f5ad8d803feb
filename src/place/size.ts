/**
 * The cheapest nodes that host everything: a first answer by repeating good company, column generation for better
 * company and for the bound, integer programming, and a search over the numbers of nodes of each kind, which also
 * knows what must be there when nodes are lost. `optimal` is said only where a checked placement meets the bound.
 */

import { emptyPlacement, type Placement } from '../domain/scenario.ts';
import type { Survival } from '../domain/survival.ts';
import { cheapestCounts, holdsAfter } from './cheapest-counts.ts';
import { costStep, roundedUp } from './cost-steps.ts';
import { type CoverGeneration, type CoverTask, generateCover } from './cover-columns.ts';
import { filledCover, nodesByKind, soleValues } from './cover-fill.ts';
import { chooseCover, coverCost } from './cover-integer.ts';
import { CoverMaster, costOf, type Offer } from './cover-master.ts';
import { explainLeftOut } from './explain.ts';
import { fleetOf } from './fleet.ts';
import { HighsSolver } from './highs.ts';
import { HostingOracle } from './hosting.ts';
import { placeOptimally } from './optimal.ts';
import { instanceCounts } from './pattern-greedy.ts';
import { patternCounts } from './pattern-master.ts';
import { type Room, roomOf } from './pattern-room.ts';
import { searchPatterns } from './pattern-search.ts';
import type { PlacementProblem } from './problem.ts';
import type { StateCounts } from './rehost.ts';
import { hostedEverywhere, type Placer, rehostedAnew } from './remaining.ts';
import { resized } from './resized.ts';
import { StateSpace } from './states.ts';
import { StepCount } from './steps.ts';
import { survivalOfPlacement } from './survive.ts';

export interface SizeRequest {
  /** Its node groups are the kinds to choose from; their counts do not matter. */
  readonly problem: PlacementProblem;
  /** Of every node group. */
  readonly offers: readonly Offer[];
  /** Nodes that may be lost. */
  readonly losses: number;
}

export interface Sized {
  readonly status: 'optimal' | 'feasible' | 'stopped';
  /** Nodes of every group. */
  readonly nodes: readonly number[];
  /** No nodes that host everything cost less. */
  readonly lowerBound: number;
  /** Of all applications on these nodes, checked. */
  readonly placement: Placement;
  /** After the loss of nodes; `null` where none may be lost. */
  readonly survival: Survival | null;
}

/** `infeasible`: shown. `undecided`: no nodes were found, nor a proof that there are none. */
export interface NotSized {
  readonly status: 'infeasible' | 'undecided';
  /** By application group: how many find no place, and why; `null` where all do. */
  readonly unhosted: readonly ({ readonly count: number; readonly reason: string } | null)[];
  /** What stands in the way, where it is not a single application. */
  readonly reason: string | null;
}

/** Share of the steps for column generation; the search over numbers of nodes has the rest. */
const COLUMN_SHARE = 0.5;
const MOST_BRANCHES = 500;
/** Times that the nodes added for losses are doubled before it gives up. */
const MOST_DOUBLINGS = 8;
const STEPS_PER_BRANCH = 10;
/** Patterns of one kind listed at a time; beyond them an integer program settles nothing in time. */
const MOST_LISTED = 3_000;
/** How far short of its kind's most a pattern may fall to be listed first, in mean costs of an application. */
const NEAR = 0.25;

/** The cheapest numbers of nodes within `problem.steps`, proved or with the bound reached; or why there are none. */
export async function sizedFor(request: SizeRequest): Promise<Sized | NotSized> {
  const { problem, offers } = request;
  const fleet = fleetOf(problem.scenario, 'groups');
  const space = new StateSpace(problem, fleet);
  const rooms = fleet.kinds.map((kind) => roomOf(space, kind));
  const homeless = withoutHome(problem, space, rooms, offers);
  if (homeless !== null) return homeless;
  const solver = new HighsSolver();
  solver.start();
  try {
    const start = await firstCover(space, rooms, offers);
    if ('status' in start) return start;
    const task = {
      space,
      rooms,
      offers,
      master: new CoverMaster(fleet),
      solver,
      costStep: costStep(offers.map(({ cost }) => cost)),
    };
    return await sizedFrom(request, task, start);
  } finally {
    await solver.close();
  }
}

/** An answer to begin with; where the simple way finds none, by the placement engine on as many nodes as may be. */
async function firstCover(
  space: StateSpace,
  rooms: readonly Room[],
  offers: readonly Offer[],
): Promise<StateCounts | NotSized> {
  const { problem, fleet } = space;
  const found = filledCover(space, rooms, offers, soleValues(space, rooms, offers), instanceCounts(space));
  if (found !== null) return found;
  const { scenario } = problem;
  const nodes = rooms.map(({ pieces }, kind) => {
    const useful = pieces.reduce((sum, { application }) => sum + application.instances.length, 0);
    return Math.min((offers[kind] as Offer).most, useful);
  });
  const all = scenario.apps.map(({ count }) => count);
  const largest = { ...problem, scenario: resized(scenario, nodes, all) };
  let placement = emptyPlacement(fleet.classOf.length);
  const remembering: Placer = async (one) => {
    const result = await placeOptimally(one);
    placement = result.placement;
    return result;
  };
  const { states, isImpossible, unhosted } = await rehostedAnew(space, largest, remembering, 'groups');
  if (states !== null) return states;
  const reasons = explainLeftOut(largest, placement);
  return {
    status: isImpossible ? 'infeasible' : 'undecided',
    unhosted: unhosted.map((count, app) => (count === 0 ? null : { count, reason: reasons[app]?.sentence ?? '' })),
    reason: isImpossible
      ? 'not even all the nodes that there may be host everything'
      : 'no placement on all the nodes that there may be was found, nor a proof that there is none',
  };
}

/** The refusal of every application that no node can host, whatever else is there; `null` where there is none. */
function withoutHome(
  problem: PlacementProblem,
  { fleet }: StateSpace,
  rooms: readonly Room[],
  offers: readonly Offer[],
): NotSized | null {
  const usable = rooms.filter((_, kind) => (offers[kind] as Offer).most > 0);
  const hasHome = fleet.classes.map((application) =>
    usable.some(({ pieces }) => pieces.some((piece) => piece.application === application)),
  );
  if (hasHome.every(Boolean)) return null;
  const nodes = offers.map(({ most }) => Math.min(1, most));
  const { scenario } = problem;
  const counts = scenario.apps.map(({ count }) => count);
  const one = { ...problem, scenario: resized(scenario, nodes, counts) };
  const reasons = explainLeftOut(one, emptyPlacement(fleet.classOf.length));
  const unhosted = scenario.apps.map(({ firstIndex, count }, group) => {
    if (hasHome[fleet.classOf[firstIndex] as number]) return null;
    return { count, reason: reasons[group]?.sentence ?? '' };
  });
  return { status: 'infeasible', unhosted, reason: null };
}

async function sizedFrom(
  { problem, losses }: SizeRequest,
  task: CoverTask,
  first: StateCounts,
): Promise<Sized | NotSized> {
  const { space, offers, master, solver } = task;
  const steps = new StepCount(space, Math.floor(COLUMN_SHARE * problem.steps));
  for (const state of first.keys()) master.add(state);
  const capped = { ...task, offers: withinCost(offers, coverCost(space, offers, first)) };
  const generation = await generateCover(capped, steps, coverCost(space, offers, first));
  const { states, bound } = await wholeCover(capped, steps, first, generation);
  const oracle = new HostingOracle(
    space,
    master,
    solver,
    generation?.demands ?? [],
    Math.ceil((1 - COLUMN_SHARE) * problem.steps),
  );
  const base = nodesByKind(space, states).map((count, kind) => Math.max(count, (offers[kind] as Offer).least));
  oracle.learn(base, states);
  const start = await startFor(oracle, offers, losses, base);
  if ('status' in start) return start;
  const beyond = offers.every(({ least }) => least === 0) ? losses * Math.min(...offers.map(({ cost }) => cost)) : 0;
  const least = roundedUp(bound + beyond, task.costStep);
  const isMet = costOf(offers, start) <= least * (1 + ROUNDING);
  const found = isMet ? { nodes: start, lowerBound: least } : await cheapestCounts(oracle, offers, losses, start);
  const nodes = found.nodes as readonly number[];
  const cost = costOf(offers, nodes);
  const lowerBound = Math.min(cost, Math.max(least, roundedUp(found.lowerBound, task.costStep)));
  const isOptimal = cost <= lowerBound * (1 + ROUNDING);
  const status = isOptimal ? 'optimal' : steps.isSpent || oracle.isSpent ? 'stopped' : 'feasible';
  return { status, nodes, lowerBound, ...(await placedOn(space, oracle, nodes, losses)) };
}

const ROUNDING = 1e-9;

/** No more nodes of a kind than fit into a cost that is known to be enough. */
function withinCost(offers: readonly Offer[], enough: number): readonly Offer[] {
  const sunk = costOf(
    offers,
    offers.map(() => 0),
  );
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
  generation: CoverGeneration | null,
): Promise<{ states: StateCounts; bound: number }> {
  const { space, offers, master, solver } = task;
  if (generation === null)
    return {
      states: first,
      bound: costOf(
        offers,
        offers.map(() => 0),
      ),
    };
  const cheaper = (a: StateCounts, b: StateCounts | null) =>
    b !== null && coverCost(space, offers, b) < coverCost(space, offers, a) ? b : a;
  const isMet = (states: StateCounts, bound: number) =>
    coverCost(space, offers, states) <= roundedUp(bound, task.costStep) * (1 + ROUNDING);
  const gap = Math.max(0, task.costStep * (1 - 1e-4));
  let { bound } = generation;
  let states = cheaper(first, roundedDown(task, generation));
  for (const state of states.keys()) master.add(state);
  if (isMet(states, bound)) return { states, bound };
  // Patterns that are nearly worth their node make whole numbers possible; those that could be in a cheaper answer than
  // the one then found settle the question, if there are not too many.
  const near = Math.min((NEAR * bound) / space.fleet.classOf.length, coverCost(space, offers, states) - bound);
  listPatterns(task, generation, bound + near, steps);
  const branches = () => Math.max(1, Math.min(MOST_BRANCHES, Math.floor(steps.left / STEPS_PER_BRANCH)));
  states = cheaper(states, (await chooseCover(space, master, offers, solver, states, branches(), gap)).states);
  if (isMet(states, bound) || steps.isSpent) return { states, bound };
  const target = coverCost(space, offers, states);
  if (!listPatterns(task, generation, target - task.costStep * (1 - 1e-4), steps)) return { states, bound };
  const settled = await chooseCover(space, master, offers, solver, states, branches(), gap);
  bound = Math.max(bound, Math.min(target, settled.bound));
  return { states: cheaper(states, settled.states), bound };
}

/** The linear optimum rounded down, and what that leaves out filled in. */
function roundedDown(
  { space, rooms, offers, master }: CoverTask,
  { nodes, best }: CoverGeneration,
): StateCounts | null {
  const states = new Map<(typeof master.patterns)[number], number>();
  const left = instanceCounts(space);
  for (const [k, amount] of nodes.entries()) {
    const state = master.patterns[k] as (typeof master.patterns)[number];
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
function listPatterns(
  { space, rooms, offers, master }: CoverTask,
  { best, bound }: CoverGeneration,
  target: number,
  steps: StepCount,
): boolean {
  let isComplete = true;
  for (const [kind, room] of rooms.entries()) {
    const { cost, least } = offers[kind] as Offer;
    const most = best.most[kind] as number;
    const slack = target - bound + 1e-6 * Math.max(1, target);
    const threshold = Math.max(0, (least === 0 ? Math.max(most, cost) : most) - slack);
    const limits = { mostNodes: steps.searchNodes, mostQuestions: steps.left, mostFound: MOST_LISTED };
    const result = searchPatterns(space, room, { values: best.values, threshold, want: 'all', ...limits });
    steps.spendOnSearch(result.nodes);
    for (const state of result.found) master.add(state);
    isComplete &&= result.isComplete;
  }
  return isComplete;
}

/** Numbers of nodes that hold after the losses, to begin with: so many more of every kind in use, doubled if need be. */
async function startFor(
  oracle: HostingOracle,
  offers: readonly Offer[],
  losses: number,
  base: readonly number[],
): Promise<readonly number[] | NotSized> {
  let isShown = false;
  for (let more = losses, tries = 0; tries < MOST_DOUBLINGS && !isShown; more *= 2, tries++) {
    const nodes = base.map((count, kind) =>
      Math.min((offers[kind] as Offer).most, count > 0 || tries > 0 ? count + more : count),
    );
    const answer = await holdsAfter(oracle, nodes, losses);
    if (answer === 'yes') return nodes;
    isShown = answer === 'no' && nodes.every((count, kind) => count === (offers[kind] as Offer).most);
  }
  const reason = isShown
    ? `not even all the nodes that there may be host everything once any ${losses} are lost`
    : `no nodes within the limits were found that host everything once any ${losses} are lost`;
  return { status: isShown ? 'infeasible' : 'undecided', unhosted: [], reason };
}

/** Everything on these nodes, spread out, and what becomes of it when nodes are lost. */
async function placedOn(space: StateSpace, oracle: HostingOracle, nodes: readonly number[], losses: number) {
  const { problem } = space;
  const { scenario } = problem;
  const apps = scenario.apps.map(({ count }) => count);
  const sized = { ...problem, scenario: resized(scenario, nodes, apps) };
  const { states } = await oracle.ask(nodes);
  if (states === null) throw new Error('nodes were chosen that do not host everything');
  const placement = hostedEverywhere(sized, states, 'groups');
  if (losses === 0) return { placement, survival: null };
  const again: Placer = async (remaining) => {
    const hosting = await oracle.ask(remaining.scenario.nodes.map(({ count }) => count));
    if (hosting.states === null) return placeOptimally(remaining);
    return { placement: hostedEverywhere(remaining, hosting.states, 'groups'), upperBound: null };
  };
  return { placement, survival: await survivalOfPlacement(sized, placement, losses, again) };
}
