/** Response times that were sampled, as a law of a few hundred steps. */

import { STEP_ENDS } from '../fewer-steps.ts';
import type { LawPart, ResponseLaw } from '../response-law.ts';

/**
 * Steps of the sample's own law, each at the mean of those that it stands for, so that the law's mean is the sample's.
 * Percentiles from p50 to p99 are within 0.2 % of the sample.
 *
 * @param responses ms, at least one; sorted in place
 * @returns makes the law; what it keeps is small
 */
export function sampledLaw(responses: Float64Array): () => ResponseLaw {
  responses.sort();
  const masses: number[] = [];
  const times: number[] = [];
  let from = 0;
  for (const end of STEP_ENDS) {
    const to = Math.round(end * responses.length);
    if (to === from) continue;
    masses.push((to - from) / responses.length);
    times.push(meanOf(responses.subarray(from, to)));
    from = to;
  }
  const [mass, shift] = [Float64Array.from(masses), Float64Array.from(times)];
  return () => Array.from(mass, (one, k): LawPart => ({ mass: one, shift: shift[k]!, atom: 1, remainder: [] }));
}

/** A constant is its own mean to the last bit. */
function meanOf(sorted: Float64Array): number {
  if (sorted[0] === sorted[sorted.length - 1]) return sorted[0]!;
  return sorted.reduce((sum, one) => sum + one, 0) / sorted.length;
}
