/** Why an application is where it is and not elsewhere: what would happen if one more of it came to a kind of node. */

import type { PoolKind } from './pools.ts';
import type { ApplicationGroup } from './scenario.ts';

/** One constraint that one more instance would break. */
export interface Obstacle {
  /**
   * A pool: `memory`, `accelerator-memory` (bytes), `slots`, `pods`. `utilization`: busy share of an accelerator. `unstable`: a queue, or the CPU, without a
   * finite response time. `slo`: ms of the metric.
   */
  readonly kind: PoolKind | 'utilization' | 'unstable' | 'slo';
  /** Whose SLO it is, or whose response time is not finite; `null` where the whole accelerator or node is concerned. */
  readonly app: ApplicationGroup | null;
  /** Reached with the newcomer, and allowed, in the unit of the kind; `null` where there is no number. */
  readonly needed: number | null;
  readonly allowed: number | null;
  /** `slo`: ms without the newcomer; `null` where the application was not there. */
  readonly before: number | null;
  /** All of it in words. */
  readonly sentence: string;
}

/** One accelerator of one node, by global index. */
export interface Spot {
  readonly node: number;
  readonly accelerator: number;
}

/** One more instance on the nodes of one kind (equal in everything but name, place and cost), as a plan leaves them. */
export interface KindExplanation {
  /** Global indices of the nodes, ascending. */
  readonly nodes: Int32Array;
  /**
   * The place that takes it (the least busy after it came) or comes nearest to that, and what is in the way there, the
   * binding constraint first; nothing: it fits. `null` without a profile of its model.
   */
  readonly nearest: (Spot & { readonly obstacles: readonly Obstacle[] }) | null;
  /**
   * The greatest arrival rate found at which it would fit there, requests per ms, rounded down to three digits; it was
   * asked about. Every other rate stays. `null` where it fits as it is, and where no rate helps.
   */
  readonly rate: (Spot & { readonly arrivalRate: number }) | null;
  /**
   * The least limit of its group's SLO with which it would fit there, ms, rounded up to three digits; it was asked
   * about. `null` where it fits as it is, and where more than this SLO is in the way.
   */
  readonly slo: (Spot & { readonly limit: number }) | null;
  /** What is in the way on an idle node of the kind; nothing: one more node would do. `null` without a profile. */
  readonly alone: readonly Obstacle[] | null;
  /** Why `nearest` or `rate` is `null`, where it does not fit; in words. */
  readonly reason: string | null;
}

/** The smallest single changes found that would host one more; each `null` where there is none, or no need. */
export interface SmallestChanges {
  /** Kinds with the greatest fitting rate, the least fitting SLO, and the cheapest node that would do. */
  readonly rate: KindExplanation | null;
  readonly slo: KindExplanation | null;
  readonly node: KindExplanation | null;
}

export interface Explanation {
  readonly app: ApplicationGroup;
  /** The instance that was asked about, by global index; `null` where its whole group was. */
  readonly instance: number | null;
  readonly kinds: readonly KindExplanation[];
  /** The kind of node that takes one more as it is; `null` where none does. */
  readonly fitting: KindExplanation | null;
  readonly changes: SmallestChanges;
}
