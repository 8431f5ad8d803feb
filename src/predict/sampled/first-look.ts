/**
 * A first look at an accelerator, for a tenth of what an answer costs. It knows only who is far too late; a search, which
 * asks mostly about company that is, asks it before it asks for the answer.
 */

import { responsesByDraw, type SampledSystem } from './samples.ts';

/** By chance one mean of draws in fifty thousand is this many standard errors off: by Student's t, of how many draws. */
const STANDARD_ERRORS = [
  { draws: 40, errors: 4.5 },
  { draws: 14, errors: 6 },
] as const;

/** Where all responses are one time, they are it up to rounding: so much later is later. */
const LATER = 1 + 1e-6;

/** What the look tells of one kind of stream. */
export interface FirstLook {
  /** Standard error of the mean as a part of it; infinite where too little was seen. */
  readonly error: number;
  /** What the mean is at least, ms; 0 where too little was seen. */
  readonly leastMean: number;
  /** What P(response > time) is at least; 0 where too little was seen. */
  leastTail(time: number): number;
}

const NOTHING: FirstLook = { error: Number.POSITIVE_INFINITY, leastMean: 0, leastTail: () => 0 };

/** Of each kind, from 0 on. */
export function firstLookAt(system: SampledSystem): readonly FirstLook[] {
  return responsesByDraw(system).map((draws) => {
    const seen = draws.filter(({ length }) => length > 0);
    const errors = STANDARD_ERRORS.find(({ draws: least }) => seen.length >= least)?.errors;
    if (errors === undefined) return NOTHING;
    const { ratio, error } = ratioOf(seen, (response) => response);
    return {
      error: error / ratio,
      leastMean: (ratio - errors * error) / LATER,
      leastTail: (time) => {
        const late = ratioOf(seen, (response) => (response > time * LATER ? 1 : 0));
        return late.ratio - errors * late.error;
      },
    };
  });
}

/** The mean over all requests of all draws, and its standard error, as draws differ. */
function ratioOf(draws: readonly (readonly number[])[], value: (response: number) => number) {
  const sums = draws.map((draw) => draw.reduce((sum, response) => sum + value(response), 0));
  const count = draws.reduce((sum, { length }) => sum + length, 0);
  const ratio = sums.reduce((sum, one) => sum + one, 0) / count;
  const squares = draws.reduce((sum, { length }, k) => sum + (sums[k]! - ratio * length) ** 2, 0);
  return { ratio, error: Math.sqrt((squares * draws.length) / (draws.length - 1)) / count };
}
