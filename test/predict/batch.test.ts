import { describe, expect, it } from 'vitest';
import type { Profile } from '../../src/domain/scenario.ts';
import { batchTimes } from '../../src/predict/batch.ts';
import type { BatchTimes } from '../../src/predict/bulk-chain.ts';
import { bulkQueue } from '../../src/predict/bulk-service.ts';
import { meanWaitingTimeMg1 } from '../../src/predict/mg1.ts';
import { simulateNode } from '../../src/verify/simulate.ts';
import simulated from '../known-answers/batch-shared.json' with { type: 'json' };
import { oneAccelerator, poissonSources } from '../verify/systems.ts';
import { type App, askDevice, isWithin, meansOf, responsesOf } from './one-device.ts';

const fixed = (times: Float64Array, scv = 0) => ({ times, scv: times.map(() => scv) });

/** Numbers from 0 to below 1, the same for the same seed (Park and Miller 1988). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const linear = (start: number, each: number, most: number) =>
  fixed(Float64Array.from({ length: most }, (_, b) => start + each * (b + 1)));

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

/**
 * The embedded chain cut off at so many waiting and iterated until it stands: no root, no transform. What comes during a
 * gamma time of scv c is negative binomial, P(n + 1)/P(n) = (1/c + n)/(n + 1) · cλs/(1 + cλs).
 */
function byIteration(rate: number, { times, scv }: BatchTimes, states = 400): number {
  const most = times.length;
  let law = new Float64Array(states).fill(1 / states);
  const arrivals = Array.from({ length: most }, (_, b) => {
    const mean = rate * (times[b] as number);
    const c = scv[b] as number;
    const chances = new Float64Array(states);
    let term = c === 0 ? Math.exp(-mean) : (1 + c * mean) ** (-1 / c);
    for (let n = 0; n < states; n++) {
      chances[n] = term;
      term *= (mean * (1 + c * n)) / ((n + 1) * (1 + c * mean));
    }
    return chances;
  });
  const batchOf = (x: number) => Math.min(Math.max(x, 1), most);
  for (let round = 0; round < 3000; round++) {
    const next = new Float64Array(states);
    for (let x = 0; x < states; x++) {
      if ((law[x] as number) < 1e-18) continue;
      const left = Math.max(x - most, 0);
      const chances = arrivals[batchOf(x) - 1] as Float64Array;
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
    area += chance * (Math.max(x, 1) * time + (rate * time * time * (1 + (scv[batchOf(x) - 1] as number))) / 2);
  });
  return area / cycle / rate;
}

