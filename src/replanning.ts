/** What runs now, the world as it is now → the plan repaired with few moves, beside what other rules would do. */

import type { Displaced, EarlierPlan } from './domain/earlier-plan.ts';
import type { FileAccess } from './domain/files.ts';
import { sloValue } from './domain/latency.ts';
import { countMoves, type Move, movesBetween } from './domain/moves.ts';
import { type NodePlan, type Plan, planTotals, verdictOn } from './domain/plan.ts';
import type { ExplainedMove, Replan, ReplanPolicy, ReplanRow } from './domain/replan.ts';
import { groupOf, instanceName, type Placement, type Scenario } from './domain/scenario.ts';
import { onNodes, type RateChange, withoutNodes, withRates } from './domain/scenario-changes.ts';
import { explainLeftOut } from './place/explain.ts';
import type { PlacementProblem } from './place/problem.ts';
import { hotSpotsMoved } from './place/replan/hot-spot.ts';
import { laidOver } from './place/replan/matching.ts';
import { reasonsFor } from './place/replan/reasons.ts';
import { type Running, repaired } from './place/replan/repair.ts';
import { fit, nodePlans } from './plan.ts';
import { ibisQuestion } from './predict/ibis.ts';
import { createLatencyQuestion } from './predict/node.ts';
import { readEarlierPlan } from './read/plan-file.ts';

export { type Changes, readChanges } from './read/changes.ts';

/** Questions that a repair may ask of the latency models. */
export const REPAIR_STEPS = 8_000;

/** The scenario as it is now, and what of the earlier plan runs on it. */
export interface Situation {
  readonly scenario: Scenario;
  readonly running: Running;
  readonly displaced: readonly Displaced[];
  readonly goneApps: readonly string[];
}

/**
 * What runs: the plan file, else the scenario's own placement, else what `fit` makes of the scenario before `rates` and
 * `lost` (global node indices) change it. Throws a `ProblemError` for a bad plan file.
 */
export async function situationOf(
  scenario: Scenario,
  { rates, lost }: { readonly rates: readonly RateChange[]; readonly lost: ReadonlySet<number> },
  planFile: string | null,
  seed: number,
  files: FileAccess,
): Promise<Situation> {
  const earlier = await earlierPlan(scenario, planFile, seed, files);
  const { scenario: smaller, indexOf } = withoutNodes(scenario, lost);
  const lostNow = [...earlier.placement.node.entries()].flatMap(([instance, node]): Displaced[] =>
    node !== -1 && indexOf[node] === -1 ? [{ instance, node: instanceName(scenario.nodes, node), gone: 'node' }] : [],
  );
  const displaced = [...earlier.displaced, ...lostNow].sort((a, b) => a.instance - b.instance);
  return {
    scenario: withRates(smaller, rates),
    displaced,
    goneApps: earlier.goneApps,
    running: {
      placement: onNodes(earlier.placement, indexOf),
      displaced: displaced.map(({ instance }) => instance),
      isNew: earlier.newApps,
    },
  };
}

async function earlierPlan(
  scenario: Scenario,
  planFile: string | null,
  seed: number,
  files: FileAccess,
): Promise<EarlierPlan> {
  if (planFile !== null) return readEarlierPlan(await files.openNamed(planFile), scenario);
  const { placement } = scenario;
  if (placement === null) {
    const plan = await fit(scenario, { policy: 'auto', seed });
    return { placement: plan.placement, displaced: [], newApps: [], goneApps: [] };
  }
  const newApps = [...placement.node.keys()].filter((instance) => placement.node[instance] === -1);
  return { placement, displaced: [], newApps, goneApps: [] };
}

export function repairProblem(scenario: Scenario, seed: number): PlacementProblem {
  return { scenario, latency: createLatencyQuestion(scenario), ibis: ibisQuestion, seed, steps: REPAIR_STEPS };
}

export interface ReplanOptions {
  readonly seed: number;
  /** Instances that may move; `null`: any number. */
  readonly mostMoves: number | null;
  /** What changed, in phrases, to be said in the answer. */
  readonly changes: readonly string[];
}

/** Repairs what runs, explains every move, and says what a fresh plan, Ibis's rule and doing nothing come to. */
export async function replan(
  { scenario, running, displaced, goneApps }: Situation,
  { seed, mostMoves, changes }: ReplanOptions,
): Promise<Replan> {
  const problem = repairProblem(scenario, seed);
  const anew = (await fit(scenario, { policy: 'auto', seed })).placement;
  const repair = await repaired(problem, running, mostMoves ?? Number.POSITIVE_INFINITY, async () => anew);
  const fresh = laidOver(problem, running, anew);
  const placements: readonly (readonly [ReplanPolicy, Placement])[] = [
    ['replan', repair.placement],
    ['fresh plan', fresh.placement],
    ['ibis hot-spot', hotSpotsMoved(problem, running)],
    ['nothing', running.placement],
  ];
  const rows = placements.map(([policy, placement]) => rowOf(problem, running, policy, placement));
  const plan = planOf(problem, repair.placement);
  const moves = movesBetween(running.placement, repair.placement, new Set(running.displaced));
  const reasons = reasonsFor(problem, running.placement, displaced, repair, moves);
  const nodeNames = new Map(displaced.map(({ instance, node }) => [instance, node]));
  return {
    plan,
    changes,
    goneApps,
    ran: running.placement.node.filter((node) => node !== -1).length + displaced.length,
    harmed: (rows.at(-1)?.violating ?? 0) + displaced.length,
    relieved: repair.relieved.size,
    moves: moves.map((move, k) => explained(plan, move, reasons[k] as string, nodeNames)),
    atLeast: repair.atLeast,
    mostMoves,
    rows,
    isFreshExact: fresh.isExact,
  };
}

function rowOf(problem: PlacementProblem, running: Running, policy: ReplanPolicy, placement: Placement): ReplanRow {
  const { placed, placedWeight, violating } = planTotals(planOf(problem, placement, false));
  const counts = countMoves(movesBetween(running.placement, placement, new Set(running.displaced)));
  return { policy, hosted: placed, hostedWeight: placedWeight, violating, ...counts };
}

/** The plan of a placement as the reports take it. */
export function planOf(problem: PlacementProblem, placement: Placement, isExplained = true): Plan {
  const { scenario, seed, latency } = problem;
  const reasons = isExplained
    ? explainLeftOut(problem, placement).map((reason) => reason?.sentence ?? null)
    : scenario.apps.map(() => null);
  const nodes = nodePlans(scenario, placement, latency);
  const unproved = { policy: 'replan', status: 'feasible' as const, upperBound: null, knowsSlos: true };
  return { command: 'replan', scenario, seed, placement, nodes, reasons, ...unproved };
}

function explained(plan: Plan, move: Move, why: string, nodeNames: ReadonlyMap<number, string>): ExplainedMove {
  const { from, to, instance } = move;
  const name = from === null ? (nodeNames.get(instance) ?? null) : instanceName(plan.scenario.nodes, from.node);
  if (to === null) return { move, from: name, why, predicted: null };
  const app = groupOf(plan.scenario.apps, instance);
  const { response } = verdictOn(plan.nodes[to.node] as NodePlan, to.accelerator, app);
  return { move, from: name, why, predicted: response === null ? null : sloValue(response, app.slo) };
}
