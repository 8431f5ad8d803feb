/** What a gate looks at: a number, what could still change it, and what to blame for it. */

import type { GateCause } from '../domain/gate-result.ts';
import type { GateValues } from '../domain/gates.ts';

/** A thing that a measure is made of, such as one accelerator; described only where it is shown. */
export interface Culprit {
  /** Its own part in the measure: one that would keep the requirement is not to blame. `null`: always to blame. */
  readonly values: GateValues | null;
  describe(): GateCause;
}

/** What another plan, or more knowledge, might still reach. */
export interface Possibility {
  readonly values: GateValues;
  /** Why it is not known, and what would tell. */
  readonly reason: string;
}

export interface Measure {
  /** `null`: not known, and `reason` says why. */
  readonly values: GateValues | null;
  readonly reason: string | null;
  /** Values better than `values` that are not ruled out, the nearest first. */
  readonly possible: readonly Possibility[];
  /** Worst first. */
  readonly culprits: readonly Culprit[];
}

export function unknown(reason: string): Measure {
  return { values: null, reason, possible: [], culprits: [] };
}

export function known(values: GateValues, culprits: readonly Culprit[] = []): Measure {
  return { values, reason: null, possible: [], culprits };
}
