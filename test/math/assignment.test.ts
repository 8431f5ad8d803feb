import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { greatestAssignment } from '../../src/math/assignment.ts';

function greatestSum(value: readonly (readonly number[])[], columns: readonly number[]): number {
  const [row, ...rest] = value;
  if (row === undefined) return 0;
  return Math.max(
    ...columns.map(
      (column) =>
        (row[column] as number) +
        greatestSum(
          rest,
          columns.filter((other) => other !== column),
        ),
    ),
  );
}

describe('the assignment of greatest value', () => {
  it('is as good as the best of all permutations', () => {
    const matrix = fc.integer({ min: 1, max: 6 }).chain((n) =>
      fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n, maxLength: n }), {
        minLength: n,
        maxLength: n,
      }),
    );
    fc.assert(
      fc.property(matrix, (value) => {
        const columns = greatestAssignment(value);
        expect([...columns].sort()).toEqual([...value.keys()]);
        const sum = columns.reduce((total, column, row) => total + (value[row]?.[column] as number), 0);
        expect(sum).toBe(greatestSum(value, [...value.keys()]));
      }),
      { numRuns: 300 },
    );
  });

  it('of nothing is nothing', () => {
    expect(greatestAssignment([])).toEqual([]);
  });

  it('refuses values that are no numbers', () => {
    expect(() => greatestAssignment([[Number.NaN]])).toThrow(RangeError);
  });
});