describe('the bulk-service queue', () => {
  it.each([
    [0.05, linear(5, 2, 4)],
    [0.2, linear(5, 2, 4)],
    [0.3, linear(5, 2, 8)],
    [0.4, linear(5, 2, 16)],
    [0.1, fixed(Float64Array.of(9, 9.5, 14, 15))],
  ])('at rate %d responds as its chain does when iterated', (rate, batches) => {
    expect(isWithin(bulkQueue(rate, batches).responseTime, byIteration(rate, batches), 1e-8)).toBe(true);
  });

  it('with services that vary responds as its chain does, whatever the table', () => {
    const random = randomNumbers(7);
    for (let run = 0; run < 12; run++) {
      const most = 1 + Math.floor(9 * random());
      const times = new Float64Array(most);
      const scv = times.map(() => (random() < 0.2 ? 0 : 3 * random() ** 2));
      for (let b = 0; b < most; b++) times[b] = 20 * random() + (b === 0 ? 5 : times[b - 1]! - 5 * random());
      const rate = ((0.05 + 0.4 * random()) * most) / times[most - 1]!;
      const found = bulkQueue(rate, { times, scv });
      expect(found.responseTime / byIteration(rate, { times, scv }, 500)).toBeCloseTo(1, 6);
      expect(found.batchShare.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
    }
  });

  it.each([
    [0.5, 45.44],
    [1, 55.316],
    [4, 117.39],
  ])('with scv %d has the mean of its chain: %d ms', (scv, mean) => {
    const { responseTime } = bulkQueue(0.04, fixed(Float64Array.of(20, 30, 40, 50), scv));
    expect(isWithin(responseTime, mean, 1e-4)).toBe(true);
  });

  it('passes from one way of solving to the other without a step, up to 128 in a batch', () => {
    for (const most of [3, 8, 33, 128]) {
      const { times } = linear(5, 2, most);
      const rate = (0.8 * most) / times[most - 1]!;
      const [below, above] = [0.5 - 1e-9, 0.5].map((scv) => bulkQueue(rate, fixed(times, scv)));
      expect(above!.responseTime / below!.responseTime).toBeCloseTo(1, 7);
      expect(above!.idle).toBeCloseTo(below!.idle, 8);
    }
  });

  it('is M/G/1 when only one request is served at once, up to an scv of a million', () => {
    for (const scv of [0.01, 0.4, 1, 30, 1e6]) {
      const { responseTime } = bulkQueue(0.05, fixed(Float64Array.of(12), scv));
      expect(isWithin(responseTime, 12 + (0.05 * 144 * (1 + scv)) / (2 * 0.4), 1e-9)).toBe(true);
    }
  });

  it('is M/D/1 when only one request is served at once', () => {
    const classes = {
      arrivalRate: Float64Array.of(0.05),
      serviceTime: Float64Array.of(12),
      scvService: Float64Array.of(0),
    };
    const { responseTime, idle } = bulkQueue(0.05, fixed(Float64Array.of(12)));
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
    const batches = linear(5, 2, 128);
    const { times } = batches;
    const { responseTime, idle, batchShare } = bulkQueue((0.999 * 128) / (times[127] as number), batches);
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
    return { serviceTime: 10, scvService: 2, batchServiceTimes: points } as unknown as Profile;
  };
  const station = (maxBatch: number | null) => ({ maxBatch });

  it('are linear between measured sizes and end at the largest', () => {
    expect([
      ...batchTimes(
        profile([
          [1, 10],
          [3, 14],
          [4, 20],
        ]),
        station(null),
      ).times,
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
      ).times,
    ]).toEqual([10, 12, 14, 16]);
    expect([...batchTimes(profile([[1, 10]]), station(3)).times]).toEqual([10, 20, 30]);
  });

  it('are cut at a smaller greatest batch', () => {
    expect([
      ...batchTimes(
        profile([
          [1, 10],
          [8, 24],
        ]),
        station(2),
      ).times,
    ]).toEqual([10, 12]);
  });

  it('vary as single requests do, or between the sizes that say otherwise', () => {
    expect([...batchTimes(profile([[1, 10]]), station(3)).scv]).toEqual([2, 2, 2]);
    const measured = { ...profile([[1, 10]]), batchServiceScv: [[3, 1] as const] };
    expect([...batchTimes(measured, station(4)).scv]).toEqual([2, 1.5, 1, 1]);
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
    'at rate %d with batches of %d responds as simulated: mean 0.5 %, p90 and p95 4 %',
    (rate, most, mean, p90, p95) => {
      const [response] = responsesOf(askDevice('batch', [batched(rate, 5, 2, most)]));
      expect(isWithin(response?.mean ?? Number.NaN, mean, 0.005)).toBe(true);
      expect(isWithin(response?.quantile(0.9) ?? Number.NaN, p90, 0.04)).toBe(true);
      expect(isWithin(response?.quantile(0.95) ?? Number.NaN, p95, 0.04)).toBe(true);
    },
  );

  it('with services that vary responds as simulated: mean 117.4, p95 489 ± 4', () => {
    const curve = [[1, 20] as const, [4, 50] as const];
    const app = { arrivalRate: 0.04, profile: { serviceTime: 20, scvService: 4, batchServiceTimes: curve } };
    const [response] = responsesOf(askDevice('batch', [app]));
    expect(response?.mean).toBeCloseTo(117.4, 1);
    expect(isWithin(response?.quantile(0.95) ?? Number.NaN, 489, 0.02)).toBe(true);
    expect(response?.note).toContain('mean exact');
  });

  it.each([0.3, 2])('of one container with scv %d responds as the project simulates it', (scvService) => {
    for (const [most, load] of [
      [3, 0.5],
      [8, 0.7],
    ] as const) {
      const curve = [[1, 10] as const, [most, 10 + 4 * most] as const];
      const arrivalRate = (load * most) / (10 + 4 * most);
      const profile = { serviceTime: 10, scvService, batchServiceTimes: curve };
      const [response] = responsesOf(askDevice('batch', [{ arrivalRate, profile }]));
      const [source] = poissonSources([arrivalRate], [10], scvService);
      const system = oneAccelerator('batch', [{ ...source!, batchServiceTimes: curve }]);
      const { quantiles } = simulateNode(system, { seed: 2, requests: 400_000 }).sources[0]!;
      for (const [p, found] of [
        [0.9, quantiles!.p90],
        [0.95, quantiles!.p95],
      ] as const) {
        expect(isWithin(response!.quantile(p), found, 0.05)).toBe(true);
      }
    }
  });

  it('takes the scv of a batch of its own size where a table gives one, as the simulator does', () => {
    const curve = [[1, 10] as const, [4, 22] as const];
    const ownScv = { batchServiceTimes: curve, batchServiceScv: [[4, 3] as const] };
    const [response] = responsesOf(
      askDevice('batch', [{ arrivalRate: 0.12, profile: { serviceTime: 10, ...ownScv } }]),
    );
    const [source] = poissonSources([0.12], [10]);
    const system = oneAccelerator('batch', [{ ...source!, ...ownScv }]);
    const { mean } = simulateNode(system, { seed: 1, requests: 400_000 }).sources[0]!;
    expect(isWithin(response!.mean, mean!, 0.03)).toBe(true);
    expect(response!.mean).toBeGreaterThan(1.3 * bulkQueue(0.12, fixed(Float64Array.of(10, 14, 18, 22))).responseTime);
  });

  it('with services that vary and several containers is within a fifth of the simulation', () => {
    for (const [scvService, load, count] of [
      [1, 0.6, 2],
      [4, 0.6, 4],
      [4, 0.3, 2],
      [1, 0.85, 4],
    ] as const) {
      const curve = [[1, 20] as const, [4, 50] as const];
      const arrivalRate = (load * 4) / 50 / count;
      const profile = { serviceTime: 20, scvService, batchServiceTimes: curve };
      const [response] = responsesOf(
        askDevice(
          'batch',
          Array.from({ length: count }, () => ({ arrivalRate, profile })),
        ),
      );
      const sources = poissonSources(Array(count).fill(arrivalRate), Array(count).fill(20), scvService);
      const system = oneAccelerator(
        'batch',
        sources.map((source) => ({ ...source, batchServiceTimes: curve })),
      );
      const { mean, quantiles } = simulateNode(system, { seed: 1, requests: 200_000 }).sources[0]!;
      expect(isWithin(response!.mean, mean!, 0.12)).toBe(true);
      expect(isWithin(response!.quantile(0.95), quantiles!.p95, 0.2)).toBe(true);
    }
  });

  it('keeps its answers finite and in order whatever the scv, up to a million', () => {
    for (const scvService of [1e-6, 0.49, 0.51, 30, 1e6]) {
      for (const most of [1, 5, 16]) {
        for (const load of [1e-6, 0.5, 0.99]) {
          for (const count of [1, 3]) {
            const curve = [[1, 10] as const, [Math.max(2, most), 10 + 3 * most] as const];
            const profile = { serviceTime: 10, scvService, batchServiceTimes: curve };
            const full = most === 1 ? 10 : 10 + 3 * most;
            const app = { arrivalRate: (load * most) / full / count, profile };
            const apps = Array.from({ length: count }, () => app);
            for (const { mean, quantile } of responsesOf(askDevice('batch', apps, { maxBatch: most }))) {
              const figures = [mean, ...[0.5, 0.9, 0.95, 0.99].map(quantile)];
              expect(figures.every(Number.isFinite)).toBe(true);
              expect(mean).toBeGreaterThan(9.99);
              for (let i = 2; i < figures.length; i++) expect(figures[i]!).toBeGreaterThanOrEqual(figures[i - 1]!);
            }
          }
        }
      }
    }
  });

  it('with several containers that batch nothing is the M/G/1 queue', () => {
    const apps = [20, 10, 30].map((service, k) => ({
      arrivalRate: [0.008, 0.012, 0.004][k] as number,
      profile: { serviceTime: service, scvService: k, batchServiceTimes: [[1, service]] as const },
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

  it('adds a maximum batch delay in full where batches never fill in time, and says so', () => {
    const without = responsesOf(askDevice('batch', [batched(0.005, 5, 2, 8)]))[0]!;
    const delayed = responsesOf(askDevice('batch', [batched(0.005, 5, 2, 8)], { maxBatchDelay: 10 }))[0]!;
    expect(delayed.mean).toBeCloseTo(without.mean + 10, 8);
    expect(delayed.quantile(0.5)).toBeCloseTo(without.quantile(0.5) + 10, 6);
    expect(delayed.note).toContain('maximum batch delay');
  });

  it('is never shorter than simulated with a maximum batch delay, nor by a delay too long where batches fill', () => {
    for (const [most, delay, load] of [
      [8, 20, 0.45],
      [8, 40, 0.8],
      [4, 10, 0.6],
      [16, 200, 0.7],
    ] as const) {
      const curve = [[1, 5] as const, [most, 5 + most] as const];
      const arrivalRate = (load * most) / (5 + most);
      const profile = { serviceTime: 5, batchServiceTimes: curve };
      const [response] = responsesOf(askDevice('batch', [{ arrivalRate, profile }], { maxBatchDelay: delay }));
      const [source] = poissonSources([arrivalRate], [5]);
      const device = { discipline: 'batch', maxBatchDelay: delay } as const;
      const system = oneAccelerator(device, [{ ...source!, batchServiceTimes: curve }]);
      const { mean, quantiles } = simulateNode(system, { seed: 1, requests: 100_000 }).sources[0]!;
      expect(response!.mean).toBeGreaterThan(0.99 * mean!);
      expect(response!.quantile(0.95)).toBeGreaterThan(0.99 * quantiles!.p95);
      expect(response!.mean).toBeLessThan(Math.min(mean! + delay, 1.8 * mean!));
    }
  });

  it('has no answer when even full batches are too slow', () => {
    const answer = askDevice('batch', [batched(4 / 13, 5, 2, 4)]);
    expect(answer.tenants[0]?.reason).toBe('accelerator overloaded: utilization 100 %');
  });
});
