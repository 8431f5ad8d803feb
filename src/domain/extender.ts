/** What the extender says of a call. How it is written is `report/extender-answer.ts`. */

import type { CandidateNode } from './pod.ts';

/** A node that cannot take the pod, and why, as the scheduler shows it in the pod's events. */
export interface RefusedNode {
  readonly name: string;
  readonly sentence: string;
  /** Whether no departure of other pods would help: the scheduler then evicts nobody for it. */
  readonly isFinal: boolean;
}

export interface FilterAnswer {
  readonly passed: readonly CandidateNode[];
  readonly refused: readonly RefusedNode[];
  /** As the call: names only, or whole node objects. */
  readonly isByName: boolean;
}

export interface ScoredNode {
  readonly name: string;
  /** A whole number from 0 to 10. */
  readonly score: number;
}

/** What to do with a pod that asks for an accelerator and says nothing of its load. */
export const UNKNOWN_POD_RULES = ['refuse', 'pass'] as const;
export type UnknownPodRule = (typeof UNKNOWN_POD_RULES)[number];
