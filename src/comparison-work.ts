/**
 * One thread's share of a comparison: it places, judges and simulates, one question after the other. It keeps the
 * scenario, the varied scenario it saw last, and the solver's thread, which takes as long to start as a knapsack.
 */

import { compare } from './comparison.ts';
import type {
  Answer,
  AnswerTo,
  ComparisonAnswer,
  ComparisonTask,
  PolicyAnswer,
  PolicyTask,
  ScanAnswer,
  ScanTask,
  Task,
  Workers,
} from './comparison-tasks.ts';
import type { SimulatedCounts, Variation } from './domain/comparison.ts';
import { type PlanTotals, planTotals, verdictOn } from './domain/plan.ts';
import type { PolicyName } from './domain/policies.ts';
import type { Placement, Scenario } from './domain/scenario.ts';
import { simulatedInstances, simulatedTotals } from './domain/simulated-plan.ts';
import { deratedScenario } from './place/knapsack-derated.ts';
import { POLICIES } from './place/policies.ts';
import type { PlacementProblem } from './place/problem.ts';
import { nodePlans } from './plan.ts';
import { ibisQuestion } from './predict/ibis.ts';
import { createLatencyQuestion } from './predict/node.ts';
import { firstApplications, safePrefixInOrder } from './safe-prefix.ts';
import { simulatePlan } from './simulation.ts';
import { variedScenario } from './varied-scenario.ts';

export class Workbench implements Workers {
  readonly threads = 1;
  readonly #base: Scenario;
  #last: { readonly variation: Variation | null; readonly scenario: Scenario } | null = null;

  constructor(scenario: Scenario) {
    this.#base = scenario;
  }

  async run<T extends Task>(task: T): Promise<AnswerTo<T>> {
    const start = performance.now();
    const answer: Answer =
      task.kind === 'policy'
        ? await this.#policy(task)
        : task.kind === 'scan'
          ? await this.#scan(task)
          : await this.#comparison(task);
    return { ...answer, elapsed: performance.now() - start } as AnswerTo<T>;
  }

  async #policy({ variation, policy, factor, seed, requests, hasSafePrefix }: PolicyTask): Promise<PolicyAnswer> {
    const scenario = this.#varied(variation);
    const problem = problemOf(deratedScenario(scenario, factor), seed, POLICIES[policy].steps);
    const { placement, status, upperBound } = await POLICIES[policy].run(problem);
    const nodes = nodePlans(scenario, placement, problem.latency);
    const totals = planTotals({ scenario, nodes });
    return {
      kind: 'policy',
      totals,
      okWeight: okWeight(nodes),
      status,
      upperBound,
      safePrefix: hasSafePrefix ? knownSafePrefix(problem, policy, placement, totals) : null,
      simulated: requests === null ? null : await simulatedCounts(scenario, placement, nodes, seed, requests),
    };
  }

  async #scan({ variation, policy, seed, candidates }: ScanTask): Promise<ScanAnswer> {
    const scenario = this.#varied(variation);
    for (const [position, { offered, factor }] of candidates.entries()) {
      const fewer = firstApplications(deratedScenario(scenario, factor), offered);
      const problem = problemOf(fewer, seed, POLICIES[policy].steps);
      const { placement } = await POLICIES[policy].run(problem);
      const nodes = nodePlans(fewer, placement, problem.latency);
      const { placed, violating } = planTotals({ scenario: fewer, nodes });
      if (violating === 0) return { kind: 'scan', found: { position, placed } };
    }
    return { kind: 'scan', found: null };
  }

  async #comparison({ variation, settings }: ComparisonTask): Promise<ComparisonAnswer> {
    const comparison = await compare(this.#varied(variation), variation, settings, this);
    return { kind: 'comparison', item: { value: variation.value, ...comparison } };
  }

  #varied(variation: Variation | null): Scenario {
    if (this.#last === null || !isSame(this.#last.variation, variation)) {
      this.#last = { variation, scenario: variedScenario(this.#base, variation) };
    }
    return this.#last.scenario;
  }
}

function isSame(a: Variation | null, b: Variation | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function problemOf(scenario: Scenario, seed: number, steps: number): PlacementProblem {
  return { scenario, latency: createLatencyQuestion(scenario), ibis: ibisQuestion, seed, steps };
}

/** Offered everything, a policy that violates nothing is safe; one in scenario order shows its prefixes by itself. */
function knownSafePrefix(
  { scenario, latency }: PlacementProblem,
  policy: PolicyName,
  placement: Placement,
  { apps, placed, violating }: PlanTotals,
) {
  if (violating === 0) return { offered: apps, placed };
  return POLICIES[policy].isOnline ? safePrefixInOrder(scenario, placement, latency) : null;
}

function okWeight(nodes: ReturnType<typeof nodePlans>): number {
  let weight = 0;
  for (const node of nodes) {
    node?.tenancy.forEach((tenants, accelerator) => {
      for (const { app, count } of tenants) if (verdictOn(node, accelerator, app).isOk) weight += count * app.weight;
    });
  }
  return weight;
}

async function simulatedCounts(
  scenario: Scenario,
  placement: Placement,
  nodes: ReturnType<typeof nodePlans>,
  seed: number,
  requestsPerApplication: number,
): Promise<SimulatedCounts> {
  const unknown = { policy: null, status: null, upperBound: null, knowsSlos: false, reasons: [] };
  const plan = { command: 'simulate' as const, scenario, seed, placement, nodes, ...unknown };
  const settings = { seed, requestsPerApplication, precision: null, isDistinct: true, jobs: 1, cores: 1 };
  const { simulation } = await simulatePlan(plan, settings);
  if (simulation === undefined) throw new Error('the simulation gave no result');
  const { broken, undecided } = simulatedTotals(simulatedInstances(plan, simulation));
  return { violating: broken, undecided };
}
