import { describe, expect, it } from 'vitest';
import { proportionalCounts } from '../../src/math/proportional-counts.ts';

describe('whole numbers in proportion', () => {
  // Sainte-Laguë with the quotients 53/1, 24/1, 23/1, 53/3, 53/5, 24/3, 23/3: the classic case of seven seats.
  it('are those of the highest quotients by 1, 3, 5 …', () => {
    expect(proportionalCounts([53, 24, 23], 7)).toEqual([3, 2, 2]);
    expect(proportionalCounts([53, 24, 23], 5)).toEqual([3, 1, 1]);
    expect(proportionalCounts([53, 24, 23], 1)).toEqual([1, 0, 0]);
  });

  it('give equal sizes one each in their order before anyone has two', () => {
    expect([0, 1, 2, 3, 4, 5].map((total) => proportionalCounts([4, 4, 4], total))).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
      [2, 1, 1],
      [2, 2, 1],
    ]);
  });

  it('give the sizes back when asked for their sum, and twice them for twice it', () => {
    const sizes = [20, 12, 16, 1, 7, 3];
    expect(proportionalCounts(sizes, 59)).toEqual(sizes);
    expect(proportionalCounts(sizes, 118)).toEqual(sizes.map((size) => 2 * size));
  });

  it('add up to the total, and none shrinks when it grows', () => {
    const sizes = [20, 12, 16, 16, 1, 7, 3, 100];
    let before = sizes.map(() => 0);
    for (let total = 0; total <= 400; total++) {
      const counts = proportionalCounts(sizes, total);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
      expect(counts.every((count, k) => count >= (before[k] as number))).toBe(true);
      before = [...counts];
    }
  });

  it('are none of no sizes', () => {
    expect(proportionalCounts([], 5)).toEqual([]);
  });
});
