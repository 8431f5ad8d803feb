/** Where sizing begins: whether every application has a home at all, and a first answer, however dear. */

import { emptyPlacement } from '../domain/scenario.ts';
import { filledCover, soleValues } from './cover-fill.ts';
import type { Offer } from './cover-master.ts';
import { explainLeftOut } from './explain.ts';
import { instanceCounts } from './pattern-greedy.ts';
import type { Room } from './pattern-room.ts';
import type { PlacementProblem } from './problem.ts';
import type { StateCounts } from './rehost.ts';
import { type Placer, placeAsFound, rehostedAnew } from './remaining.ts';
import { resized } from './resized.ts';
import type { StateSpace } from './states.ts';

/** `infeasible`: shown. `undecided`: no nodes were found, nor a proof that there are none. */
export interface NotSized {
  readonly status: 'infeasible' | 'undecided';
  /** By application group: how many find no place, and why; `null` where all do. */
  readonly unhosted: readonly ({ readonly count: number; readonly reason: string } | null)[];
  /** What stands in the way, where it is not a single application. */
  readonly reason: string | null;
}

/** The refusal of every application that no node can host, whatever else is there; `null` where there is none. */
export function withoutHome(
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

/** An answer to begin with; where the simple way finds none, by the placement engine on as many nodes as may be. */
export async function firstCover(
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
    const result = await placeAsFound(one);
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
