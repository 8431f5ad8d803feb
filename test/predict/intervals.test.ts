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
  it.each(LAWS)(
    'is above 0, has the mean 1 and the time to the next from any moment follows from it: %j',
    (arrivals) => {
      const { between, toNext } = intervalLaw(arrivals);
      expect(between(-1e-9)).toBeCloseTo(1, 6);
      let mean = 0;
      const step = 1e-3;
      for (let x = step / 2; x < 80; x += step) {
        // Fifty times a unit: the integral so far is what the time to the next has lost.
        if (Math.round((x - step / 2) / step) % 50_000 === 500) expect(toNext(x - step / 2)).toBeCloseTo(1 - mean, 2);
        mean += step * between(x);
      }
      expect(mean).toBeCloseTo(1, 2);
      expect(toNext(0)).toBeCloseTo(1, 12);
      expect(toNext(400)).toBeCloseTo(0, 6);
    },
  );

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
