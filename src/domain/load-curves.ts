/** Response times of an accelerator's applications as its load grows: what the charts of a report are drawn from. */

import type { NodePlan } from './plan.ts';
import type { ApplicationGroup } from './scenario.ts';

/** One application group on one accelerator, its own SLO's metric against the load. */
export interface LoadLine {
  readonly app: ApplicationGroup;
  /** Its instances there. */
  readonly count: number;
  /** ms of the metric, load by load; `null` where there is no finite answer. */
  readonly values: readonly (number | null)[];
  /** ms at the present rates; `null` where there is no finite answer. */
  readonly now: number | null;
  /**
   * The greatest load up to which its SLO holds, as a multiple of the present rates; below 1 where it is broken now.
   * `null` where it is broken at every load that was asked about.
   */
  readonly holdsUpTo: number | null;
  /** Whether it is known to break beyond; otherwise the loads that were asked about end there. */
  readonly isBrokenBeyond: boolean;
}

/** All rates of one accelerator multiplied by the same factor, those of the node's other accelerators as they are. */
export interface LoadChart {
  /** Of equal accelerators the first. */
  readonly node: NodePlan;
  readonly accelerator: number;
  /** How many accelerators are in this state. */
  readonly count: number;
  /** Multiples of the present rates, ascending. */
  readonly loads: readonly number[];
  /** The greatest load with a finite answer that was found, and whether there is none beyond it. */
  readonly lastStable: number;
  readonly isSaturating: boolean;
  /** Nearest to breaking first. */
  readonly lines: readonly LoadLine[];
  /** Applications of this accelerator beyond those in `lines`, all further from breaking now. */
  readonly hiddenLines: number;
}

export interface LoadCurves {
  /** Nearest to breaking now first. */
  readonly charts: readonly LoadChart[];
  /** Distinct states, and accelerators in them, beyond those in `charts`. */
  readonly hiddenStates: number;
  readonly hiddenAccelerators: number;
}
