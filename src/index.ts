/** What a library user may import. Units: milliseconds, requests per millisecond, bytes, fractions from 0 to 1. */

export type * from './domain/explanation.ts';
export type { FileAccess, TextFile } from './domain/files.ts';
export type * from './domain/headroom.ts';
export type * from './domain/inventory.ts';
export type * from './domain/latency.ts';
export type { ExportOptions, KubernetesExport, Manifest, NodeManifests } from './domain/manifest.ts';
export type { NodePlan, Plan, PlanTotals, Verdict } from './domain/plan.ts';
export { planTotals, verdictOn } from './domain/plan.ts';
export { POLICY_NAMES, type PolicyName } from './domain/policies.ts';
export { type Place, type Problem, ProblemError } from './domain/problem.ts';
export type { RecordedRun, RecordedStream, Validation, ValidationRow } from './domain/recording.ts';
export type * from './domain/scenario.ts';
export { type SimulatedInstance, simulatedInstances } from './domain/simulated-plan.ts';
export type * from './domain/simulation.ts';
export { explainPlan, findApplications } from './explanation.ts';
export { type ManifestOptions, type PlanOrigin, planManifests, planToExport } from './export.ts';
export { headroomOf, headroomOfAll } from './headroom.ts';
export { type InventoryOptions, importInventory } from './inventory.ts';
export { createFileAccess } from './io/files.ts';
export { checkPlacement, type PlacementViolation } from './place/check.ts';
export type { AskedApplication } from './place/explain-application.ts';
export { type FitOptions, fit, loadScenario, predict } from './plan.ts';
export { createLatencyQuestion } from './predict/node.ts';
export { renderPlanJson } from './report/json.ts';
export { renderFolder, renderManifests } from './report/kubernetes/yaml.ts';
export { type PlacementSource, planToSimulate, type SimulationSettings, simulatePlan } from './simulation.ts';
export { type ValidationOptions, validate } from './validation.ts';
