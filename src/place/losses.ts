/** Ways to lose nodes, with equal nodes counted once. */

/**
 * Every way to take `total` from these counts, as a vector of how many of each; `null` when there are more than `most`
 * ways. Taking more than there are takes them all.
 */
export function lossVectors(counts: readonly number[], total: number, most: number): readonly number[][] | null {
  const suffix = counts.map((_, k) => counts.slice(k).reduce((sum, count) => sum + count, 0));
  const found: number[][] = [];
  const taken: number[] = [];
  const visit = (k: number, left: number): boolean => {
    if (k === counts.length) return found.push([...taken]) <= most;
    const rest = suffix[k + 1] ?? 0;
    for (let n = Math.min(left, counts[k] as number); n >= Math.max(0, left - rest); n--) {
      taken[k] = n;
      if (!visit(k + 1, left - n)) return false;
    }
    return true;
  };
  return visit(0, Math.min(total, suffix[0] ?? 0)) ? found : null;
}
