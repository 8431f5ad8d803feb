/**
 * Does a placement outlive the loss of any N nodes? What can be hosted depends only on how many nodes of each kind are
 * left, so one new placement for each such loss decides; how many applications must move depends on what the lost
 * nodes hosted, so nodes of one kind in one state are one case.
 */

import type { Placement } from '../domain/scenario.ts';
import { groupOf } from '../domain/scenario.ts';
import type { GroupCount, LossCase, Survival } from '../domain/survival.ts';
import { statesOf } from './assign.ts';
import { fleetOf } from './fleet.ts';
import { lossVectors } from './losses.ts';
import { patternCounts } from './pattern-set.ts';
import type { PlacementProblem } from './problem.ts';
import { countStates, keptInstances, rehostedInPlace, type StateCounts } from './rehost.ts';
import { checkRehosting, type Placer, placeAsFound, rehostedAnew, remainingProblem } from './remaining.ts';
import { placedByGroup } from './resized.ts';
import { type NodeState, StateSpace } from './states.ts';

/** Losses by kind that are looked at, each of which may cost a search of `problem.steps`. */
export const MOST_LOSSES = 64;
/** Losses by kind and state whose moves are counted, each a quick search; where there are more, only the fullest. */
const MOST_CASES = 1_000;

/**
 * Whether all that `placement` hosts can be hosted again after any `losses` nodes are lost; `problem.steps` for each.
 * `place`: how everything is placed anew where others must move.
 */
export async function survivalOfPlacement(
  problem: PlacementProblem,
  placement: Placement,
  losses: number,
  place: Placer = placeAsFound,
): Promise<Survival> {
  const fleet = fleetOf(problem.scenario);
  const space = new StateSpace(problem, fleet);
  const apps = placedByGroup(problem.scenario, placement.node);
  const hosted = apps.reduce((sum, count) => sum + count, 0);
  const sizes = fleet.kinds.map(({ nodes }) => nodes.length);
  const vectors = losses === 0 || hosted === 0 ? [] : lossVectors(sizes, losses, MOST_LOSSES);
  const known = { losses, hosted };
  if (vectors === null) {
    const reason = `more than ${MOST_LOSSES} losses of ${losses} nodes differ in the kinds lost`;
    return { ...known, verdict: 'undecided', reason, cases: 0, worst: null, isWorstOfAll: false };
  }
  const states = statesOf(space, placement);
  const details = detailedLosses(space, states, vectors);
  const outcomes: Outcome[] = [];
  for (const [k, lost] of vectors.entries()) {
    const remaining = remainingProblem(problem, fleet, lost, apps);
    outcomes.push(await outcomeOf(space, remaining, details.byVector[k] as readonly Loss[], hosted, place));
  }
  return { ...known, cases: vectors.length, ...judged(outcomes, details.isComplete) };
}

/** Nodes lost, by state. */
interface Loss {
  readonly nodes: readonly number[];
  readonly displaced: readonly number[];
  readonly remaining: StateCounts;
}

interface Outcome {
  readonly verdict: Survival['verdict'];
  readonly worst: LossCase;
  /** Weight of what found no place. */
  readonly weight: number;
}

function judged(outcomes: readonly Outcome[], isWorstOfAll: boolean) {
  const of = (verdict: Survival['verdict']) => outcomes.filter((outcome) => outcome.verdict === verdict);
  const [failing, open] = [of('fails'), of('undecided')];
  const verdict = failing.length > 0 ? 'fails' : open.length > 0 ? 'undecided' : 'survives';
  const heaviest = (a: Outcome, b: Outcome) => (b.weight > a.weight ? b : a);
  const mostMoves = (a: Outcome, b: Outcome) => ((b.worst.moves ?? 0) > (a.worst.moves ?? 0) ? b : a);
  const [first, ...others] = failing.length > 0 ? failing : open.length > 0 ? open : outcomes;
  const worst = first === undefined ? null : others.reduce(verdict === 'survives' ? mostMoves : heaviest, first).worst;
  const reason =
    verdict === 'undecided'
      ? 'the search ended with neither a new placement for all nor a proof that there is none'
      : null;
  return { verdict, reason, worst, isWorstOfAll } as const;
}

