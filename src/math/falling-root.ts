/** Where a function that falls from above 0 to below it crosses 0. */

const GROWTH = 4;
const MOST_STEPS = 200;

/**
 * The x > 0 at which a continuous `f`, positive for small x and not for large ones, is 0: a bracket by powers of 4 from
 * `start`, then false position with halved ends (the Illinois method; Dowell and Jarratt 1971), and bisection where that
 * is slow.
 *
 * @param start above 0; a guess of the right size saves steps
 * @param tolerance relative width at which it ends
 * @returns an x with f(x) ≤ 0, at most `tolerance` above the root; where f never changes sign within 200 steps, the last x
 */
export function fallingRoot(f: (x: number) => number, start: number, tolerance: number): number {
  let low = start;
  let high = start;
  let atHigh = f(start);
  let atLow = atHigh;
  for (let step = 0; step < MOST_STEPS && atHigh > 0; step++) {
    [low, atLow] = [high, atHigh];
    high *= GROWTH;
    atHigh = f(high);
  }
  for (let step = 0; step < MOST_STEPS && !(atLow > 0); step++) {
    [high, atHigh] = [low, atLow];
    low /= GROWTH;
    atLow = f(low);
  }
  let side = 0;
  for (let step = 0; step < MOST_STEPS && high - low > tolerance * high; step++) {
    // Every third step halves the bracket, whatever the function's shape.
    const share = step % 3 === 2 ? 0.5 : atLow / (atLow - atHigh);
    const margin = tolerance / 2;
    const x = low + (high - low) * Math.min(1 - margin, Math.max(margin, share));
    const value = f(x);
    if (value > 0) {
      [low, atLow] = [x, value];
      if (side === 1) atHigh /= 2;
      side = 1;
    } else {
      [high, atHigh] = [x, value];
      if (side === -1) atLow /= 2;
      side = -1;
    }
  }
  return high;
}
