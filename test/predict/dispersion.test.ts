import { describe, expect, it } from 'vitest';
import { countVariance } from '../../src/predict/dispersion.ts';

const recorded = (times: readonly number[]) =>
  countVariance({ kind: 'trace', file: 't.csv', times: Float64Array.from(times) });

describe('the variance of the number of requests in a time', () => {
  it('is that of a Poisson law for Poisson arrivals', () => {
    const variance = countVariance({ kind: 'poisson' });
    for (const expected of [0, 0.3, 1, 250]) expect(variance(expected)).toBe(expected);
  });

  it('of a camera is that of one request more or less, and 0 after whole periods', () => {
    const variance = countVariance({ kind: 'periodic' });
    expect(variance(0.25)).toBeCloseTo(0.1875, 12);
    expect(variance(7.25)).toBeCloseTo(0.1875, 12);
    expect(variance(12)).toBe(0);
    expect(countVariance({ kind: 'scv', scv: 0 })(7.25)).toBeCloseTo(0.1875, 12);
  });

  it('of a renewal stream grows from that of Poisson arrivals to scv times as much', () => {
    for (const scv of [0.1, 0.5, 1, 4, 20]) {
      const variance = countVariance({ kind: 'scv', scv });
      expect(variance(1e-4) / 1e-4).toBeCloseTo(1, 2);
      expect(variance(1e6) / 1e6).toBeCloseTo(scv, 3);
    }
  });

  it("is exact for Erlang's stream of two phases", () => {
    // x/2 + (1 − e^{−4x})/8 (Cox 1962, Renewal Theory, section 4.5, for a stationary stream).
    const variance = countVariance({ kind: 'scv', scv: 0.5 });
    for (const x of [0.01, 0.2, 1, 5]) expect(variance(x)).toBeCloseTo(x / 2 + (1 - Math.exp(-4 * x)) / 8, 9);
  });

  it('is counted in a trace, whatever its order: nothing for a camera over periods, the burst for bursts', () => {
    const camera = Array.from({ length: 4000 }, (_, k) => 10 * k);
    expect(recorded(camera.reverse())(100) / 100).toBeLessThan(0.02);
    // Ten at once every 100 ms: ten times as much as Poisson, over long times nothing more than regular.
    const bursts = Array.from({ length: 4000 }, (_, k) => 100 * Math.floor(k / 10) + (k % 10) / 1000);
    expect(recorded(bursts)(0.5) / 0.5).toBeGreaterThan(8);
    expect(recorded(bursts)(1000) / 1000).toBeLessThan(0.1);
  });

  it('is taken for Poisson where a trace has fewer than three requests, or all at once', () => {
    for (const times of [[5], [5, 9], [5, 5, 5]]) expect(recorded(times)(3)).toBe(3);
  });
});