/** One loss by kind: first in place for every way to lose such nodes, then anew where no way could be mended so. */
async function outcomeOf(
  space: StateSpace,
  remaining: PlacementProblem,
  losses: readonly Loss[],
  hosted: number,
  place: Placer,
): Promise<Outcome> {
  const { scenario } = remaining;
  const tried = losses.map((loss) => ({ loss, after: rehostedInPlace(space, loss.remaining, loss.displaced) }));
  const inPlace = tried.find(({ after }) => after !== null)?.after ?? null;
  const fullest = losses.reduce((a, b) => (total(b.displaced) > total(a.displaced) ? b : a));
  const anew = inPlace === null ? await rehostedAnew(space, remaining, place) : null;
  const witness = inPlace ?? anew?.states ?? null;
  if (witness === null) {
    const unhosted = scenario.apps.flatMap((app, group): GroupCount[] => {
      const count = anew?.unhosted[group] as number;
      return count === 0 ? [] : [{ app, count }];
    });
    const weight = unhosted.reduce((sum, { app, count }) => sum + count * app.weight, 0);
    const verdict = anew?.isImpossible === true ? 'fails' : 'undecided';
    return { verdict, weight, worst: { ...described(space, fullest), moves: null, unhosted } };
  }
  checkRehosting(remaining, witness);
  const counted = tried.map(({ loss, after }) => {
    const moves = after === null ? hosted - keptInstances(loss.remaining, witness) : total(loss.displaced);
    return { ...described(space, loss), moves, unhosted: [] };
  });
  const worst = counted.reduce((a, b) => (b.moves > a.moves ? b : a));
  return { verdict: 'survives', weight: 0, worst };
}

function described({ problem }: StateSpace, { nodes, displaced }: Loss) {
  const lost = new Map<string, number>();
  for (const node of nodes) {
    const { name } = groupOf(problem.scenario.nodes, node);
    lost.set(name, (lost.get(name) ?? 0) + 1);
  }
  return { nodes, lost: [...lost].map(([group, count]) => ({ group, count })), displaced: total(displaced) };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The ways to lose nodes, by vector of kinds: all that differ in states, or only the fullest nodes of each kind. */
function detailedLosses(space: StateSpace, states: readonly NodeState[], vectors: readonly (readonly number[])[]) {
  const { kinds } = space.fleet;
  const byKind = kinds.map((kind) => {
    const nodes = new Map<NodeState, number[]>();
    for (const node of kind.nodes) {
      const state = states[node] as NodeState;
      const members = nodes.get(state);
      if (members === undefined) nodes.set(state, [node]);
      else members.push(node);
    }
    const hosts = (state: NodeState) => total([...patternCounts(state).values()]);
    return [...nodes].sort(([a], [b]) => hosts(b) - hosts(a));
  });
  const all = countStates(states);
  let left = MOST_CASES;
  const details = vectors.map((vector) => {
    const ways = left < 0 ? null : waysToLose(byKind, vector, left);
    left -= ways?.length ?? Number.POSITIVE_INFINITY;
    return ways;
  });
  const isComplete = left >= 0;
  const fullest = (vector: readonly number[]) => byKind.map((nodes, k) => firstNodes(nodes, vector[k] as number));
  const byVector = vectors.map((vector, k) =>
    ((isComplete ? details[k] : null) ?? [fullest(vector).flat()]).map((nodes) => lossOf(space, states, all, nodes)),
  );
  return { byVector, isComplete };
}

/** Lists of lost nodes, one for every choice of states; `null` when there are more than `most`. */
function waysToLose(
  byKind: readonly (readonly (readonly [NodeState, readonly number[]])[])[],
  vector: readonly number[],
  most: number,
): number[][] | null {
  let ways: number[][] = [[]];
  for (const [k, nodes] of byKind.entries()) {
    const sizes = nodes.map(([, members]) => members.length);
    const choices = lossVectors(sizes, vector[k] as number, most);
    if (choices === null || choices.length * ways.length > most) return null;
    const taken = choices.map((choice) => choice.flatMap((n, s) => (nodes[s]?.[1] ?? []).slice(0, n)));
    ways = ways.flatMap((way) => taken.map((lost) => [...way, ...lost]));
  }
  return ways;
}

function firstNodes(nodes: readonly (readonly [NodeState, readonly number[]])[], count: number): number[] {
  return nodes.flatMap(([, members]) => members).slice(0, count);
}

function lossOf(space: StateSpace, states: readonly NodeState[], all: StateCounts, nodes: readonly number[]): Loss {
  const remaining = new Map(all);
  const displaced = space.fleet.classes.map(() => 0);
  for (const node of nodes) {
    const state = states[node] as NodeState;
    const count = (remaining.get(state) as number) - 1;
    if (count === 0) remaining.delete(state);
    else remaining.set(state, count);
    for (const [index, hosted] of patternCounts(state)) displaced[index] = (displaced[index] as number) + hosted;
  }
  return { nodes: [...nodes].sort((a, b) => a - b), displaced, remaining };
}
