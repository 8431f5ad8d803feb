/** How many instances can stay when a node that hosts one thing is to host another. */

import type { Mix, NodeState } from '../states.ts';

/** Accelerators up to which every way to exchange them is tried; beyond, they are matched one after another. */
const MOST_PERMUTED = 5;

export interface Overlap {
  /** Instances that stay. */
  readonly kept: number;
  /** The mixes of `after` in the order of accelerators that keeps them. */
  readonly mixes: readonly Mix[];
}

/** `after` may have its accelerators exchanged: they are equal. Exact up to 5 accelerators, else a good match. */
export function overlapOf(before: NodeState, after: NodeState): Overlap {
  return after.mixes.length <= MOST_PERMUTED
    ? bestOrder(before.mixes, after.mixes)
    : orderOneByOne(before.mixes, after.mixes);
}

function bestOrder(before: readonly Mix[], after: readonly Mix[]): Overlap {
  const [first, ...others] = before;
  if (first === undefined) return { kept: 0, mixes: [] };
  let best: Overlap | null = null;
  for (const [k, mix] of after.entries()) {
    const rest = bestOrder(
      others,
      after.filter((_, other) => other !== k),
    );
    const kept = common(first, mix) + rest.kept;
    if (best === null || kept > best.kept) best = { kept, mixes: [mix, ...rest.mixes] };
  }
  return best as Overlap;
}

function orderOneByOne(before: readonly Mix[], after: readonly Mix[]): Overlap {
  const left = [...after];
  let kept = 0;
  const mixes = before.map((mix) => {
    const best = left.reduce((a, b) => (common(mix, b) > common(mix, a) ? b : a));
    kept += common(mix, best);
    left.splice(left.indexOf(best), 1);
    return best;
  });
  return { kept, mixes };
}

function common(before: Mix, after: Mix): number {
  const counts = new Map(before);
  return after.reduce((sum, [index, count]) => sum + Math.min(count, counts.get(index) ?? 0), 0);
}
