/** One input varied over a range while the placement stays: what a planner asks before promising more. */

import type { NodePlan } from './plan.ts';
import type { ApplicationGroup, Scenario } from './scenario.ts';

/** What can be varied; the unit inside the program is requests per ms or ms. */
export const SWEEP_PARAMETERS = ['rate', 'preprocess', 'network'] as const;
export type SweepParameter = (typeof SWEEP_PARAMETERS)[number];

export interface Sweep {
  readonly parameter: SweepParameter;
  /** Whether `from` and `to` multiply the scenario's own values instead of replacing them. */
  readonly isScale: boolean;
  /** The application group whose value varies; `null` for all of them. */
  readonly app: string | null;
  /** Requests per ms for a rate, ms for a time, a factor for a scale; `from` < `to`. */
  readonly from: number;
  readonly to: number;
}

export interface SweepPoint {
  readonly value: number;
  readonly scenario: Scenario;
  readonly nodes: readonly (NodePlan | null)[];
}

export interface SweepResult {
  readonly sweep: Sweep;
  /** The application group that is shown: the varied one, or the first whose SLO breaks. */
  readonly shown: ApplicationGroup;
  readonly points: readonly SweepPoint[];
  /** Many points for a chart, over the same range. */
  readonly curve: readonly SweepPoint[];
  /** Greatest value up to which the shown application's SLO holds; `null` when it holds (or breaks) throughout. */
  readonly holdsUpTo: number | null;
}
