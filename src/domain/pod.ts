/** A pod as the scheduler, or a list of pods, describes it: only what admission looks at. */

import type { ApplicationGroup } from './scenario.ts';

export interface Pod {
  readonly uid: string;
  /** `namespace/name`, fit to print. */
  readonly name: string;
  /** The node that it is bound to (`spec.nodeName`); `null` while it waits. */
  readonly node: string | null;
  /** Whether it has ended (`Succeeded`, `Failed`) and uses nothing any more. */
  readonly isOver: boolean;
  /** Annotations that begin with `edge-plan.dev/`, by their whole names. */
  readonly annotations: ReadonlyMap<string, string>;
  /** The first accelerator resource that it asks for; `null` where it asks for none. */
  readonly accelerator: string | null;
}

/**
 * What a pod needs. `foreign`: it says nothing to edge-plan. `counted-elsewhere`: a model's container, whose load the
 * pods of its applications say. `unreadable`: it does, but not so that it can be read;
 * `reason` is a fragment that names the annotation.
 */
export type PodNeeds =
  | { readonly kind: 'known'; readonly app: ApplicationGroup; readonly accelerator: number | null }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'counted-elsewhere' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A call of the scheduler: a pod, and the nodes that it asks about. */
export interface ExtenderCall {
  readonly pod: Pod;
  /** Each once, in the order of the call. */
  readonly nodes: readonly CandidateNode[];
  /** Whether the call named nodes only (`nodeCacheCapable: true`); otherwise the answer gives node objects back. */
  readonly isByName: boolean;
}

export interface CandidateNode {
  /** `metadata.name`. */
  readonly name: string;
  /** The label `kubernetes.io/hostname`; `null` where only names were sent. */
  readonly hostname: string | null;
  /** The node as it was sent; `null` where only names were. */
  readonly object: unknown;
}
