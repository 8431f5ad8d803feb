import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { mser5 } from '../../src/math/mser5.ts';
import { simulateNode } from '../../src/verify/simulate.ts';
import { BatchMeans, trend } from '../../src/verify/statistics/batch-means.ts';
import { Histogram } from '../../src/verify/statistics/histogram.ts';
import { SourceStatistics } from '../../src/verify/statistics/source-statistics.ts';
import { studentT95 } from '../../src/verify/statistics/student-t.ts';
import { Exponential, Gamma, generatorFor, HyperExponential } from '../../src/verify/variates.ts';
import { oneAccelerator, poissonSources } from './systems.ts';

describe('the histogram', () => {
  it('gives every quantile of a sample within 0.2 % of the sorted sample', () => {
    const lognormal = new Exponential(1, xoroshiro128plus(3));
    const sample = Array.from({ length: 50_000 }, () => Math.exp(2 * lognormal.next()));
    const histogram = new Histogram();
    for (const value of sample) histogram.add(value);
    const sorted = Float64Array.from(sample).sort();
    for (const p of [0.01, 0.5, 0.9, 0.95, 0.99, 0.999]) {
      const truth = sorted[Math.ceil(p * sorted.length) - 1] as number;
      expect(Math.abs(histogram.quantile(p) / truth - 1)).toBeLessThan(0.002);
    }
  });

  it('gives the value itself where all values are equal, and keeps the greatest and least exactly', () => {
    const histogram = new Histogram();
    for (const value of [20.1, 20.1, 20.1]) histogram.add(value);
    expect([0, 0.5, 1].map((p) => histogram.quantile(p))).toEqual([20.1, 20.1, 20.1]);
    histogram.add(1e-9);
    histogram.add(1e12);
    expect([histogram.quantile(0), histogram.quantile(1)]).toEqual([1e-9, 1e12]);
  });

  it('has no quantile before the first value', () => {
    expect(() => new Histogram().quantile(0.5)).toThrow(RangeError);
  });
});

describe('random durations', () => {
  const random = xoroshiro128plus(8);
  it.each([
    ['Exponential', 1, new Exponential(7, random)],
    ['Gamma', 0.1, new Gamma(7, 0.1, random)],
    ['Gamma', 4, new Gamma(7, 4, random)],
    ['HyperExponential', 4, new HyperExponential(7, 4, random)],
  ])('%s with scv %s has the mean and scv asked for', (_name, scv, variate) => {
    const sample = Float64Array.from({ length: 400_000 }, () => variate.next());
    const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length;
    const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / sample.length;
    expect(sample.every((x) => x >= 0)).toBe(true);
    expect(Math.abs(mean / 7 - 1)).toBeLessThan(0.01);
    expect(Math.abs(variance / mean ** 2 / scv - 1)).toBeLessThan(0.04);
  });
});

