/** What the thread of `pod-list-thread.ts` runs. */

import type { Pod } from './domain/pod.ts';
import { type Problem, ProblemError } from './domain/problem.ts';
import { readPodList } from './read/extender.ts';

/** Plain data: an error that crosses to another thread forgets its class. */
export type ReadPods =
  | { readonly pods: readonly Pod[]; readonly problems: null }
  | { readonly pods: null; readonly problems: readonly Problem[] };

export default function readPods(text: string): ReadPods {
  try {
    return { pods: readPodList(text), problems: null };
  } catch (error) {
    if (error instanceof ProblemError) return { pods: null, problems: error.problems };
    throw error;
  }
}
