/** What a library user may import. Units: milliseconds, requests per millisecond, bytes, fractions from 0 to 1. */

export { type ComparisonObserver, compare } from './comparison.ts';
export { compareSeries, mergedSeries, randomAxis, type SeriesOptions } from './comparison-series.ts';
export { withWorkers } from './comparison-threads.ts';
export * from './domain/comparison.ts';
export type { FileAccess, TextFile } from './domain/files.ts';
export type * from './domain/latency.ts';
export type { NodePlan, Plan, PlanTotals, Verdict } from './domain/plan.ts';
export { planTotals, verdictOn } from './domain/plan.ts';
export { POLICY_NAMES, type PolicyName } from './domain/policies.ts';
export { type Place, type Problem, ProblemError } from './domain/problem.ts';
export type { RecordedRun, RecordedStream, Validation, ValidationRow } from './domain/recording.ts';
export type * from './domain/scenario.ts';
export { type SimulatedInstance, simulatedInstances } from './domain/simulated-plan.ts';
export type * from './domain/simulation.ts';
export { createFileAccess } from './io/files.ts';
export { checkPlacement, type PlacementViolation } from './place/check.ts';
export { type FitOptions, fit, loadScenario, predict } from './plan.ts';
export { createLatencyQuestion } from './predict/node.ts';
export { renderComparisonCsv, renderSeriesCsv } from './report/comparison-csv.ts';
export { renderComparisonJson, renderSeriesJson } from './report/comparison-json.ts';
export { renderPlanJson } from './report/json.ts';
export { type PlacementSource, planToSimulate, type SimulationSettings, simulatePlan } from './simulation.ts';
export { type ValidationOptions, validate } from './validation.ts';
