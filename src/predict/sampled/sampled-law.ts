/** Response times that were sampled, as a law of a few hundred steps. */

import { STEP_ENDS } from '../fewer-steps.ts';
import type { LawPart } from '../response-law.ts';

/**
 * Steps of the sample's own law, each at the mean of those that it stands for, so that the law's mean is the sample's.
 * Percentiles from p50 to p99 are within 0.2 % of the sample.
 *
 * @param responses ms, at least one; sorted in place
 */
export function sampledLaw(responses: Float64Array): readonly LawPart[] {
  responses.sort();
  const parts: LawPart[] = [];
  let from = 0;
  for (const end of STEP_ENDS) {
    const to = Math.round(end * responses.length);
    if (to === from) continue;
    parts.push({
      mass: (to - from) / responses.length,
      shift: meanOf(responses.subarray(from, to)),
      atom: 1,
      remainder: [],
    });
    from = to;
  }
  return parts;
}

/** A constant is its own mean to the last bit. */
function meanOf(sorted: Float64Array): number {
  if (sorted[0] === sorted[sorted.length - 1]) return sorted[0]!;
  return sorted.reduce((sum, one) => sum + one, 0) / sorted.length;
}
