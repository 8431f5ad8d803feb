/** What a comparison is made of: tasks that any thread can do, plain data in and plain data out. */

import type { ComparisonSettings, SeriesItem, SimulatedCounts, Variation } from './domain/comparison.ts';
import type { PlanTotals } from './domain/plan.ts';
import type { PolicyName } from './domain/policies.ts';
import type { PlacementStatus } from './place/problem.ts';

/** A policy on the whole scenario, as configured or derated. */
export interface PolicyTask {
  readonly kind: 'policy';
  readonly variation: Variation | null;
  readonly policy: PolicyName;
  /** Share of the scenario's capacity limits. */
  readonly factor: number;
  readonly seed: number;
  readonly requests: number | null;
  readonly hasSafePrefix: boolean;
}

/** Which of these is the first where nothing that the policy places violates. */
export interface ScanTask {
  readonly kind: 'scan';
  readonly variation: Variation | null;
  readonly policy: PolicyName;
  readonly seed: number;
  readonly candidates: readonly Candidate[];
}

/** The first `offered` applications on this share of the capacities. */
export interface Candidate {
  readonly offered: number;
  readonly factor: number;
}

/** A whole comparison. */
export interface ComparisonTask {
  readonly kind: 'comparison';
  readonly variation: Variation;
  readonly settings: ComparisonSettings;
}

export type Task = PolicyTask | ScanTask | ComparisonTask;

export interface PolicyAnswer {
  readonly kind: 'policy';
  readonly totals: PlanTotals;
  readonly okWeight: number;
  readonly status: PlacementStatus;
  readonly upperBound: number | null;
  /** `null`: not asked for, or a search over fewer applications has to tell. */
  readonly safePrefix: { readonly offered: number; readonly placed: number } | null;
  readonly simulated: SimulatedCounts | null;
}

export interface ScanAnswer {
  readonly kind: 'scan';
  /** Position among the candidates, and how many are placed there; `null` where each violates. */
  readonly found: { readonly position: number; readonly placed: number } | null;
}

export interface ComparisonAnswer {
  readonly kind: 'comparison';
  readonly item: SeriesItem;
}

/** ms that a thread took for it; no document ever holds it. */
interface Timed {
  readonly elapsed: number;
}

export type Answer = PolicyAnswer | ScanAnswer | ComparisonAnswer;

/** Who does the tasks: this thread or several. */
export interface Workers {
  run<T extends Task>(task: T): Promise<AnswerTo<T>>;
  /** Tasks done at the same time. */
  readonly threads: number;
}

export type AnswerTo<T extends Task> = Extract<Answer, { readonly kind: T['kind'] }> & Timed;
