/** A plan, and what judged or compared it → everything that its page shows. */

import { bestRow, type Comparison, type ComparisonRow, familyOf } from './domain/comparison.ts';
import type { FileAccess } from './domain/files.ts';
import type { GateResult } from './domain/gate-result.ts';
import { okWeight, type Plan, planTotals } from './domain/plan.ts';
import { POLICY_NAMES, type PolicyName } from './domain/policies.ts';
import { ProblemError, problem } from './domain/problem.ts';
import type { PolicyOutcome, Report } from './domain/report.ts';
import { applicationCount, nodeCount, type Scenario } from './domain/scenario.ts';
import { explainPlan } from './explanation.ts';
import { type PlanOrigin, planOfFile } from './export.ts';
import { headroomOfAll } from './headroom.ts';
import { loadCurves } from './load-curves.ts';
import type { AskedApplication } from './place/explain-application.ts';
import { POLICIES } from './place/policies.ts';
import { fit, loadScenario, predict } from './plan.ts';
import { isPlanFile } from './read/plan-file.ts';
import { readScenario } from './read/scenario.ts';

/** Every baseline, so that the best of them is the one that `compare` finds; of ours those that search nothing. */
const SIDE_BY_SIDE = POLICY_NAMES.filter((name) => familyOf(name) !== 'edge-plan' || POLICIES[name].steps === 0);

/** Applications that did not fit and are explained; of the others only the reason is told. */
const MOST_EXPLAINED = 24;

export interface ReportOptions {
  /** What judged the plan; `null`: nothing did. */
  readonly gate: GateResult | null;
  /** What other policies make of the scenario, where that is known; `null`: find out, and simulate nothing. */
  readonly compared: { readonly comparison: Comparison; readonly requests: number | null } | null;
}

/** Asks what the page shows beside the plan. */
export async function reportOn(plan: Plan, { gate, compared }: ReportOptions): Promise<Report> {
  const asked = leftOut(plan).slice(0, MOST_EXPLAINED);
  return {
    plan: { ...plan, explanations: explainPlan(plan, asked) },
    headroom: plan.headroom?.all ?? headroomOfAll(plan),
    curves: loadCurves(plan),
    ...(compared === null ? await sideBySide(plan) : { ...compared, policies: outcomesOf(plan, compared.comparison) }),
    gate,
  };
}

function leftOut({ scenario, placement }: Plan): AskedApplication[] {
  const groups = scenario.apps.filter(({ firstIndex, count }) =>
    placement.node.subarray(firstIndex, firstIndex + count).includes(-1),
  );
  return groups.map((app) => ({ app, instance: null }));
}

async function sideBySide(plan: Plan): Promise<Pick<Report, 'policies' | 'comparison' | 'requests'>> {
  const rows: ComparisonRow[] = [];
  for (const policy of SIDE_BY_SIDE) {
    if (policy !== plan.policy) rows.push(rowOf(await fit(plan.scenario, { policy, seed: plan.seed }), policy));
  }
  const own = POLICY_NAMES.find((name) => name === plan.policy);
  if (own === undefined)
    return { policies: [givenOutcome(plan), ...rows.map(outcomeOf)], comparison: null, requests: null };
  const comparison = {
    offered: applicationCount(plan.scenario),
    nodes: nodeCount(plan.scenario),
    upperBound: plan.knowsSlos ? plan.upperBound : null,
    rows: [rowOf(plan, own), ...rows],
  };
  return { policies: outcomesOf(plan, comparison), comparison, requests: null };
}

function rowOf(plan: Plan, policy: PolicyName): ComparisonRow {
  const { placed, violating } = planTotals(plan);
  const { status, upperBound } = plan;
  const unasked = { safePrefix: null, simulated: null, derating: null };
  return {
    policy,
    placed,
    violating,
    okWeight: okWeight(plan.nodes),
    status: status ?? 'feasible',
    upperBound,
    ...unasked,
  };
}

/** The row of the page's own plan first. */
function outcomesOf({ policy }: Plan, { rows }: Comparison): readonly PolicyOutcome[] {
  const isOwn = (row: ComparisonRow) => row.policy === policy;
  const own = rows.filter(isOwn).map((row) => ({ ...outcomeOf(row), isPlan: true }));
  return [...own, ...rows.filter((row) => !isOwn(row)).map(outcomeOf)];
}

function outcomeOf({ policy, placed, violating, safePrefix, simulated, derating }: ComparisonRow): PolicyOutcome {
  return {
    policy,
    isPlan: false,
    placed,
    violating,
    safePrefix,
    simulated,
    limitsLeft: derating?.factor ?? null,
  };
}

function givenOutcome(plan: Plan): PolicyOutcome {
  const { placed, violating } = planTotals(plan);
  const unasked = { safePrefix: null, simulated: null, limitsLeft: null };
  return { policy: null, isPlan: true, placed, violating, ...unasked };
}

/** The plan to show of a comparison: of the best of our policies in it, else that of `auto`. */
export function planOfComparison(scenario: Scenario, { rows }: Comparison, seed: number): Promise<Plan> {
  const best = bestRow(rows, 'edge-plan', 'ok')?.row.policy;
  return fit(scenario, { policy: POLICY_NAMES.find((name) => name === best) ?? 'auto', seed });
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
  const isPlan = file !== null && isPlanFile(file);
  if (isPlan && policy !== null)
    throw conflict('a plan and --policy', 'A plan is shown as it is; give a scenario to place it anew.');
  if (file !== null && !isPlan && scenarioPath !== null) {
    throw conflict('a scenario and --scenario', 'Only a plan file needs to be told its scenario.');
  }
  if (isPlan) return planOfFile(file, { scenario: scenarioPath, seed }, files);
  const scenario = file === null ? await loadScenario(scenarioPath, files) : await readScenario(file, files);
  if (policy === null && scenario.placement !== null) return predict(scenario, seed);
  return fit(scenario, { policy: policy ?? 'auto', seed, ...(steps === null ? {} : { steps }) });
}

function conflict(what: string, help: string): ProblemError {
  return new ProblemError([problem('flags-conflict', `${what} cannot be given together`, help)]);
}

export interface ReportOrigin extends Omit<PlanOrigin, 'planFile'> {
  /** A scenario, or a plan as `fit --out` wrote it; `null`: the scenario, or the shipped example. */
  readonly file: string | null;
  /** Steps that the policy may search; `null`: its own number. */
  readonly steps: number | null;
}
