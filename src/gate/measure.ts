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
  /** What a count is a share of, such as all applications; `null` where it is of nothing. */
  readonly whole: number | null;
  /** Values better than `values` that are not ruled out, the nearest first. */
  readonly possible: readonly Possibility[];
  /** Worst first. */
  readonly culprits: readonly Culprit[];
}

export function unknown(reason: string): Measure {
  return { values: null, reason, whole: null, possible: [], culprits: [] };
}

export function known(values: GateValues, culprits: readonly Culprit[] = []): Measure {
  return { values, reason: null, whole: null, possible: [], culprits };
}

/** A count, and the share of `whole` that it is. */
export function shares(count: number, whole: number): GateValues {
  return { count, share: whole === 0 ? 0 : count / whole };
}

/**
 * A predicted number to the seven digits that documents carry: measured today and read from a baseline it is the same,
 * and two machines agree on the verdict.
 */
export function asDocumented(value: number): number {
  return Number(value.toPrecision(7));
}
