/** Seeded draws for the fuzz suites: the same seed and case give the same input on every machine. */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Greatest cases of one seed, so that cases of neighbouring seeds differ. */
const CASES_A_SEED = 10_000_000;

/**
 * @typedef {object} Random
 * @property {() => number} fraction uniform in [0, 1)
 * @property {(low: number, high: number) => number} between uniform in [low, high)
 * @property {(low: number, high: number) => number} spread log-uniform in [low, high), both above 0
 * @property {(low: number, high: number) => number} int whole number from low to high, both included
 * @property {<T>(list: readonly T[]) => T} pick one entry
 * @property {(share: number) => boolean} chance true with this probability
 */

/**
 * @param {number} seed
 * @param {number} index number of the case, from 0
 * @returns {Random}
 */
export function randomOf(seed, index) {
  const generator = xoroshiro128plus((seed * CASES_A_SEED + index) | 0);
  // The first draws of neighbouring seeds are alike.
  for (let skipped = 0; skipped < 8; skipped++) uniformFloat64(generator);
  const fraction = () => uniformFloat64(generator);
  const between = (low, high) => low + (high - low) * fraction();
  const int = (low, high) => uniformInt(generator, low, high);
  return {
    fraction,
    between,
    int,
    spread: (low, high) => Math.exp(between(Math.log(low), Math.log(high))),
    pick: (list) => list[int(0, list.length - 1)],
    chance: (share) => fraction() < share,
  };
}
