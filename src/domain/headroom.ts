/** How much arrival rates can grow, the placement kept, before something breaks. */

import type { ApplicationGroup } from './scenario.ts';

/**
 * What breaks first, one step of the search past the growth that holds. `slo`: ms of the application's metric over its
 * limit. `unstable`: no finite response time, `detail` says of which queue. `utilization`: busy share of an accelerator
 * over the scenario's limit.
 */
export interface HeadroomBreak {
  readonly kind: 'slo' | 'unstable' | 'utilization';
  /** The application that is wronged; `null` where the whole accelerator is (`utilization`). */
  readonly app: ApplicationGroup | null;
  /** Global index of the node; of equal nodes the first. */
  readonly node: number;
  readonly accelerator: number;
  /** Reached there, and allowed: ms, or a fraction for `utilization`; `null` where there is no number. */
  readonly value: number | null;
  readonly limit: number | null;
  readonly detail: string | null;
}

export interface Headroom {
  /**
   * The fraction by which the rates can grow before the first SLO of a placed application breaks or a queue of its node
   * has no finite response time: 0.12 is 12 %. At this growth everything was asked and holds; a millionth more breaks
   * `limitedBy`. Below 0 where something is broken at the given rates: the nearest shrinkage at which nothing is.
   * `null` beside a `reason`.
   */
  readonly growth: number | null;
  /** `null` where `growth` is the end of the search and nothing broke up to there. */
  readonly limitedBy: HeadroomBreak | null;
  /** Why there is no growth: nothing is placed, or something stays broken at a millionth of the rates. */
  readonly reason: string | null;
  /** The same where the scenario's limit of utilisation has to be kept too; at most `growth`. */
  readonly growthWithinLimits: number | null;
  readonly limitedWithinLimitsBy: HeadroomBreak | null;
}

export interface HeadroomReport {
  /** All rates by the same factor. */
  readonly all: Headroom;
  /** By application group, the rates of its instances alone by the same factor; `null` where none is placed. */
  readonly each: readonly (Headroom | null)[];
}
