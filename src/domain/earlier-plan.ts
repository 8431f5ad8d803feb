/** A plan that was made for an earlier version of a scenario, as far as the scenario of today knows what it names. */

import type { Placement } from './scenario.ts';

/** An instance that ran where it cannot run any more. */
export interface Displaced {
  /** Global application index. */
  readonly instance: number;
  /** The name of the node where it ran: an input's text, to be passed through `printable`. */
  readonly node: string;
  /** What is gone: the node, the accelerator of that number, or the profile of the model on the node's device. */
  readonly gone: 'node' | 'accelerator' | 'profile';
}

export interface EarlierPlan {
  /** In the indices of today's scenario; an instance that does not run, or that is displaced, is not placed. */
  readonly placement: Placement;
  readonly displaced: readonly Displaced[];
  /** Instances that the plan does not name at all: the scenario has them since. Global indices, ascending. */
  readonly newApps: readonly number[];
  /** Names of applications that ran and that the scenario no longer has, each once; an input's text. */
  readonly goneApps: readonly string[];
}
