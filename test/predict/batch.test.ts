import { describe, expect, it } from 'vitest';
import type { Profile } from '../../src/domain/scenario.ts';
import { batchTimes } from '../../src/predict/batch.ts';
import { bulkQueue } from '../../src/predict/bulk-service.ts';
import { meanWaitingTimeMg1 } from '../../src/predict/mg1.ts';
import simulated from '../known-answers/batch-shared.json' with { type: 'json' };
import { type App, askDevice, isWithin, meansOf, responsesOf } from './one-device.ts';

const linear = (start: number, each: number, most: number) =>
  Float64Array.from({ length: most }, (_, b) => start + each * (b + 1));

const batched = (arrivalRate: number, start: number, each: number, most: number): App => ({
  arrivalRate,
  profile: {
    serviceTime: start + each,
    batchServiceTimes: [
      [1, start + each],
      [most, start + each * most],
    ],
  },
});

/** The embedded chain cut off at 400 waiting and iterated until it stands: no root, no transform. */
function byIteration(rate: number, times: Float64Array): number {
  const states = 400;
  const most = times.length;
  let law = new Float64Array(states).fill(1 / states);
  const poisson = Array.from({ length: most }, (_, b) => {
    const mean = rate * (times[b] as number);
    const chances = new Float64Array(states);
    let term = Math.exp(-mean);
    for (let n = 0; n < states; n++) {
      chances[n] = term;
      term *= mean / (n + 1);
    }
    return chances;
  });
  const batchOf = (x: number) => Math.min(Math.max(x, 1), most);
  for (let round = 0; round < 3000; round++) {
    const next = new Float64Array(states);
    for (let x = 0; x < states; x++) {
      if ((law[x] as number) < 1e-18) continue;
      const left = Math.max(x - most, 0);
      const chances = poisson[batchOf(x) - 1] as Float64Array;
      for (let n = 0; left + n < states; n++) next[left + n]! += (law[x] as number) * (chances[n] as number);
    }
    const change = next.reduce((sum, value, x) => sum + Math.abs(value - (law[x] as number)), 0);
    law = next;
    if (change < 1e-13) break;
  }
  let [area, cycle] = [0, (law[0] as number) / rate];
  law.forEach((chance, x) => {
    const time = times[batchOf(x) - 1] as number;
    cycle += chance * time;
    area += chance * (Math.max(x, 1) * time + (rate * time * time) / 2);
  });
  return area / cycle / rate;
}

