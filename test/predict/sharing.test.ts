import { describe, expect, it } from 'vitest';
import type { Profile } from '../../src/domain/scenario.ts';
import { streamsOf } from '../../src/predict/arrivals.ts';
import { cpuStage } from '../../src/predict/cpu-stage.ts';
import { speedsOf } from '../../src/predict/mps.ts';
import { meanResponseTimesPs, meanSlowdownMultiServer, slowdownOf } from '../../src/predict/processor-sharing.ts';
import { varianceRateFunction, varianceSingleServer } from '../../src/predict/sharing-law.ts';
import { appsOf, askDevice, isWithin, meansOf, responsesOf } from './one-device.ts';

const coresUpTo = (servers: number) => Float64Array.from({ length: servers }, (_, n) => n + 1);

describe('processor sharing with one server', () => {
  it('slows every class by the same factor 1/(1 − ρ), whatever the law of its services', () => {
    const fixed = meansOf(askDevice('ps', appsOf([0.005, 0.01, 0.004], [20, 10, 50])));
    const random = meansOf(askDevice('ps', appsOf([0.005, 0.01, 0.004], [20, 10, 50], [], [3, 0.2, 1])));
    expect(fixed.map((mean) => mean.toFixed(9))).toEqual([20 / 0.6, 10 / 0.6, 50 / 0.6].map((mean) => mean.toFixed(9)));
    expect(random).toEqual(fixed);
  });

  it('leaves the answers untouched and says by how much it is overloaded', () => {
    const out = Float64Array.of(-1);
    expect(meanResponseTimesPs(Float64Array.of(0.1), Float64Array.of(10), out)).toBe(1);
    expect(out[0]).toBe(-1);
  });

  it('has the variance of M/M/1 processor sharing, (2 + ρ)/(2 − ρ)·E[R]²', () => {
    // Coffman, Muntz and Trotter 1970. Exponential sizes: E[Var R(x)] + Var[x]/(1 − ρ)², integrated over x.
    const load = 0.7;
    const classes = {
      arrivalRate: Float64Array.of(load / 10),
      serviceTime: Float64Array.of(10),
      scvService: Float64Array.of(1),
    };
    const variance = varianceSingleServer(classes, load);
    const step = 0.05;
    let mean = 0;
    for (let x = step / 2; x < 40; x += step) mean += step * Math.exp(-x) * variance(10 * x);
    const total = mean + 100 / (1 - load) ** 2;
    expect(isWithin(total, ((2 + load) / (2 - load)) * (10 / (1 - load)) ** 2, 1e-3)).toBe(true);
  });

  it('varies for small requests by x²ρ/(1 − ρ)² and for large ones in proportion to x', () => {
    const classes = {
      arrivalRate: Float64Array.of(0.06),
      serviceTime: Float64Array.of(10),
      scvService: Float64Array.of(0),
    };
    const variance = varianceSingleServer(classes, 0.6);
    expect(isWithin(variance(0.001), (1e-6 * 0.6) / 0.16, 1e-3)).toBe(true);
    // 2/(1 − ρ)²·E[W]·x, E[W] = λS²/(2(1 − ρ)) = 7.5 ms
    expect(isWithin(variance(2e5) / variance(1e5), 2, 1e-3)).toBe(true);
    expect(isWithin(variance(2e5), ((2 * 7.5) / 0.16) * 2e5, 1e-2)).toBe(true);
  });
});

describe('processor sharing with several servers', () => {
  it.each([
    [2, 1.2, 1 / (1 - 0.36)],
    [1, 0.7, 1 / 0.3],
  ])('%d servers with load %d slow requests by the closed form', (servers, load, slowdown) => {
    expect(meanSlowdownMultiServer(servers, load)).toBeCloseTo(slowdown, 12);
  });

  it('agrees with the stationary law summed term by term, to a thousand servers', () => {
    for (const servers of [1, 3, 16, 200, 1000]) {
      for (const share of [0.2, 0.9, 0.999]) {
        const found = slowdownOf(coresUpTo(servers), share * servers, 0.1).mean;
        expect(isWithin(found, meanSlowdownMultiServer(servers, share * servers), 1e-10)).toBe(true);
      }
    }
  });

  it('never slows anybody with more servers than requests, and slows all with one', () => {
    expect(meanSlowdownMultiServer(1000, 1)).toBeCloseTo(1, 12);
    expect(slowdownOf(coresUpTo(1000), 1, 0.1).mean).toBeCloseTo(1, 12);
  });
});

describe('the slowdown of φ(n) = 1', () => {
  it('has the mean, variance and correlation time of M/M/1: 1/(1 − ρ), ρ/(1 − ρ)² and E[S]/(1 − ρ)', () => {
    for (const speeds of [Float64Array.of(1), Float64Array.of(1, 1, 1, 1, 1)]) {
      const { mean, variance, correlationTime } = slowdownOf(speeds, 0.6, 0.06);
      expect(mean).toBeCloseTo(2.5, 12);
      expect(variance).toBeCloseTo(3.75, 12);
      expect(correlationTime).toBeCloseTo(25, 9);
    }
  });

  it('has, for exponential services, a variance of the response that is exact', () => {
    const classes = {
      arrivalRate: Float64Array.of(0.06),
      serviceTime: Float64Array.of(10),
      scvService: Float64Array.of(1),
    };
    const exact = varianceSingleServer(classes, 0.6);
    const found = varianceRateFunction(slowdownOf(Float64Array.of(1), 0.6, 0.06), 1);
    for (const x of [0.01, 1, 10, 100]) expect(isWithin(found(x), exact(x), 1e-5)).toBe(true);
  });
});

