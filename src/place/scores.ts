/** How much better one place is than another, as the whole numbers from 0 to 10 that a scheduler adds up. */

import type { Verdict } from './admission.ts';

const BEST = 10;
/** Points for adding little load; the rest are for a node in use, so that idle nodes stay free. */
const FOR_LOAD = 9;

/**
 * The order of `greedy-online` as points, in the order of the verdicts: up to 9 for adding little load (the least among
 * the candidates ÷ what this one adds), up to 1 for the share of the node that is busy already. A place that keeps
 * every constraint has at least 1, any other 0.
 */
export function scores(verdicts: readonly Verdict[]): number[] {
  const least = Math.min(
    ...verdicts.map((verdict) => (verdict.isAdmitted ? verdict.addedLoad : Number.POSITIVE_INFINITY)),
  );
  return verdicts.map((verdict) => {
    if (!verdict.isAdmitted) return 0;
    const { addedLoad, utilization } = verdict;
    const ratio = addedLoad > 0 ? Math.max(0, least) / addedLoad : 1;
    return Math.min(BEST, Math.max(1, Math.round(FOR_LOAD * ratio + utilization)));
  });
}