describe('the bulk-service queue', () => {
  it.each([
    [0.05, linear(5, 2, 4)],
    [0.2, linear(5, 2, 4)],
    [0.3, linear(5, 2, 8)],
    [0.4, linear(5, 2, 16)],
    [0.1, Float64Array.of(9, 9.5, 14, 15)],
  ])('at rate %d responds as its chain does when iterated', (rate, times) => {
    expect(isWithin(bulkQueue(rate, times).responseTime, byIteration(rate, times), 1e-8)).toBe(true);
  });

  it('is M/D/1 when only one request is served at once', () => {
    const classes = {
      arrivalRate: Float64Array.of(0.05),
      serviceTime: Float64Array.of(12),
      scvService: Float64Array.of(0),
    };
    const { responseTime, idle } = bulkQueue(0.05, Float64Array.of(12));
    expect(responseTime).toBeCloseTo(12 + (meanWaitingTimeMg1(classes) as number), 10);
    expect(idle).toBeCloseTo(0.4, 12);
  });

  it.each([0.02, 0.1, 0.3, 0.45])(
    'at rate %d and hardly limited stays below the bound of Inoue 2021, and near it',
    (rate) => {
      // Inoue 2021, for s(b) = αb + τ without a limit: E[R] ≤ min(φ₀, φ₁).
      const [alpha, tau] = [2, 5];
      const spare = 1 - rate * alpha;
      const low = ((alpha + tau) / (2 * spare)) * (1 + 2 * rate * tau + (1 - rate * tau) / (1 + rate * alpha));
      const high = (3 * tau) / (2 * spare) + ((alpha / 2) * (rate * alpha + 2)) / (1 - (rate * alpha) ** 2);
      const bound = Math.min(low, high);
      const { responseTime } = bulkQueue(rate, linear(tau, alpha, 200));
      expect(responseTime).toBeLessThanOrEqual(bound);
      expect(responseTime).toBeGreaterThan(0.9 * bound);
    },
  );

  it('stays a law for 128 requests at once and a load of 0.999', () => {
    const times = linear(5, 2, 128);
    const { responseTime, idle, batchShare } = bulkQueue((0.999 * 128) / (times[127] as number), times);
    expect(batchShare.every((share) => share > -1e-12)).toBe(true);
    expect(batchShare.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
    expect(idle).toBeGreaterThan(-1e-12);
    expect(responseTime).toBeGreaterThan(times[127] as number);
  });

  it('responds within the service time alone when hardly anybody comes', () => {
    expect(bulkQueue(1e-9, linear(5, 2, 8)).responseTime).toBeCloseTo(7, 6);
  });

  it('has no steady state when full batches are too slow', () => {
    expect(() => bulkQueue(4 / 13, linear(5, 2, 4))).toThrow(RangeError);
  });
});

describe('batch times', () => {
  const profile = (points: readonly (readonly [number, number])[]) => {
    return { serviceTime: 10, batchServiceTimes: points } as unknown as Profile;
  };
  const station = (maxBatch: number | null) => ({ maxBatch, maxBatchDelay: 0, concurrency: 1 });

  it('are linear between measured sizes and end at the largest', () => {
    expect([
      ...batchTimes(
        profile([
          [1, 10],
          [3, 14],
          [4, 20],
        ]),
        station(null),
      ),
    ]).toEqual([10, 12, 14, 20]);
  });

  it('go on along the last line, or in proportion where only one size was measured', () => {
    expect([
      ...batchTimes(
        profile([
          [1, 10],
          [2, 12],
        ]),
        station(4),
      ),
    ]).toEqual([10, 12, 14, 16]);
    expect([...batchTimes(profile([[1, 10]]), station(3))]).toEqual([10, 20, 30]);
  });

  it('are cut at a smaller greatest batch', () => {
    expect([
      ...batchTimes(
        profile([
          [1, 10],
          [8, 24],
        ]),
        station(2),
      ),
    ]).toEqual([10, 12]);
  });
});

describe('a batching device', () => {
  it('keeps up where serving one at a time would not', () => {
    const app = batched(0.3, 5, 2, 8);
    expect(0.3 * 7).toBeGreaterThan(1);
    const answer = askDevice('batch', [app]);
    expect(answer.utilization).toBeCloseTo((0.3 * 21) / 8, 12);
    expect(answer.isStable).toBe(true);
  });

  it.each([
    // Simulation written apart from the project, 1 million requests: mean, p90 and p95.
    [0.2, 4, 15.153, 22.189, 25.617],
    [0.3, 8, 23.008, 34.666, 39.458],
    [0.4, 16, 47.438, 75.019, 85.604],
  ])(
    'at rate %d with batches of %d responds as simulated: mean 0.5 %, p90 and p95 8 %',
    (rate, most, mean, p90, p95) => {
      const [response] = responsesOf(askDevice('batch', [batched(rate, 5, 2, most)]));
      expect(isWithin(response?.mean ?? Number.NaN, mean, 0.005)).toBe(true);
      expect(isWithin(response?.quantile(0.9) ?? Number.NaN, p90, 0.08)).toBe(true);
      expect(isWithin(response?.quantile(0.95) ?? Number.NaN, p95, 0.08)).toBe(true);
    },
  );

  it('with several containers that batch nothing is the M/G/1 queue', () => {
    const apps = [20, 10, 30].map((service, k) => ({
      arrivalRate: [0.008, 0.012, 0.004][k] as number,
      profile: { serviceTime: service, batchServiceTimes: [[1, service]] as const },
    }));
    const fcfs = meansOf(askDevice('fcfs', apps));
    meansOf(askDevice('batch', apps)).forEach((mean, k) => {
      expect(isWithin(mean, fcfs[k] as number, 1e-6)).toBe(true);
    });
  });

  describe('with several containers', () => {
    const errors = simulated.cases.flatMap(({ batch, arrivalRate, single, full, mean, p95 }) => {
      const apps = arrivalRate.map((rate, k): App => {
        const batchServiceTimes = [[1, single[k]!] as const, [batch, full[k]!] as const];
        return { arrivalRate: rate, profile: { serviceTime: single[k]!, batchServiceTimes } };
      });
      return responsesOf(askDevice('batch', apps)).map((response, k) => ({
        mean: response.mean / mean[k]! - 1,
        p95: response.quantile(0.95) / p95[k]! - 1,
      }));
    });
    const sizes = (of: 'mean' | 'p95') => errors.map((error) => Math.abs(error[of])).sort((a, b) => a - b);

    it('responds as simulated: half of the means within 4 %, nine in ten within 12 %, all within 30 %', () => {
      const means = sizes('mean');
      expect(means.length).toBeGreaterThan(150);
      expect(means[Math.floor(0.5 * means.length)]).toBeLessThan(0.04);
      expect(means[Math.floor(0.9 * means.length)]).toBeLessThan(0.12);
      expect(means.at(-1)).toBeLessThan(0.3);
    });

    it('leans to neither side', () => {
      const average = errors.reduce((sum, { mean }) => sum + mean, 0) / errors.length;
      expect(Math.abs(average)).toBeLessThan(0.02);
    });

    it('has 95th percentiles of which half are within 8 %, nine in ten within 20 %', () => {
      const percentiles = sizes('p95');
      expect(percentiles[Math.floor(0.5 * percentiles.length)]).toBeLessThan(0.08);
      expect(percentiles[Math.floor(0.9 * percentiles.length)]).toBeLessThan(0.2);
    });

    it('keeps its answers finite from next to no load to next to saturation, and up to 128 in a batch', () => {
      for (const most of [2, 8, 128]) {
        for (const load of [1e-9, 1e-3, 0.5, 0.999, 1 - 1e-8]) {
          const apps = [3, 20, 90].map((service): App => {
            const longest = service * (1 + 0.4 * (most - 1));
            const arrivalRate = ((load / 3) * most) / longest;
            return {
              arrivalRate,
              profile: {
                serviceTime: service,
                batchServiceTimes: [
                  [1, service],
                  [most, longest],
                ],
              },
            };
          });
          for (const { mean, quantile } of responsesOf(askDevice('batch', apps))) {
            expect(mean).toBeGreaterThanOrEqual(3);
            expect(Number.isFinite(mean)).toBe(true);
            expect(quantile(0.99)).toBeGreaterThanOrEqual(quantile(0.5));
          }
        }
      }
    });
  });

  it('adds a maximum batch delay in full, and says so', () => {
    const without = responsesOf(askDevice('batch', [batched(0.05, 5, 2, 8)]))[0]!;
    const delayed = responsesOf(askDevice('batch', [batched(0.05, 5, 2, 8)], { maxBatchDelay: 10 }))[0]!;
    expect(delayed.mean).toBeCloseTo(without.mean + 10, 12);
    expect(delayed.quantile(0.5)).toBeCloseTo(without.quantile(0.5) + 10, 6);
    expect(delayed.note).toContain('maximum batch delay');
  });

  it('has no answer when even full batches are too slow', () => {
    const answer = askDevice('batch', [batched(4 / 13, 5, 2, 4)]);
    expect(answer.tenants[0]?.reason).toBe('accelerator overloaded: utilization 100 %');
  });
});
