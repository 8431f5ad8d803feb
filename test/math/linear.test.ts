import { expect, it } from 'vitest';
import { solveInPlace } from '../../src/math/linear.ts';

it('solves a system that needs its rows exchanged', () => {
  const matrix = Float64Array.of(0, 2, 1, 1, 1, 1, 4, -1, 2);
  const rightSide = Float64Array.of(7, 6, 8);
  solveInPlace(matrix, rightSide, 3);
  // 2y + z = 7, x + y + z = 6, 4x − y + 2z = 8: x = 1, y = 2, z = 3.
  expect([...rightSide].map((x) => Math.round(x * 1e12) / 1e12)).toEqual([1, 2, 3]);
});

it('gives what is not finite for a singular system instead of a number that looks right', () => {
  const rightSide = Float64Array.of(1, 2);
  solveInPlace(Float64Array.of(1, 1, 1, 1), rightSide, 2);
  expect([...rightSide].every(Number.isFinite)).toBe(false);
});
