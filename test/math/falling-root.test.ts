import { describe, expect, it } from 'vitest';
import { fallingRoot } from '../../src/math/falling-root.ts';

describe('a falling root', () => {
  it.each([1e-9, 0.3, 1, 7, 1e12])('is found within the tolerance wherever the search starts: %d', (root) => {
    for (const start of [1e-6, 1, 1e6]) {
      const found = fallingRoot((x) => root / x - x / root, start, 1e-9);
      expect(found).toBeGreaterThanOrEqual(root * (1 - 1e-12));
      expect(found).toBeLessThanOrEqual(root * (1 + 2e-9));
    }
  });

  it('is on the side where the function is not above 0, also at a jump', () => {
    const found = fallingRoot((x) => (x < 5 ? 1 : -1e6), 1, 1e-10);
    expect(found).toBeGreaterThanOrEqual(5);
    expect(found).toBeLessThan(5 * (1 + 2e-10));
  });

  it('takes few steps where the function is smooth', () => {
    let asked = 0;
    fallingRoot(
      (x) => {
        asked++;
        return Math.exp(-x) - 0.01;
      },
      1,
      1e-9,
    );
    expect(asked).toBeLessThan(25);
  });
});
