/** Whole numbers in proportion. */

/** Halvings after which only those that come together are left between the ends, for totals up to a million. */
const BISECTIONS = 60;

/**
 * Whole numbers in proportion to `sizes` (each at least 1) that add up to `total` (0 or more): the k-th of a size c
 * comes at (k − ½)/c, and the first `total` are taken, earlier sizes first where several come together (Webster's or
 * Sainte-Laguë's rule). None shrinks when the total grows, and the sum of the sizes gives the sizes back.
 */
export function proportionalCounts(sizes: readonly number[], total: number): readonly number[] {
  if (sizes.length === 0) return [];
  const at = (time: number) => sizes.map((size) => Math.floor(size * time + 0.5));
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
  let low = 0;
  let high = total + 1;
  for (let k = 0; k < BISECTIONS; k++) {
    const middle = (low + high) / 2;
    if (sum(at(middle)) <= total) low = middle;
    else high = middle;
  }
  const counts = at(low);
  const missing = total - sum(counts);
  const next = sizes
    .map((size, k) => ({ k, time: ((counts[k] as number) + 0.5) / size }))
    .sort((a, b) => a.time - b.time || a.k - b.k);
  for (const { k } of next.slice(0, missing)) counts[k] = (counts[k] as number) + 1;
  return counts;
}