describe('streams', () => {
  it('start differently for every identity: their first draws are uniform and repeat nothing', () => {
    const first = Float64Array.from({ length: 20_000 }, (_, i) =>
      uniformFloat64(generatorFor(i % 100, 0, 'arrivals', `app-${Math.floor(i / 100)}`)),
    );
    expect(new Set(first).size).toBe(first.length);
    const bins = new Array<number>(20).fill(0);
    for (const x of first) bins[Math.floor(20 * x)] = (bins[Math.floor(20 * x)] as number) + 1;
    // Chi-squared with 19 degrees of freedom is below 43.8 with probability 0.999.
    expect(bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(43.8);
    const neighbours = first.reduce(
      (sum, x, i) => (i === 0 ? 0 : sum + (x - 0.5) * ((first[i - 1] as number) - 0.5)),
      0,
    );
    // Correlation of neighbours: four standard errors of none, 1/√n.
    expect(Math.abs((12 * neighbours) / first.length)).toBeLessThan(4 / Math.sqrt(first.length));
  });
});

describe('confidence intervals', () => {
  // Student's t, 97.5 %: any table of the distribution.
  it.each([
    [9, 2.2622],
    [20, 2.086],
    [31, 2.0395],
    [62, 1.999],
  ])('use Student t with %s degrees of freedom, %s', (freedom, truth) => {
    expect(Math.abs(studentT95(freedom) - truth)).toBeLessThan(2e-4);
    expect(() => studentT95(Number.NaN)).toThrow(RangeError);
  });

  it('come from 32 to 63 batches however long the series, and from none below ten values', () => {
    const batches = new BatchMeans();
    for (let n = 1; n <= 5000; n++) {
      batches.add(n % 7);
      const spread = batches.spread();
      expect(spread === null).toBe(n < 10);
      if (n >= 64) expect(spread?.batches).toBeGreaterThanOrEqual(32);
      expect((spread?.batches ?? 0) * (spread?.batchSize ?? 0)).toBeGreaterThan(n >= 10 ? 0.96 * n - 1 : -1);
      expect(spread?.batches ?? 0).toBeLessThan(64);
    }
  });

  it('widen when neighbouring batches are alike', () => {
    const [alternating, runs] = [new BatchMeans(), new BatchMeans()];
    for (let i = 0; i < 60; i++) {
      alternating.add(i % 2);
      runs.add(Math.floor(i / 10) % 2);
    }
    expect(runs.spread()?.halfWidth).toBeGreaterThan(2.5 * (alternating.spread()?.halfWidth ?? Number.NaN));
  });

  /** M/M/1 at load 0.7, S = 10 ms: mean 33.3 ms; one in a hundred responses is over 33.3 · ln 100 ms. */
  const [mean, limit] = [10 / 0.3, (10 / 0.3) * Math.log(100)];
  const short = (seed: number, precision?: number) => {
    // Runs to a precision look at a limit that is often exceeded: the mean, by one in e.
    const sources = poissonSources([0.07], [10], 1).map((source) => ({ ...source, limit: precision ? mean : limit }));
    const options = precision === undefined ? { seed, requests: 20_000 } : { seed, requests: 1_000_000, precision };
    return simulateNode(oneAccelerator('fcfs', sources), options);
  };
  const holds = (interval: readonly [number, number] | null | undefined, truth: number): boolean =>
    interval != null && interval[0] <= truth && truth <= interval[1];

  it('of 100 short seeded runs hold the true mean and the true share over the limit in about 95', () => {
    const runs = Array.from({ length: 100 }, (_, seed) => short(seed).sources[0]);
    const means = runs.filter((run) => holds(run?.meanInterval, mean)).length;
    const shares = runs.filter((run) => holds(run?.violationInterval, 0.01)).length;
    // Binomial(100, 0.95) is from 90 up with probability 0.989; bounds that always hold would be too wide to help.
    expect(means).toBeGreaterThanOrEqual(90);
    expect(shares).toBeGreaterThanOrEqual(90);
    const widths = runs.map((run) => (run?.meanInterval?.[1] ?? Number.NaN) - (run?.mean ?? Number.NaN));
    expect(widths.reduce((sum, width) => sum + width, 0) / runs.length / mean).toBeLessThan(0.12);
  });

  it('of runs that stop on precision still hold the truth', () => {
    const runs = Array.from({ length: 100 }, (_, seed) => short(seed, 0.05));
    expect(runs.every(({ stoppedBy }) => stoppedBy === 'precision')).toBe(true);
    expect(runs.filter(({ sources }) => holds(sources[0]?.meanInterval, mean)).length).toBeGreaterThanOrEqual(90);
    const shares = runs.filter(({ sources }) => holds(sources[0]?.violationInterval, Math.exp(-1))).length;
    expect(shares).toBeGreaterThanOrEqual(90);
    for (const { sources } of runs) {
      const [low, high] = sources[0]?.meanInterval ?? [Number.NaN, Number.NaN];
      expect((high - low) / (high + low)).toBeLessThanOrEqual(0.05);
    }
  });

  it('of a share never seen are bounded away from zero above, and stay within 0 and 1', () => {
    const statistics = new SourceStatistics(100);
    const draw = new Exponential(10, xoroshiro128plus(2));
    for (let i = 0; i < 1000; i++) statistics.add(Math.min(99, draw.next()), 0);
    const [low, high] = statistics.overLimitInterval() ?? [Number.NaN, Number.NaN];
    expect(low).toBe(0);
    // A thousand independent requests without one excess: the score interval ends at t²/(n + t²) ≈ 0.4 %.
    expect(high).toBeGreaterThan(0.003);
    expect(high).toBeLessThan(0.012);
  });
});

describe('warm-up', () => {
  it('is found where a series leaves its start behind', () => {
    const noise = new Exponential(1, xoroshiro128plus(5));
    const series = Array.from({ length: 5000 }, (_, i) => noise.next() + (i < 600 ? 10 * (1 - i / 600) : 0));
    const found = mser5(series);
    expect(found?.isEnough).toBe(true);
    expect(found?.drop).toBeGreaterThan(450);
    expect(found?.drop).toBeLessThan(1200);
  });

  it('is not over in a series that still grows, and unknown in one that is too short', () => {
    expect(mser5(Array.from({ length: 1000 }, (_, i) => i))?.isEnough).toBe(false);
    expect(mser5([1, 2, 3])).toBeNull();
  });

  it('is dropped: a run from empty at load 0.95 is not biased towards short responses', () => {
    // M/M/1, mean 200 ms. Averages over 40 runs, each of fewer requests than the queue needs to fill from empty.
    const runs = Array.from({ length: 40 }, (_, seed) =>
      simulateNode(oneAccelerator('fcfs', poissonSources([0.095], [10], 1)), { seed, requests: 20_000 }),
    );
    const mean = runs.reduce((sum, { sources }) => sum + (sources[0]?.mean ?? Number.NaN), 0) / runs.length;
    expect(Math.abs(mean / 200 - 1)).toBeLessThan(0.12);
    expect(runs.every(({ warmUp }) => (warmUp?.requests ?? 0) >= 1000)).toBe(true);
  });
});

describe('a queue that is offered more than it can serve', () => {
  it('is reported as not steady, its start never forgotten', () => {
    const { sources, warmUp } = simulateNode(oneAccelerator('ps', poissonSources([0.12], [10])), {
      seed: 1,
      requests: 50_000,
    });
    expect(sources[0]?.isSteady).toBe(false);
    // As much was dropped as is allowed, half the requests asked for, in the hope of a steady state.
    expect(warmUp).toEqual({ rule: 'MSER-5', requests: 25_000, isEnough: false });
  });

  it('is told from a busy one that is stable', () => {
    const { sources } = simulateNode(oneAccelerator('fcfs', poissonSources([0.09], [10])), {
      seed: 1,
      requests: 200_000,
    });
    expect(sources[0]?.isSteady).toBe(true);
  });

  it('shows as rank correlation one with time', () => {
    expect(trend(Float64Array.of(1, 2, 5, 9))).toBe(1);
    expect(trend(Float64Array.of(3, 1, 2))).toBeCloseTo(-1 / 3, 12);
  });
});
