/** The whole flow on one screen: a checked scenario → predict → place → check → a plan for the reports. */

import type { FileAccess } from './domain/files.ts';
import type { LatencyQuestion } from './domain/latency.ts';
import type { NodePlan, Plan } from './domain/plan.ts';
import type { PolicyName } from './domain/policies.ts';
import { groupOf, type Placement, type Scenario } from './domain/scenario.ts';
import { tenanciesOf } from './domain/tenancy.ts';
import { askedOnceOfAlike } from './place/alike.ts';
import { poolSentence, poolViolations } from './place/constraints.ts';
import { explainLeftOut } from './place/explain.ts';
import { POLICIES } from './place/policies.ts';
import { memoryUses } from './place/pools.ts';
import type { PlacementProblem, PlacementResult } from './place/problem.ts';
import { placementProblem } from './placement-problem.ts';
import { createLatencyQuestion } from './predict/node.ts';
import { readScenario } from './read/scenario.ts';
import { leftOutSentence, surviving } from './survival.ts';

export { parseComparedSweep, parseShard } from './read/compared-sweep.ts';
export { readComparisonSeries } from './read/comparison-file.ts';
export { scenarioNotes } from './read/notes.ts';
export { parseVary } from './read/vary.ts';

/** What every command works on when no scenario is named; part of the package. */
const DEFAULT_SCENARIO = 'scenarios/heterogeneous.yaml';

/** The scenario at `path` (`-` is standard input), or the shipped example when none is named. */
export async function loadScenario(path: string | null, files: FileAccess): Promise<Scenario> {
  const file = path === null ? await files.openShipped(DEFAULT_SCENARIO) : await files.openNamed(path);
  return readScenario(file, files);
}

export interface FitOptions {
  readonly policy: PolicyName;
  readonly seed: number;
  /** Steps that the policy may search (`PlacementProblem.steps`); left out: its own number. */
  readonly steps?: number;
  /** Everything placed must find a place again after any so many nodes are lost; left out: nothing is asked. */
  readonly losses?: number;
  /** Told of every better plan on the way, made only when it is asked for, and then at once. */
  readonly onFound?: (plan: () => Plan) => void;
}

/** Places the scenario's applications by a policy, and says what the default models think of the result. */
export async function fit(scenario: Scenario, { policy, seed, steps, losses, onFound }: FitOptions): Promise<Plan> {
  const { run, keepsSlos: knowsSlos, steps: usual } = POLICIES[policy];
  const problem = placementProblem(scenario, seed, steps ?? usual);
  const { placement, status, upperBound, survival } =
    losses === undefined
      ? {
          ...(await run(problem, onFound && ((found) => onFound(() => planOnTheWay(problem, policy, found()))))),
          survival: null,
        }
      : await surviving(problem, policy, losses);
  const reasons = explainLeftOut(problem, placement).map((reason) => leftOutSentence(reason, survival !== null));
  const nodes = nodePlans(scenario, placement, problem.latency);
  const plan = { scenario, seed, policy, placement, status, upperBound, knowsSlos, nodes, reasons };
  return { command: 'fit', ...plan, ...(survival === null ? {} : { survival }) };
}

/** What a search has so far. Why it leaves something out is not known before the search is over. */
function planOnTheWay(problem: PlacementProblem, policy: PolicyName, result: PlacementResult): Plan {
  const { scenario, seed, latency } = problem;
  const { placement, status, upperBound } = result;
  const reasons = scenario.apps.map(() => 'the search was not over');
  const nodes = nodePlans(scenario, placement, latency);
  const { keepsSlos: knowsSlos } = POLICIES[policy];
  return { command: 'fit', scenario, seed, policy, placement, status, upperBound, knowsSlos, nodes, reasons };
}

/** What the default models think of the placement that the scenario gives, or of `fit`'s where it gives none. */
export async function predict(scenario: Scenario, seed: number): Promise<Plan> {
  const { placement } = scenario;
  if (placement === null) return { ...(await fit(scenario, { policy: 'auto', seed })), command: 'predict' };
  const nodes = nodePlans(scenario, placement, createLatencyQuestion(scenario));
  const reasons = scenario.apps.map(() => 'the placement in the scenario leaves it out');
  const given = { policy: null, status: null, upperBound: null, knowsSlos: false };
  return { command: 'predict', scenario, seed, placement, nodes, reasons, ...given };
}

/** The answer for every node that hosts something. Equal nodes with equal tenants share one answer. */
export function nodePlans(scenario: Scenario, placement: Placement, latency: LatencyQuestion): (NodePlan | null)[] {
  const answerFor = askedOnceOfAlike(scenario, latency);
  return tenanciesOf(scenario, placement).map((tenancy, index) => {
    if (tenancy === null) return null;
    const group = groupOf(scenario.nodes, index);
    const uses = tenancy.map((tenants) => memoryUses(group, tenants, scenario.profiles));
    const acceleratorMemory = uses.map((use) => use.node.bytes);
    const memory = acceleratorMemory.reduce((sum, bytes) => sum + bytes, 0);
    const overdrafts = poolViolations(group, tenancy, scenario.profiles, scenario.limits).map(
      ({ accelerator, ...violation }) => ({
        accelerator,
        sentence: poolSentence({ accelerator, ...violation }, group),
      }),
    );
    const answer = answerFor(group, tenancy);
    return { index, group, tenancy, answer, memory, acceleratorMemory, memoryUses: uses, overdrafts };
  });
}
