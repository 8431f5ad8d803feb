import { describe, expect, it } from 'vitest';
import { gammaTail } from '../../src/math/incomplete-gamma.ts';

describe('the tail of a gamma law', () => {
  it('is exponential for shape 1 and Erlang for whole shapes', () => {
    for (const x of [1e-9, 0.3, 1, 2.5, 20, 80]) {
      expect(gammaTail(1, x) / Math.exp(-x)).toBeCloseTo(1, 12);
      expect(gammaTail(3, x) / (Math.exp(-x) * (1 + x + (x * x) / 2))).toBeCloseTo(1, 11);
    }
  });

  it.each([
    // Tables of the chi-square law (Abramowitz and Stegun 1964, table 26.7): P(χ² > x) = Q(ν/2, x/2).
    [0.5, 0.5, 0.31731],
    [0.5, 2, 0.0455],
    [2.5, 5, 0.07524],
    [15, 20, 0.10486],
  ])('Q(%d, %d) is %d', (a, x, tail) => {
    expect(gammaTail(a, x)).toBeCloseTo(tail, 4);
  });

  it('falls from 1 at 0, also for shapes of a hundred and a thousand', () => {
    for (const shape of [0.02, 1, 100, 1000]) {
      expect(gammaTail(shape, 0)).toBe(1);
      for (let k = 0; k < 40; k++) {
        expect(gammaTail(shape, (shape * (k + 1)) / 20)).toBeLessThanOrEqual(gammaTail(shape, (shape * k) / 20));
      }
    }
    expect(gammaTail(1000, 1000)).toBeCloseTo(0.495795, 5);
  });

  it('is asked within its range', () => {
    expect(() => gammaTail(0, 1)).toThrow(RangeError);
    expect(() => gammaTail(1, Number.NaN)).toThrow(RangeError);
  });
});
