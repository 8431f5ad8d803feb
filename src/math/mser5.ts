/**
 * MSER-5 (White 1997; White, Cobb and Spratt 2000): of the means of five successive values, how many to drop from the
 * front so that the mean of the rest has the least estimated standard error, s²(d)/(n − d)². The last few candidates,
 * whose error would be judged from next to nothing, do not take part.
 *
 * Returns the number of values to drop, and whether that lies in the first half of the series: where it does not, the
 * series is too short to have left its start behind. Fewer than 20 means give no answer: `null`.
 */
export function mser5(values: ArrayLike<number>): { readonly drop: number; readonly isEnough: boolean } | null {
  const count = Math.floor(values.length / GROUP);
  if (count < FEWEST_MEANS) return null;
  const means = Float64Array.from({ length: count }, (_, i) => meanOfGroup(values, i));
  let best = Number.POSITIVE_INFINITY;
  let drop = 0;
  let mean = 0;
  let squares = 0;
  for (let d = count - 1, kept = 1; d >= 0; d--, kept++) {
    const value = means[d] as number;
    const step = value - mean;
    mean += step / kept;
    squares += step * (value - mean);
    if (kept < SHORTEST_REST) continue;
    const criterion = squares / kept ** 2;
    if (criterion <= best) [best, drop] = [criterion, d];
  }
  return { drop: drop * GROUP, isEnough: drop <= count / 2 };
}

const GROUP = 5;
const FEWEST_MEANS = 20;
const SHORTEST_REST = 5;

function meanOfGroup(values: ArrayLike<number>, group: number): number {
  let sum = 0;
  for (let i = group * GROUP; i < (group + 1) * GROUP; i++) sum += values[i] as number;
  return sum / GROUP;
}
