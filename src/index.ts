/** What a library user may import. Units: milliseconds, requests per millisecond, bytes, fractions from 0 to 1. */

export { type CoLocationOptions, coLocate } from './co-locating.ts';
export { type ComparisonObserver, compare } from './comparison.ts';
export { compareSeries, mergedSeries, randomAxis, type SeriesOptions } from './comparison-series.ts';
export { withWorkers } from './comparison-threads.ts';
export {
  type CoLocatedRequest,
  type CoLocation,
  interferenceOf,
  type MeasuredDiscipline,
} from './domain/co-location.ts';
export type { Comparison } from './domain/comparison.ts';
export * from './domain/comparison.ts';
export type { Displaced, EarlierPlan } from './domain/earlier-plan.ts';
export type * from './domain/explanation.ts';
export type { FileAccess, TextFile } from './domain/files.ts';
export type * from './domain/gate-result.ts';
export type { Comparison as GateComparison } from './domain/gate-result.ts';
export type * from './domain/gates.ts';
export type * from './domain/headroom.ts';
export type { InputShapes, MachineFacts } from './domain/inference.ts';
export type * from './domain/inventory.ts';
export type * from './domain/latency.ts';
export type * from './domain/load-curves.ts';
export type { ExportOptions, KubernetesExport, Manifest, NodeManifests } from './domain/manifest.ts';
export type { Figure, LeftOut, ProfileRow, Quantile, Remark, TimeKind } from './domain/measurement.ts';
export { countMoves, type Move, type MoveCounts, movesBetween, type Spot } from './domain/moves.ts';
export type { NodePlan, Plan, PlanTotals, Verdict } from './domain/plan.ts';
export { planTotals, verdictOn } from './domain/plan.ts';
export { POLICY_NAMES, type PolicyName } from './domain/policies.ts';
export { type Place, type Problem, ProblemError } from './domain/problem.ts';
export type { RecordedRun, RecordedStream, Validation, ValidationRow } from './domain/recording.ts';
export type { ExplainedMove, Replan, ReplanRow, Replay, ReplayOutcome, ReplayStep } from './domain/replan.ts';
export type { PolicyOutcome, Report } from './domain/report.ts';
export type * from './domain/scenario.ts';
export { type RateChange, withoutNodes, withRates } from './domain/scenario-changes.ts';
export { type SimulatedInstance, simulatedInstances } from './domain/simulated-plan.ts';
export type * from './domain/simulation.ts';
export { type SizedKind, type Sizing, type SizingTotals, sizingTotals, totalsToday } from './domain/sizing.ts';
export type * from './domain/survival.ts';
export { explainPlan, findApplications } from './explanation.ts';
export { type ManifestOptions, type PlanOrigin, planManifests, planToExport } from './export.ts';
export { type GateOptions, gate } from './gating.ts';
export { headroomOf, headroomOfAll } from './headroom.ts';
export { type Imported, type ImportOptions, importMeasurements } from './importing.ts';
export { type InventoryOptions, importInventory } from './inventory.ts';
export { createFileAccess } from './io/files.ts';
export { type Measured, type MeasureOptions, measure } from './measuring.ts';
export { Admission, type Admitted, type Refused, type Verdict as AdmissionVerdict } from './place/admission.ts';
export { checkPlacement, type PlacementViolation } from './place/check.ts';
export type { AskedApplication } from './place/explain-application.ts';
export { type Company, companyOf, joinedBy, type Occupant } from './place/node-company.ts';
export { type FitOptions, fit, loadScenario, predict } from './plan.ts';
export { createLatencyQuestion } from './predict/node.ts';
export { type ReplayOptions, replayRates } from './rate-replay.ts';
export { readEarlierPlan } from './read/plan-file.ts';
export { type ReplanOptions, replan, type Situation, situationOf } from './replanning.ts';
export { renderComparisonCsv, renderSeriesCsv } from './report/comparison-csv.ts';
export { renderComparisonJson, renderSeriesJson } from './report/comparison-json.ts';
export { renderGateJson } from './report/gate-json.ts';
export { renderReportPage } from './report/html/page.ts';
export { renderPlanJson } from './report/json.ts';
export { renderFolder, renderManifests } from './report/kubernetes/yaml.ts';
export { renderProfileCsv } from './report/profile-csv.ts';
export { renderRecordingCsv } from './report/recording-csv.ts';
export { renderSizingJson } from './report/sizing-json.ts';
export { planToReport, type ReportOptions, type ReportOrigin, reportOn } from './reporting.ts';
export { type PlacementSource, planToSimulate, type SimulationSettings, simulatePlan } from './simulation.ts';
export { type SizeOptions, size } from './sizing.ts';
export { type SurvivalOptions, survivalOf } from './survival.ts';
export { type ValidationOptions, validate } from './validation.ts';
