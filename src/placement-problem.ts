import type { Scenario } from './domain/scenario.ts';
import type { PlacementProblem } from './place/problem.ts';
import { ibisQuestion } from './predict/ibis.ts';
import { createLatencyQuestion } from './predict/node.ts';

/** What a policy is given: `place` learns of the latency models here. */
export function placementProblem(scenario: Scenario, seed: number, steps: number): PlacementProblem {
  return { scenario, latency: createLatencyQuestion(scenario), ibis: ibisQuestion, seed, steps };
}