describe('the CPU stage', () => {
  const load = (rate: number, serviceTime: number) => [
    { arrivals: streamsOf({ kind: 'poisson' }, rate, 1), serviceTime, scvService: 0 },
  ];

  it('is continuous between whole numbers of cores', () => {
    const slowdown = (cores: number) => cpuStage(cores, load(0.06, 20)).slowdown as number;
    expect(slowdown(2)).toBeCloseTo(1 / 0.64, 12);
    expect(isWithin(slowdown(2 + 1e-9), slowdown(2), 1e-7)).toBe(true);
    expect(isWithin(slowdown(2 - 1e-9), slowdown(2), 1e-7)).toBe(true);
  });

  it('slows a request on half a core to half speed even when alone', () => {
    expect(cpuStage(0.5, load(1e-9, 20)).slowdown).toBeCloseTo(2, 6);
  });

  it('has no slowdown when it is overloaded', () => {
    const stage = cpuStage(2, load(0.1, 20));
    expect(stage.utilization).toBe(1);
    expect(stage.slowdown).toBeNull();
    expect(() => stage.law(20)).toThrow(RangeError);
  });
});

describe('spatial sharing with a measured speed-up', () => {
  const profile = (serviceTime: number, concurrentServiceTimes: readonly (readonly [number, number])[]) => ({
    serviceTime,
    concurrentServiceTimes,
  });

  it('reads φ(n) = n·s₁/sₙ off the measurements, linear between them', () => {
    const measured = profile(10, [
      [1, 10],
      [2, 12.5],
      [4, 20],
    ]) as unknown as Profile;
    expect([...speedsOf(measured)]).toEqual([1, 1.6, 1.8, 2]);
  });

  it('is processor sharing where only one copy was measured', () => {
    const apps = appsOf([0.02, 0.01], [15, 40]);
    const [mps, ps] = [meansOf(askDevice('mps', apps)), meansOf(askDevice('ps', apps))];
    expect(mps.every((mean, k) => isWithin(mean, ps[k] as number, 1e-12))).toBe(true);
  });

  it('is two servers where two copies run at full speed', () => {
    const app = {
      arrivalRate: 0.06,
      profile: profile(20, [
        [1, 20],
        [2, 20],
      ]),
    };
    expect(meansOf(askDevice('mps', [app]))[0]).toBeCloseTo(20 / 0.64, 10);
  });

  it('can carry more than one copy alone could, up to the last measured speed', () => {
    const app = (arrivalRate: number) => ({
      arrivalRate,
      profile: profile(10, [
        [1, 10],
        [2, 12.5],
      ]),
    });
    const answer = askDevice('mps', [app(0.15)]);
    expect(answer.utilization).toBeCloseTo(1.5 / 1.6, 12);
    expect(answer.isStable).toBe(true);
    expect(askDevice('mps', [app(0.16)]).tenants[0]?.reason).toBe('accelerator overloaded: utilization 100 %');
  });

  it("keeps Little's law when models speed up differently", () => {
    const one = {
      arrivalRate: 0.03,
      profile: profile(15, [
        [1, 15],
        [2, 18.75],
        [4, 27],
      ]),
    };
    const other = {
      arrivalRate: 0.01,
      profile: profile(40, [
        [1, 40],
        [2, 66],
      ]),
    };
    const [first, second] = meansOf(askDevice('mps', [one, other]));
    const present = 0.03 * (first as number) + 0.01 * (second as number);
    // E[N] of the birth-death chain with the load-weighted harmonic mean of both curves, summed term by term.
    const curves = [
      [1, 1.6, 1.6 + (20 / 9 - 1.6) / 2, 20 / 9],
      [1, 80 / 66, 80 / 66, 80 / 66],
    ];
    const load = 0.45 + 0.4;
    let [term, total, weighted] = [1, 1, 0];
    for (let n = 1; n < 4000; n++) {
      const [a, b] = curves.map((curve) => curve[Math.min(n, 4) - 1] as number) as [number, number];
      term *= 0.45 / a + 0.4 / b;
      total += term;
      weighted += n * term;
    }
    expect(load).toBeCloseTo(0.85, 12);
    expect(isWithin(present, weighted / total, 1e-9)).toBe(true);
  });

  it('slows a model that shares well less than one that does not', () => {
    const well = {
      arrivalRate: 0.02,
      profile: profile(20, [
        [1, 20],
        [4, 24],
      ]),
    };
    const badly = {
      arrivalRate: 0.02,
      profile: profile(20, [
        [1, 20],
        [4, 60],
      ]),
    };
    const [first, second] = meansOf(askDevice('mps', [well, badly]));
    expect(first).toBeLessThan(0.85 * (second as number));
  });

  it('has percentiles at least as great as the service time', () => {
    const app = {
      arrivalRate: 0.06,
      profile: profile(20, [
        [1, 20],
        [2, 25],
      ]),
    };
    const [response] = responsesOf(askDevice('mps', [app]));
    expect(response?.quantile(0.01)).toBeGreaterThanOrEqual(20);
    expect(response?.quantile(0.99)).toBeGreaterThan(response?.mean ?? Number.NaN);
  });
});
