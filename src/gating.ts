/** A scenario and its gates → the plan, its measures, a baseline to compare with, and the verdict. */

import type { FileAccess } from './domain/files.ts';
import type { Baseline, GateCheck, GateResult } from './domain/gate-result.ts';
import type { GateValues } from './domain/gates.ts';
import { type Move, movesBetween } from './domain/moves.ts';
import type { Plan } from './domain/plan.ts';
import type { PolicyName } from './domain/policies.ts';
import { ProblemError, problem } from './domain/problem.ts';
import type { Scenario } from './domain/scenario.ts';
import { planChanges } from './gate/changes.ts';
import { judge, skip, verdictOf } from './gate/judge.ts';
import type { Measure } from './gate/measure.ts';
import { headroomMeasure, movesMeasure, survivalMeasure } from './gate/outside-measures.ts';
import { PLAN_GATES, planMeasure } from './gate/plan-measures.ts';
import { withoutRedundantHints } from './gate/ratchet.ts';
import { type Requirement, readRequirements } from './gate/requirement.ts';
import { headroomOfAll } from './headroom.ts';
import { fit, predict } from './plan.ts';
import { readBaseline } from './read/baseline.ts';
import { survivalOf } from './survival.ts';

export interface GateOptions {
  /** `null`: the scenario's own placement is judged; where it gives none, the one of `auto`. */
  readonly policy: PolicyName | null;
  readonly seed: number;
  /** Steps of the policy's search, and of the search after each loss; left out: their own number. */
  readonly steps?: number;
  /** Requirements besides those of the scenario, such as `placed >= 90%`. */
  readonly requirements: readonly string[];
  /** An earlier plan's document; `null`: none. */
  readonly baseline: string | null;
  /** Whether requirements that need the baseline are skipped where there is none. */
  readonly isBaselineOptional: boolean;
}

/**
 * Judges a scenario's plan by its gates. Throws a `ProblemError` for a requirement or a baseline that cannot be read,
 * for a requirement that needs a baseline where there must be one, and when there is no gate at all.
 */
export async function gate(scenario: Scenario, options: GateOptions, files: FileAccess): Promise<GateResult> {
  const requirements = readRequirements(scenario.gates, options.requirements, scenario.name);
  const baseline = await baselineOf(scenario, options, files);
  if (baseline === null && !options.isBaselineOptional) checkNoneNeeded(requirements);
  const plan = await planToJudge(scenario, options);
  const moves = baseline === null ? [] : movesFrom(baseline, plan);
  const taken = new Map<string, Measure>();
  const checks: GateCheck[] = [];
  for (const requirement of requirements) {
    checks.push(await checkOf(requirement, { plan, baseline, moves, options, taken }));
  }
  return {
    plan,
    verdict: verdictOf(checks),
    checks: withoutRedundantHints(checks),
    measures: measuresOf(plan, taken),
    baseline: baseline?.name ?? null,
    changes: baseline === null ? null : planChanges(plan, baseline, moves),
  };
}

async function planToJudge(scenario: Scenario, { policy, seed, steps }: GateOptions): Promise<Plan> {
  if (policy === null && scenario.placement !== null) return predict(scenario, seed);
  return fit(scenario, { policy: policy ?? 'auto', seed, ...(steps === undefined ? {} : { steps }) });
}

async function baselineOf(
  scenario: Scenario,
  { baseline, isBaselineOptional }: GateOptions,
  files: FileAccess,
): Promise<Baseline | null> {
  if (baseline === null) return null;
  try {
    return readBaseline(await files.openNamed(baseline), scenario);
  } catch (error) {
    const isMissing = error instanceof ProblemError && error.problems.every(({ code }) => code === 'file-missing');
    if (isMissing && isBaselineOptional) return null;
    throw error;
  }
}

function needsBaseline({ gate: record, isRelative, text }: Requirement): boolean {
  return text.level !== 'off' && (isRelative || record.needsBaseline === true);
}

function checkNoneNeeded(requirements: readonly Requirement[]): void {
  const needy = requirements.filter(needsBaseline);
  if (needy.length === 0) return;
  const help = 'Give --baseline plan.json as "fit --out" wrote it, or --baseline-optional to skip this without one.';
  throw new ProblemError(
    needy.map(({ gate: { name }, text: { requirement, place } }) => {
      const message = `"${name} ${requirement}" compares with a baseline, and no --baseline was given`;
      return { ...problem('baseline-missing', message, help), place };
    }),
  );
}

function movesFrom({ plan: { placement, displaced } }: Baseline, plan: Plan): Move[] {
  return movesBetween(placement, plan.placement, new Set(displaced.map(({ instance }) => instance)));
}

interface Context {
  readonly plan: Plan;
  readonly baseline: Baseline | null;
  readonly moves: readonly Move[];
  readonly options: GateOptions;
  /** Measures taken so far: a gate may stand twice. */
  readonly taken: Map<string, Measure>;
}

async function checkOf(requirement: Requirement, context: Context): Promise<GateCheck> {
  const { baseline, taken } = context;
  const { name } = requirement.gate;
  if (requirement.text.level === 'off') return skip(requirement, 'switched off');
  if (baseline === null && needsBaseline(requirement)) return skip(requirement, 'there is no baseline yet');
  const key = name === 'survive' ? `survive ${requirement.number}` : name;
  const measure = taken.get(key) ?? (await measureOf(requirement, context));
  taken.set(key, measure);
  return judge(requirement, measure, baseline?.measures[name] ?? null);
}

async function measureOf({ gate: { name }, number }: Requirement, context: Context): Promise<Measure> {
  const { plan, baseline, moves, options } = context;
  if (name === 'headroom') return headroomMeasure(plan, headroomOfAll(plan));
  if (name === 'moves' && baseline !== null) return movesMeasure(plan, baseline, moves);
  if (name === 'survive') {
    const { seed, steps } = options;
    const survival = await survivalOf(plan, number, { seed, ...(steps === undefined ? {} : { steps }) });
    return survivalMeasure(plan, survival);
  }
  const measure = planMeasure(name, plan);
  if (measure === null) throw new Error(`nothing measures the gate ${name}`);
  return measure;
}

/** What a later run finds in this one as a baseline: all that the plan holds, and what else was measured. */
function measuresOf(plan: Plan, taken: ReadonlyMap<string, Measure>): Record<string, GateValues> {
  const own = PLAN_GATES.map((name) => [name, planMeasure(name, plan)] as const);
  const headroom = ['headroom', taken.get('headroom') ?? null] as const;
  return Object.fromEntries(
    [...own, headroom].flatMap(([name, measure]) => (measure?.values ? [[name, measure.values]] : [])),
  );
}
