/** What a library user may import. Units: milliseconds, requests per millisecond, bytes, fractions from 0 to 1. */

export type { FileAccess, TextFile } from './domain/files.ts';
export type * from './domain/headroom.ts';
export type * from './domain/latency.ts';
export type { NodePlan, Plan, PlanTotals, Verdict } from './domain/plan.ts';
export { planTotals, verdictOn } from './domain/plan.ts';
export { POLICY_NAMES, type PolicyName } from './domain/policies.ts';
export { type Place, type Problem, ProblemError } from './domain/problem.ts';
export type { RecordedRun, RecordedStream, Validation, ValidationRow } from './domain/recording.ts';
export type * from './domain/scenario.ts';
export { type SimulatedInstance, simulatedInstances } from './domain/simulated-plan.ts';
export type * from './domain/simulation.ts';
export type * from './domain/survival.ts';
export { headroomOf, headroomOfAll } from './headroom.ts';
export { createFileAccess } from './io/files.ts';
export { checkPlacement, type PlacementViolation } from './place/check.ts';
export { type FitOptions, fit, loadScenario, predict } from './plan.ts';
export { createLatencyQuestion } from './predict/node.ts';
export { renderPlanJson } from './report/json.ts';
export { type PlacementSource, planToSimulate, type SimulationSettings, simulatePlan } from './simulation.ts';
export { type SurvivalOptions, survivalOf } from './survival.ts';
export { type ValidationOptions, validate } from './validation.ts';
