/** What a container's process and its parent say to each other, and the process to its worker threads. */

import type { ContainerOrder, ModelInputs, Work, WorkDone } from '../../domain/inference.ts';
import type { Problem } from '../../domain/problem.ts';

/**
 * To a container: load and warm up; then what the work is; then to go. `epoch`: the common start on the machine's
 * monotonic clock, ns. Work is handed over before, because a long list takes longer to arrive than a word.
 */
export type ToContainer =
  | { readonly kind: 'load'; readonly order: ContainerOrder }
  | { readonly kind: 'prepare'; readonly work: Work }
  | { readonly kind: 'go'; readonly epoch: bigint };

/** In place of an answer: what the user has to mend. */
export interface ToldProblems {
  readonly kind: 'problem';
  readonly problems: readonly Problem[];
}

/** `inputs`: of each model. A container that fails just ends. */
export type FromContainer =
  | { readonly kind: 'loaded'; readonly inputs: readonly ModelInputs[] }
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly done: WorkDone }
  | ToldProblems;

/** All workers of a container draw from these; views of shared memory. */
export interface SharedWork extends Work {
  /** Position of the next request that nobody has taken. */
  readonly next: Int32Array;
  readonly begun: Float64Array;
  readonly ended: Float64Array;
}

/** To a worker. */
export interface Go {
  readonly work: SharedWork;
  readonly epoch: bigint;
}

export type FromWorker =
  | { readonly kind: 'loaded'; readonly inputs: readonly ModelInputs[] }
  | { readonly kind: 'done' }
  | ToldProblems;
