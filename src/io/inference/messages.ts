/** What a container's process and its parent say to each other, and the process to its worker threads. */

import type { ContainerOrder, Work, WorkDone } from '../../domain/inference.ts';
import type { Problem } from '../../domain/problem.ts';

/** To a container: load and warm up, then work. `epoch`: the common start on the machine's monotonic clock, ns. */
export type ToContainer =
  | { readonly kind: 'load'; readonly order: ContainerOrder }
  | { readonly kind: 'work'; readonly work: Work; readonly epoch: bigint };

export type FromContainer =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'done'; readonly done: WorkDone }
  | { readonly kind: 'problem'; readonly problems: readonly Problem[] }
  | { readonly kind: 'failed'; readonly message: string };

/** All workers of a container draw from these; views of shared memory. */
export interface SharedWork {
  /** Position of the next request that nobody has taken. */
  readonly next: Int32Array;
  readonly due: Float64Array;
  readonly model: Uint16Array;
  readonly begun: Float64Array;
  readonly ended: Float64Array;
  readonly until: number;
  readonly epoch: bigint;
}

export type FromWorker =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'done' }
  | { readonly kind: 'problem'; readonly problems: readonly Problem[] };
