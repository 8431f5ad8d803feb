import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cycleOf, isRateOf, recordedRates, scaledRate, withRate } from '../../src/domain/arrival-rates.ts';
import { scenarioOf } from '../place/toys.ts';

/** Moments from 0 on, ascending, the last above 0. */
const recording = fc
  .array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1, maxLength: 200 })
  .map((gaps) => {
    let now = 0;
    return Float64Array.from([0, ...gaps], (gap) => {
      now += gap;
      return now;
    });
  });

const factor = fc.double({ min: 0.01, max: 100, noNaN: true });

function appOf(times: Float64Array, arrivalRate = recordedRates(times).least) {
  return { arrivalRate, arrivals: { kind: 'trace' as const, file: 't.txt', times } };
}

describe('a rate and its recording', () => {
  it('agree at requests over the time from first to last, and at the intervals between them', () => {
    fc.assert(
      fc.property(recording, fc.double({ min: 0.9901, max: 1.0099, noNaN: true }), (times, off) => {
        const { least, most } = recordedRates(times);
        expect([least * off, most * off].map((rate) => isRateOf(times, rate))).toEqual([true, true]);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('disagree beyond 1 % of either', () => {
    fc.assert(
      fc.property(recording, fc.double({ min: 1.0102, max: 50, noNaN: true }), (times, off) => {
        const { least, most } = recordedRates(times);
        expect([least / off, most * off].map((rate) => isRateOf(times, rate))).toEqual([false, false]);
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it('make a cycle of that rate, as far as its moments leave room', () => {
    expect(cycleOf([0, 250, 1500], 0.0015)).toBeCloseTo(2000, 9);
    expect(cycleOf([0, 250, 1500], 0.00202)).toBe(1500);
  });

  it('are scaled together: twice in a row is once by the product, and the cycle shrinks by the same', () => {
    fc.assert(
      fc.property(recording, factor, factor, (times, a, b) => {
        const app = appOf(times);
        const twice = scaledRate(scaledRate(app, a), b);
        const once = scaledRate(app, a * b);
        expect(twice.arrivalRate / once.arrivalRate).toBeCloseTo(1, 9);
        const [one, other] = [once.arrivals.times, twice.arrivals.times];
        one.forEach((time, k) => {
          expect(Math.abs(time - (other[k] as number))).toBeLessThanOrEqual(1e-9 * (one.at(-1) as number));
        });
        expect(isRateOf(one, once.arrivalRate)).toBe(true);
        expect((cycleOf(one, once.arrivalRate) * a * b) / cycleOf(times, app.arrivalRate)).toBeCloseTo(1, 9);
        expect(withRate(app, app.arrivalRate * a).arrivals.times.length).toBe(times.length);
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

test('a rate set is the rate to the last bit, and a scaled one of another kind of arrivals keeps its kind', () => {
  const [app] = scenarioOf({ nodes: [], apps: [{ name: 'a', arrivals: { kind: 'periodic' } }], profiles: [] }).apps;
  expect(withRate(app as NonNullable<typeof app>, 0.007)).toEqual({ ...app, arrivalRate: 0.007 });
});
