import { describe, expect, it } from 'vitest';
import { fitLognormal } from '../../src/math/lognormal.ts';
import { normalQuantile } from '../../src/math/normal.ts';
import { summarize } from '../../src/math/sample.ts';

describe('summarize', () => {
  it('gives mean, unbiased variance over mean², and quantiles by nearest rank', () => {
    const summary = summarize([4, 2, 8, 6]);
    expect(summary.mean).toBe(5);
    // (9 + 1 + 1 + 9) ÷ 3 ÷ 25
    expect(summary.scv).toBeCloseTo(20 / 75, 14);
    expect([0.25, 0.26, 0.5, 0.99, 1].map((p) => summary.quantile(p))).toEqual([2, 4, 4, 8, 8]);
    expect(summary.greatest).toBe(8);
  });

  it('calls one value constant, and refuses none', () => {
    expect(summarize([3]).scv).toBe(0);
    expect(() => summarize([])).toThrow(RangeError);
  });

  it('does not lose a small variation beside a large mean', () => {
    expect(summarize([1e6, 1e6 + 1, 1e6 + 2]).scv).toBeCloseTo(1 / (1e6 + 1) ** 2, 20);
  });
});

describe('normalQuantile', () => {
  // Abramowitz and Stegun, table 26.5, and the tail of table 26.6.
  it.each([
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [0.9999999, 5.199337582192818],
    [1e-15, -7.941345326170997],
  ])('of %f is %f', (p, z) => {
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-6);
  });

  it('is odd about one half', () => {
    for (const p of [0.01, 0.2, 0.45]) expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 6);
  });

  it('refuses 0, 1 and what is no probability', () => {
    for (const p of [0, 1, -1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});

describe('fitLognormal', () => {
  const quantilesOf = (mean: number, scv: number) => {
    const sigma = Math.sqrt(Math.log1p(scv));
    const mu = Math.log(mean) - sigma ** 2 / 2;
    // z of p50, p90, p95 and p99, from tables.
    return [
      [0.5, 0],
      [0.9, 1.2815515655],
      [0.95, 1.644853627],
      [0.99, 2.326347874],
    ].map(([p, z]) => ({ p: p as number, value: Math.exp(mu + sigma * (z as number)) }));
  };

  it.each([1e-6, 0.01, 0.25, 1, 4])('gives the scv %f of a lognormal law back', (scv) => {
    const fit = fitLognormal(12, quantilesOf(12, scv));
    expect(Math.abs(fit.scv / scv - 1)).toBeLessThan(1e-4);
    expect(fit.error).toBeLessThan(1e-5);
  });

  it('finds no variation where every quantile is the mean', () => {
    const fit = fitLognormal(5, [
      { p: 0.5, value: 5 },
      { p: 0.99, value: 5 },
    ]);
    expect(fit).toEqual({ scv: 0, error: 0 });
  });

  it('says how far it is off where no lognormal law fits', () => {
    const fit = fitLognormal(10, [
      { p: 0.5, value: 2 },
      { p: 0.9, value: 10 },
    ]);
    expect(fit.error).toBeGreaterThan(0.1);
    expect(() => fitLognormal(1, [])).toThrow(RangeError);
  });
});
