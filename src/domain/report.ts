/** Everything that a page about a plan shows. What was not asked for is `null`. */

import type { Comparison, SafePrefix, SimulatedCounts } from './comparison.ts';
import type { GateResult } from './gate-result.ts';
import type { Headroom } from './headroom.ts';
import type { LoadCurves } from './load-curves.ts';
import type { Plan } from './plan.ts';

/** What one policy makes of the scenario; counts of application instances. */
export interface PolicyOutcome {
  /** `null` for the plan of the page where no policy made it. */
  readonly policy: string | null;
  /** Whether it made the plan of the page. */
  readonly isPlan: boolean;
  readonly placed: number;
  /** Placed, and the SLO does not hold under the default models. */
  readonly violating: number;
  /** `null`: not asked for. */
  readonly safePrefix: SafePrefix | null;
  readonly simulated: SimulatedCounts | null;
  /** The share of the limits of memory and utilisation that it was left, 0 to 1; `null`: all of them. */
  readonly limitsLeft: number | null;
}

export interface Report {
  /** With `explanations` of the applications that did not all fit, as far as they are asked about. */
  readonly plan: Plan;
  readonly headroom: Headroom;
  readonly curves: LoadCurves;
  /** The plan of the page first. */
  readonly policies: readonly PolicyOutcome[];
  /** The same as a comparison; `null` where no policy made the plan of the page. */
  readonly comparison: Comparison | null;
  /** Requests of each application in the comparison's simulator; `null`: nothing was simulated. */
  readonly requests: number | null;
  readonly gate: GateResult | null;
}
