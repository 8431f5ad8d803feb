/** A day of changing rates, step by step: what repairing, Ibis's rule and doing nothing make of it. */

import type { FileAccess } from './domain/files.ts';
import { countMoves, movesBetween } from './domain/moves.ts';
import { planTotals } from './domain/plan.ts';
import { ProblemError, problem } from './domain/problem.ts';
import {
  REPLAY_POLICIES,
  type Replay,
  type ReplayOutcome,
  type ReplayPolicy,
  type ReplayStep,
} from './domain/replan.ts';
import { applicationCount, type Placement, type Scenario } from './domain/scenario.ts';
import { type RateChange, withRates } from './domain/scenario-changes.ts';
import type { PlacementProblem } from './place/problem.ts';
import { hotSpotsMoved } from './place/replan/hot-spot.ts';
import { type Running, repaired } from './place/replan/repair.ts';
import { fit } from './plan.ts';
import { type RateStep, readRateSteps } from './read/rate-steps.ts';
import { planOf, repairProblem, type Situation } from './replanning.ts';

/** Instances looked at in all steps together: minutes of work. */
const MOST_INSTANCES = 50_000_000;

export interface ReplayOptions {
  readonly seed: number;
  /** Instances that may move in one step; `null`: any number. */
  readonly mostMoves: number | null;
  /** The file of rate changes. */
  readonly rates: string;
}

/** Throws a `ProblemError` for a bad file, or one that would take hours. */
export async function replayRates(
  { scenario, running }: Situation,
  { seed, mostMoves, rates }: ReplayOptions,
  files: FileAccess,
): Promise<Replay> {
  const file = await files.openNamed(rates);
  const moments = readRateSteps(file, scenario);
  checkSize(scenario, moments, file.name);
  const most = mostMoves ?? Number.POSITIVE_INFINITY;
  const rules: Readonly<Record<ReplayPolicy, Rule>> = {
    replan: async (now, before) => (await repaired(now, before, most, freshPlan(now))).placement,
    'ibis hot-spot': async (now, before) => hotSpotsMoved(now, before),
    nothing: async (_, { placement }) => placement,
  };
  const states = new Map<ReplayPolicy, Running>(REPLAY_POLICIES.map((policy) => [policy, running]));
  const steps: ReplayStep[] = [];
  const current = new Map<string, RateChange>();
  let last = repairProblem(scenario, seed);
  for (const { time, changes } of moments) {
    for (const { change } of changes) remember(current, change);
    last = repairProblem(withRates(scenario, [...current.values()]), seed);
    const outcomes: ReplayOutcome[] = [];
    for (const policy of REPLAY_POLICIES) {
      const before = states.get(policy) as Running;
      const placement = await rules[policy](last, before);
      states.set(policy, settled(before, placement, policy));
      outcomes.push(outcomeOf(policy, last, before, placement));
    }
    steps.push({ time, changes: changes.map(({ text }) => text), outcomes });
  }
  const { placement } = states.get('replan') as Running;
  return { plan: planOf(last, placement), file: file.name, steps, totals: totalsOf(steps) };
}

type Rule = (problem: PlacementProblem, running: Running) => Promise<Placement>;

/** Instances up to which a step may make a plan anew to see whether fewer have to stop. */
const MOST_FITTED = 20_000;

function freshPlan({ scenario, seed }: PlacementProblem): (() => Promise<Placement>) | null {
  if (applicationCount(scenario) > MOST_FITTED) return null;
  return async () => (await fit(scenario, { policy: 'auto', seed })).placement;
}

/** The latest change of the same instances counts, and counts as the latest of all. */
function remember(current: Map<string, RateChange>, change: RateChange): void {
  const key = `${change.first}+${change.count}`;
  current.delete(key);
  current.set(key, change);
}

/** What runs before the next step: who had no place and got none is out, and no longer new. */
function settled(before: Running, placement: Placement, policy: ReplayPolicy): Running {
  return policy === 'nothing' ? before : { placement, displaced: [], isNew: [] };
}

function violating(problem: PlacementProblem, placement: Placement): { hosted: number; violating: number } {
  const { placed, violating } = planTotals(planOf(problem, placement, false));
  return { hosted: placed, violating };
}

function outcomeOf(policy: ReplayPolicy, now: PlacementProblem, before: Running, placement: Placement): ReplayOutcome {
  const after = violating(now, placement);
  const moves = countMoves(movesBetween(before.placement, placement, new Set(before.displaced)));
  const found = placement === before.placement ? after : violating(now, before.placement);
  return { policy, before: found.violating, after: after.violating, hosted: after.hosted, ...moves };
}

function totalsOf(steps: readonly ReplayStep[]): ReplayOutcome[] {
  return REPLAY_POLICIES.map((policy, k) => {
    const outcomes = steps.map((step) => step.outcomes[k] as ReplayOutcome);
    const sum = (of: (outcome: ReplayOutcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
    return {
      policy,
      before: sum(({ before }) => before),
      after: sum(({ after }) => after),
      hosted: Math.min(...outcomes.map(({ hosted }) => hosted)),
      moves: sum(({ moves }) => moves),
      starts: sum(({ starts }) => starts),
      stops: sum(({ stops }) => stops),
    };
  });
}

function checkSize(scenario: Scenario, steps: readonly RateStep[], name: string): void {
  const instances = steps.length * applicationCount(scenario);
  if (instances <= MOST_INSTANCES) return;
  const message = `${name}: ${steps.length} steps of ${applicationCount(scenario)} applications are too many to replay`;
  const most = Math.floor(MOST_INSTANCES / applicationCount(scenario));
  throw new ProblemError([problem('replay-too-large', message, `Give at most ${most} different times.`)]);
}
