/**
 * The cheapest nodes that host everything: patterns give an answer and a bound, then a search over the numbers of nodes
 * of each kind, which also knows what must be there when nodes are lost. `optimal` is said only where a checked
 * placement meets the bound.
 */

import type { Placement } from '../domain/scenario.ts';
import type { Survival } from '../domain/survival.ts';
import { type CheapestCounts, cheapestCounts } from './cheapest-counts.ts';
import { commonStep, roundedUp } from './cost-steps.ts';
import { cheapestCover } from './cover.ts';
import type { CoverTask } from './cover-columns.ts';
import { nodesByKind } from './cover-fill.ts';
import { CoverMaster, costOf, lagrangianCost, type Offer, tighter } from './cover-master.ts';
import { relaxedDemand } from './cover-relaxation.ts';
import { enoughFor } from './enough-counts.ts';
import { fleetOf } from './fleet.ts';
import { HighsSolver } from './highs.ts';
import { HostingOracle } from './hosting.ts';
import { roomOf } from './pattern-room.ts';
import type { PlacementProblem } from './problem.ts';
import type { StateCounts } from './rehost.ts';
import { hostedEverywhere, type Placer, placeAsFound } from './remaining.ts';
import { resized } from './resized.ts';
import { firstCover, type NotSized, withoutHome } from './size-start.ts';
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
  /** Told of every cheaper answer on the way, of losses nothing asked yet; made only when it is asked for, and at once. */
  readonly onFound?: (sized: () => Sized) => void;
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

/** Share of the steps that column generation may use; the search over numbers of nodes has the rest. */
const COLUMN_SHARE = 0.5;
const ROUNDING = 1e-9;

/** The cheapest numbers of nodes within `problem.steps` (twice that where nodes may be lost), proved or with the bound reached; or why there are none. */
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
      costStep: commonStep(offers.map(({ cost }) => cost)),
    };
    return await sizedFrom(request, task, start);
  } finally {
    await solver.close();
  }
}

async function sizedFrom(request: SizeRequest, task: CoverTask, first: StateCounts): Promise<Sized | NotSized> {
  const { problem, losses, onFound } = request;
  const { space, offers, master, solver } = task;
  const tell = (states: StateCounts, least: readonly number[], lowerBound: number) =>
    onFound?.(() => onTheWay(space, states, least, lowerBound));
  const forColumns = Math.floor(COLUMN_SHARE * problem.steps);
  const steps = new StepCount(space, forColumns);
  const paid = offers.map(({ least }) => least);
  const relaxed = await relaxedDemand(space, offers, solver);
  const known = relaxed === null ? [] : [tighter(offers, relaxed)];
  const floor = Math.max(costOf(offers, paid), ...known.map((demand) => lagrangianCost(offers, demand)));
  tell(first, paid, roundedUp(floor, task.costStep));
  const cover = await cheapestCover(task, steps, first, (better) =>
    tell(better.states, paid, roundedUp(Math.max(floor, better.bound), task.costStep)),
  );
  const { states } = cover;
  const bound = Math.max(floor, cover.bound);
  const demands = [...known, ...cover.demands];
  tell(states, paid, roundedUp(bound, task.costStep));
  const left = problem.steps - forColumns + steps.left;
  const oracle = new HostingOracle(space, master, solver, demands);
  const base = nodesByKind(space, states).map((count, kind) => Math.max(count, (offers[kind] as Offer).least));
  oracle.learn(base, states);
  oracle.grant(left);
  let found = await searched(oracle, task, 0, base, bound);
  if (losses > 0) {
    oracle.grant(left);
    const start = await enoughFor(oracle, offers, losses, found.nodes);
    if ('status' in start) return start;
    found = await searched(oracle, task, losses, start, found.lowerBound + leastLoss(offers, losses));
  }
  const { nodes, lowerBound } = found;
  const isOptimal = costOf(offers, nodes) <= lowerBound * (1 + ROUNDING);
  const status = isOptimal ? 'optimal' : steps.isSpent || oracle.isSpent ? 'stopped' : 'feasible';
  return { status, nodes, lowerBound, ...(await placedOn(space, oracle, nodes, losses)) };
}

/** Cheaper numbers of nodes than `start` where there are any, unless `bound` shows that there are none. */
async function searched(
  oracle: HostingOracle,
  { offers, costStep: step }: CoverTask,
  losses: number,
  start: readonly number[],
  bound: number,
): Promise<CheapestCounts> {
  const least = roundedUp(bound, step);
  if (costOf(offers, start) <= least * (1 + ROUNDING)) return { nodes: start, lowerBound: costOf(offers, start) };
  const found = await cheapestCounts(oracle, offers, losses, start);
  return { nodes: found.nodes, lowerBound: Math.min(costOf(offers, found.nodes), Math.max(least, found.lowerBound)) };
}

/** What nodes cost at least that are there only to be lost; 0 where some are paid for in any case. */
function leastLoss(offers: readonly Offer[], losses: number): number {
  return offers.every(({ least }) => least === 0) ? losses * Math.min(...offers.map(({ cost }) => cost)) : 0;
}

/** An answer that the search may still better. */
function onTheWay(space: StateSpace, states: StateCounts, least: readonly number[], lowerBound: number): Sized {
  const { problem } = space;
  const nodes = nodesByKind(space, states).map((count, kind) => Math.max(count, least[kind] as number));
  const apps = problem.scenario.apps.map(({ count }) => count);
  const sized = { ...problem, scenario: resized(problem.scenario, nodes, apps) };
  return { status: 'stopped', nodes, lowerBound, placement: hostedEverywhere(sized, states, 'groups'), survival: null };
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
    if (hosting.states === null) return placeAsFound(remaining);
    return { placement: hostedEverywhere(remaining, hosting.states, 'groups'), upperBound: null };
  };
  return { placement, survival: await survivalOfPlacement(sized, placement, losses, again) };
}
