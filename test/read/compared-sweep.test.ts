import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../src/domain/problem.ts';
import { parseComparedSweep, parseShard } from '../../src/read/compared-sweep.ts';

function said(work: () => unknown): string | null {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]?.message ?? '';
  }
  return null;
}

describe('--sweep', () => {
  it('spaces counts evenly in whole numbers, each once', () => {
    expect(parseComparedSweep('offered=10..200', 11).values).toEqual([
      10, 29, 48, 67, 86, 105, 124, 143, 162, 181, 200,
    ]);
    expect(parseComparedSweep('nodes=1..3', 11).values).toEqual([1, 2, 3]);
  });

  it('takes factors with or without their x', () => {
    const [low, middle, high] = parseComparedSweep('rate=0.5x..3x', 3).values;
    expect([low, middle, high]).toEqual([0.5, 1.75, 3]);
    expect(parseComparedSweep(' slo = 0.5 .. 2 ', 2)).toEqual({ parameter: 'slo', values: [0.5, 2] });
  });

  it.each([
    ['', 'takes PARAMETER=FROM..TO'],
    ['offered=10', 'takes PARAMETER=FROM..TO'],
    ['offerd=1..2', 'knows offered, nodes, rate, slo'],
    ['offered=20..10', 'from a smaller to a greater'],
    ['offered=5..5', 'from a smaller to a greater'],
    ['offered=0..5', 'a whole number from 1 to 1,000,000'],
    ['offered=1.5..5', 'a whole number from 1 to 1,000,000'],
    ['offered=1..2000000', 'a whole number from 1 to 1,000,000'],
    ['rate=-1..5', 'a factor above 0'],
    ['rate=1..NaN', 'a factor above 0'],
    [`offered=1..${'9'.repeat(300)}`, 'takes PARAMETER=FROM..TO'],
  ])('refuses %j', (text, message) => {
    expect(said(() => parseComparedSweep(text, 11))).toContain(message);
  });
});

describe('--shard', () => {
  it('is the i-th of n, and nothing else', () => {
    expect(parseShard('2/8')).toEqual({ index: 2, of: 8 });
    for (const text of ['0/8', '9/8', '2', '2/', '-1/8', '1/100000', '1/8 ', 'a/b']) {
      expect(said(() => parseShard(text))).toContain('--shard takes i/n');
    }
  });
});
