import { describe, expect, it } from 'vitest';
import type { Arrivals } from '../../src/domain/scenario.ts';
import { intervalLaw } from '../../src/predict/intervals.ts';

const recorded = (times: readonly number[]) =>
  ({ kind: 'trace', file: 't.csv', times: Float64Array.from(times) }) as const;

const LAWS: readonly Arrivals[] = [
  { kind: 'poisson' },
  { kind: 'periodic' },
  ...[0, 0.05, 0.5, 1, 1.5, 9].map((scv) => ({ kind: 'scv', scv }) as const),
  recorded([0, 3, 4, 9, 10, 11, 20, 22]),
];

describe('the time between two requests', () => {
  it.each(LAWS)('has the mean 1, and the time from any moment to the next follows from it: %j', (arrivals) => {
    const { between, toNext } = intervalLaw(arrivals);
    const meanUpTo = (end: number) => {
      const step = 1e-3;
      let sum = 0;
      for (let x = step / 2; x < end; x += step) sum += step * between(x);
      return sum;
    };
    expect(between(0)).toBe(1);
    expect(meanUpTo(80)).toBeCloseTo(1, 2);
    for (const x of [0, 0.5, 1.5, 4, 400]) expect(toNext(x)).toBeCloseTo(1 - meanUpTo(Math.min(x, 80)), 2);
  });

  it('has the given squared coefficient of variation', () => {
    for (const scv of [0.2, 0.7, 1, 3, 8]) {
      const { between } = intervalLaw({ kind: 'scv', scv });
      let square = 0;
      for (let x = 5e-4; x < 200; x += 1e-3) square += 2e-3 * x * between(x);
      expect(square).toBeCloseTo(1 + scv, 2);
    }
  });

  it('of a trace of fewer than three requests, or all at once, is taken for Poisson', () => {
    for (const times of [[5], [5, 9], [5, 5, 5]])
      expect(intervalLaw(recorded(times)).between(0.7)).toBe(Math.exp(-0.7));
  });
});
