import { describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import simulated from '../known-answers/predict-simulated.json' with { type: 'json' };
import { appsOf, askDevice, isWithin, responsesOf } from './one-device.ts';

/** Two per cent of the simulated value is what 20 million correlated times leave uncertain at p99 of a load of 0.9. */
const TOLERANCE: Readonly<Record<string, number>> = { mean: 0.007, p50: 0.01, p90: 0.01, p95: 0.012, p99: 0.02 };
/** For services that vary the delay is fitted: see REFERENCES.md, "Processor sharing, percentiles". */
const FITTED = 0.025;

const METRICS = ['mean', 'p50', 'p90', 'p95', 'p99'] as const;
const PROBABILITY = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

describe.each(simulated.cases)('$discipline at rates $arrivalRate', (one) => {
  const apps = appsOf(one.arrivalRate, one.serviceTime, one.swapTime, one.scvService);
  const responses = responsesOf(askDevice(one.discipline as Discipline, apps));

  it.each(METRICS)('has the simulated %s in every class', (metric) => {
    responses.forEach((response, k) => {
      const found = metric === 'mean' ? response.mean : response.quantile(PROBABILITY[metric]);
      const isFitted = one.discipline === 'ps' && (one.scvService[k] as number) > 0 && metric !== 'mean';
      const tolerance = isFitted ? FITTED : (TOLERANCE[metric] as number);
      const expected = one[metric][k] as number;
      // Where few requests end, a percentile says little: there the probability at the simulated one must agree.
      const chance = metric === 'mean' ? 0 : 1 - PROBABILITY[metric];
      const agrees = isWithin(found, expected, tolerance) || isWithin(response.tail(expected), chance, 0.004);
      expect(`${found} for ${expected}: ${agrees}`).toContain('true');
    });
  });

  it('gives back the probability that a percentile was asked for', () => {
    for (const response of responses) {
      for (const p of [0.9, 0.99]) {
        const at = response.quantile(p);
        expect(response.tail(at)).toBeLessThanOrEqual(1 - p + 1e-5);
        expect(response.tail(at * (1 - 1e-4))).toBeGreaterThan(1 - p - 1e-5);
      }
    }
  });

  it('has percentiles that grow with the probability and a tail that falls with time', () => {
    for (const response of responses) {
      const percentiles = [0.01, 0.1, 0.5, 0.9, 0.99, 0.999].map((p) => response.quantile(p));
      expect(percentiles).toEqual(percentiles.toSorted((a, b) => a - b));
      const times = Array.from({ length: 60 }, (_, i) => (i * response.mean) / 8);
      const tails = times.map((t) => response.tail(t));
      expect(tails.every((tail, i) => i === 0 || tail <= (tails[i - 1] as number) + 2e-4)).toBe(true);
      expect(tails[0]).toBeCloseTo(1, 12);
    }
  });

  it('has a mean that is the area under its tail', () => {
    for (const response of responses) {
      const step = response.mean / 80;
      let area = 0;
      for (let i = 0; i < 80 * 32; i++) area += step * response.tail((i + 0.5) * step);
      expect(`${area} for ${response.mean}: ${isWithin(area, response.mean, 0.006)}`).toContain('true');
    }
  });
});

describe('percentiles of M/D/1', () => {
  // P(W ≤ t) = (1 − ρ) Σ_{i ≤ t/D} (λ(iD − t))^i e^{−λ(iD − t)} / i!  (Erlang 1909; Crommelin 1932)
  const waitAtMost = (rate: number, service: number, t: number) => {
    let sum = 0;
    let factorial = 1;
    for (let i = 0; i * service <= t; i++) {
      factorial *= Math.max(i, 1);
      const x = rate * (i * service - t);
      sum += (x ** i * Math.exp(-x)) / factorial;
    }
    return (1 - rate * service) * sum;
  };

  it.each([0.2, 0.5, 0.8])('has the closed form of its waiting time at load %d', (load) => {
    const [response] = responsesOf(askDevice('fcfs', appsOf([load / 10], [10])));
    for (const wait of [0.5, 3, 9, 13, 24, 37]) {
      const expected = 1 - waitAtMost(load / 10, 10, wait);
      expect(Math.abs((response?.tail(10 + wait) ?? Number.NaN) - expected)).toBeLessThan(1e-4);
    }
  });

  it('serves exactly in the service time with the probability that nobody is there', () => {
    const [response] = responsesOf(askDevice('fcfs', appsOf([0.03], [10])));
    expect(response?.quantile(0.69)).toBe(10);
    expect(response?.tail(10)).toBeCloseTo(0.3, 12);
    expect(response?.tail(9.999)).toBe(1);
  });
});

describe('percentiles of M/M/1', () => {
  it('are those of an exponential time first come first served', () => {
    const [response] = responsesOf(askDevice('fcfs', appsOf([0.07], [10], [], [1])));
    for (const p of [0.5, 0.9, 0.99]) {
      expect(isWithin(response?.quantile(p) ?? Number.NaN, (-10 / 0.3) * Math.log(1 - p), 1e-5)).toBe(true);
    }
  });
});

describe('a percentile', () => {
  it('is refused outside 0 and 1, and so is the tail at no time', () => {
    const [response] = responsesOf(askDevice('ps', appsOf([0.01], [10])));
    for (const p of [0, 1, -1, 2, Number.NaN]) expect(() => response?.quantile(p)).toThrow(RangeError);
    expect(() => response?.tail(Number.NaN)).toThrow(RangeError);
  });

  it('of two stages is not the sum of their percentiles', () => {
    const app = { ...appsOf([0.005], [50])[0]!, preprocessTime: 40 };
    const both = responsesOf(askDevice('fcfs', [app], { cores: 1 }))[0]!.quantile(0.95);
    const accelerator = responsesOf(askDevice('fcfs', appsOf([0.005], [50])))[0]!.quantile(0.95);
    const cpu = responsesOf(askDevice('ps', appsOf([0.005], [40])))[0]!.quantile(0.95);
    expect(both).toBeLessThan(accelerator + cpu);
    expect(both).toBeGreaterThan(Math.max(accelerator + 40, cpu + 50));
  });
});
