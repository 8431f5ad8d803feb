/** A plan, and what judged or compared it → everything that its page shows. */

import type { FileAccess } from './domain/files.ts';
import type { GateResult } from './domain/gate-result.ts';
import { type Plan, planTotals } from './domain/plan.ts';
import type { PolicyName } from './domain/policies.ts';
import type { PolicyOutcome, Report } from './domain/report.ts';
import { explainPlan } from './explanation.ts';
import { type PlanOrigin, planOfFile } from './export.ts';
import { headroomOfAll } from './headroom.ts';
import { loadCurves } from './load-curves.ts';
import { fit, loadScenario, predict } from './plan.ts';
import { isPlanFile } from './read/plan-file.ts';
import { readScenario } from './read/scenario.ts';

/** Those that search nothing: together they take a part of the time that the plan itself took. */
const SIDE_BY_SIDE: readonly PolicyName[] = [
  'greedy-online',
  'knapsack-first',
  'knapsack-best',
  'knapsack-worst',
  'ibis-bfs',
  'ibis-dfs',
  'ibis-grouping',
];

/** Applications that did not fit and are explained; of the others only the reason is told. */
const MOST_EXPLAINED = 24;

export interface ReportOptions {
  /** What judged the plan; `null`: nothing did. */
  readonly gate: GateResult | null;
  /** What other policies make of the scenario, where that is known; `null`: find out. */
  readonly policies: readonly PolicyOutcome[] | null;
}

/** Asks what the page shows beside the plan. */
export async function reportOn(plan: Plan, { gate, policies }: ReportOptions): Promise<Report> {
  const leftOut = plan.scenario.apps.filter(({ index }) => plan.reasons[index] != null && isLeftOut(plan, index));
  const asked = leftOut.slice(0, MOST_EXPLAINED).map((app) => ({ app, instance: null }));
  return {
    plan: { ...plan, explanations: explainPlan(plan, asked) },
    headroom: plan.headroom?.all ?? headroomOfAll(plan),
    curves: loadCurves(plan),
    policies: policies ?? (await sideBySide(plan)),
    gate,
  };
}

function isLeftOut({ scenario, placement }: Plan, index: number): boolean {
  const { firstIndex = 0, count = 0 } = scenario.apps[index] ?? {};
  return placement.node.subarray(firstIndex, firstIndex + count).includes(-1);
}

async function sideBySide(plan: Plan): Promise<readonly PolicyOutcome[]> {
  const rows = [outcomeOf(plan, true)];
  for (const policy of SIDE_BY_SIDE) {
    if (policy === plan.policy) continue;
    rows.push(outcomeOf(await fit(plan.scenario, { policy, seed: plan.seed }), false));
  }
  return rows;
}

function outcomeOf(plan: Plan, isPlan: boolean): PolicyOutcome {
  const { placed, violating } = planTotals(plan);
  return { policy: plan.policy, isPlan, placed, violating, safe: null, simulatedViolating: null };
}

/**
 * The plan of a page: of a plan file, of the policy that is named, else the scenario's own placement, else that of
 * `auto`. Throws a `ProblemError` for files that cannot be read, and for a plan whose scenario is not to be found.
 */
export async function planToReport(
  { file: path, scenario: scenarioPath, policy, seed, steps }: ReportOrigin,
  files: FileAccess,
): Promise<Plan> {
  const file = path === null ? null : await files.openNamed(path);
  if (file !== null && isPlanFile(file)) return planOfFile(file, { scenario: scenarioPath, seed }, files);
  const scenario = file === null ? await loadScenario(scenarioPath, files) : await readScenario(file, files);
  if (policy === null && scenario.placement !== null) return predict(scenario, seed);
  return fit(scenario, { policy: policy ?? 'auto', seed, ...(steps === null ? {} : { steps }) });
}

export interface ReportOrigin extends Omit<PlanOrigin, 'planFile'> {
  /** A scenario, or a plan as `fit --out` wrote it; `null`: the scenario, or the shipped example. */
  readonly file: string | null;
  /** Steps that the policy may search; `null`: its own number. */
  readonly steps: number | null;
}
