/** Arrivals that formulas cannot tell: recordings, and few streams. Values W1 to W10 are the audit's, by brute force. */

import fc from 'fast-check';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import type { Arrivals } from '../../src/domain/scenario.ts';
import { simulateNode } from '../../src/verify/simulate.ts';
import type { ArrivalLaw } from '../../src/verify/system.ts';
import { oneAccelerator } from '../verify/systems.ts';
import { type App, askDevice, askNode, isWithin, responsesOf } from './one-device.ts';

const recording = (times: ArrayLike<number>): Arrivals => ({
  kind: 'trace',
  file: 't.txt',
  times: Float64Array.from(times),
});

/** 20 requests 10 ms apart, every 2 s. */
const BURSTS = recording(Array.from({ length: 2000 }, (_, i) => 2000 * Math.floor(i / 20) + 10 * (i % 20)));
const PERIODIC = { kind: 'periodic' } as const;

const app = (perSecond: number, serviceTime: number, arrivals: Arrivals, more: Partial<App> = {}): App => {
  const profile = { serviceTime, ...more.profile };
  return { arrivalRate: perSecond / 1000, arrivals, ...more, profile };
};

/** Waits along the moments, W′ = max(0, W + S − A), of the second of two cycles, and the service. */
function lindley(times: readonly number[], cycle: number, service: number): number[] {
  const responses: number[] = [];
  let [wait, last] = [0, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < 2 * times.length; k++) {
    const now = (times[k % times.length] as number) + (k < times.length ? 0 : cycle);
    wait = Math.max(0, wait + service - (now - last));
    last = now;
    if (k >= times.length) responses.push(wait + service);
  }
  return responses;
}

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

describe('the audit’s devices', () => {
  it('W1: a burst is waited for request by request, whatever the load', () => {
    const [response] = responsesOf(askDevice('fcfs', [app(10.05, 15, BURSTS)]));
    expect(response?.mean).toBeCloseTo(62.5, 9);
    expect(response?.quantile(0.95)).toBeGreaterThanOrEqual(105 - 1e-9);
    expect(response?.quantile(0.95)).toBeLessThanOrEqual(110 + 1e-9);
    expect(response?.note).toBe('the recording replayed request by request');
  });

  // [truth of mean, p95] of each application; 8 % where its own interval is within 1 %.
  it.each<[string, Discipline, number, readonly App[], readonly (readonly [number, number])[]]>([
    [
      'W6: bursts beside a camera, with swaps',
      'fcfs-swap',
      1,
      [
        app(38, 9, { kind: 'scv', scv: 16 }, { profile: { serviceTime: 9, swapTime: 32 } }),
        app(6, 9, PERIODIC, { profile: { serviceTime: 9, swapTime: 15 } }),
      ],
      [
        [64.7, 142.5],
        [36.9, 106.2],
      ],
    ],
    [
      'W7: a dominant camera',
      'ps',
      1,
      [app(3, 100, PERIODIC), app(2, 25, PERIODIC, { instances: 5 })],
      [
        [130.4, 175],
        [41.8, 74.8],
      ],
    ],
    [
      'W8: two cameras',
      'fcfs',
      1,
      [app(20, 10, PERIODIC), app(9, 40, PERIODIC)],
      [
        [17.2, 44.4],
        [41.0, 47.6],
      ],
    ],
    [
      'W8 again: nearly cameras',
      'fcfs',
      1,
      [app(20, 10, { kind: 'scv', scv: 0.001 }), app(9, 40, { kind: 'scv', scv: 0.001 })],
      [
        [17.2, 44.4],
        [41.0, 47.6],
      ],
    ],
    [
      'W9: cameras, two workers',
      'time-slice',
      2,
      [app(20, 12, PERIODIC), app(2, 150, PERIODIC), app(1, 90, PERIODIC, { instances: 3 })],
      [
        [26.6, 48],
        [288, 462],
        [222, 355],
      ],
    ],
  ])('%s', (_, discipline, concurrency, apps, expected) => {
    responsesOf(askDevice(discipline, apps, { concurrency })).forEach((response, k) => {
      const [ofMean, ofP95] = expected[k] as readonly [number, number];
      expect([response.mean / ofMean - 1, response.quantile(0.95) / ofP95 - 1].map(Math.abs)).toEqual([
        expect.toSatisfy((error: number) => error < 0.09),
        expect.toSatisfy((error: number) => error < 0.09),
      ]);
    });
  });

  it.each([
    [4, 46.38, 111.5, 164.3],
    [16, 84.11, 225.1, 338.9],
  ])('W10: one stream of scv %d is exact', (scv, ofMean, p95, p99) => {
    for (const discipline of ['fcfs', 'fcfs-swap', 'time-slice'] as const) {
      const [response] = responsesOf(askDevice(discipline, [app(25, 20, { kind: 'scv', scv })]));
      expect(response?.fidelity).toBe('exact');
      expect(isWithin(response?.mean as number, ofMean, 2e-4)).toBe(true);
      expect(isWithin(response?.quantile(0.95) as number, p95, 1e-3)).toBe(true);
      expect(isWithin(response?.quantile(0.99) as number, p99, 1e-3)).toBe(true);
    }
  });

  it('is Poisson where its scv is as good as 1, and a camera where it is as good as 0', () => {
    const ask = (arrivals: Arrivals) => responsesOf(askDevice('fcfs', [app(40, 20, arrivals)]))[0];
    const [poisson, near] = [ask({ kind: 'poisson' }), ask({ kind: 'scv', scv: 1 + 1e-6 })];
    expect(isWithin(near?.mean as number, poisson?.mean as number, 1e-5)).toBe(true);
    expect(isWithin(near?.quantile(0.99) as number, poisson?.quantile(0.99) as number, 1e-4)).toBe(true);
    expect(isWithin(ask({ kind: 'scv', scv: 1e-5 })?.mean as number, 20, 1e-3)).toBe(true);
  });
});

const gaps = fc.array(fc.oneof(fc.constant(2), fc.double({ min: 0, max: 80, noNaN: true })), {
  minLength: 3,
  maxLength: 120,
});

/** Moments and their cycle, which is quiet for `quiet` ms at the end. */
function momentsOf(given: readonly number[], quiet: number): { times: number[]; cycle: number } {
  let now = 0;
  const times = [0, ...given].map((gap) => {
    now += gap;
    return now;
  });
  return { times, cycle: now + quiet };
}

describe('any recording', () => {
  it('alone on fcfs has the waits of a plain recursion', () => {
    fc.assert(
      fc.property(gaps, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (given, load) => {
        const { times, cycle } = momentsOf(given, 30);
        const service = (load * cycle) / times.length;
        const [response] = responsesOf(
          askDevice('fcfs', [app((1000 * times.length) / cycle, service, recording(times))]),
        );
        const expected = lindley(times, cycle, service).sort((a, b) => a - b);
        expect(isWithin(response?.mean as number, mean(expected), 1e-9)).toBe(true);
        const below = expected[Math.floor(0.94 * (expected.length - 1))] as number;
        expect(response?.quantile(0.95)).toBeGreaterThanOrEqual(below * (1 - 1e-9));
        expect(response?.quantile(0.95)).toBeLessThanOrEqual((expected.at(-1) as number) * (1 + 1e-9));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('of two instances on fcfs has the mean of all shifts of the one against the other', () => {
    fc.assert(
      fc.property(gaps, fc.double({ min: 0.1, max: 0.8, noNaN: true }), (given, load) => {
        const { times, cycle } = momentsOf(given, 30);
        const service = (load * cycle) / times.length / 2;
        const both = app((1000 * times.length) / cycle, service, recording(times), { instances: 2 });
        const [response] = responsesOf(askDevice('fcfs', [both]));
        const shifts = Array.from({ length: 300 }, (_, k) => (cycle * (k + 0.5)) / 300);
        const expected = mean(
          shifts.map((shift) => {
            const merged = [...times, ...times.map((time) => (time + shift) % cycle)].sort((a, b) => a - b);
            return mean(lindley(merged, cycle, service));
          }),
        );
        expect(isWithin(response?.mean as number, expected, 0.06)).toBe(true);
      }),
      { numRuns: 12, seed: 2 },
    );
  });

  it.each<Discipline>(['fcfs', 'fcfs-swap', 'ps', 'mps', 'time-slice', 'batch'])(
    'of bursts on %s is waited for: never the bare service, alone, beside others or before the CPU',
    (discipline) => {
      const bursts = app(10, 15, BURSTS);
      const alone = responsesOf(askDevice(discipline, [bursts], { concurrency: 4 }))[0];
      const beside = responsesOf(askDevice(discipline, [bursts, app(0.1, 15, PERIODIC)], { concurrency: 4 }))[0];
      const [first] =
        askNode([[{ ...bursts, preprocessTime: 15 }]], { discipline, cores: 1 }).accelerators[0]?.tenants ?? [];
      for (const response of [alone, beside]) expect(response?.quantile(0.95)).toBeGreaterThan(95);
      expect(first?.response?.stages.cpu).toBeGreaterThan(60);
    },
  );
});

describe('replayed arrivals agree with the simulator', () => {
  const kinds = fc.constantFrom<Arrivals>(
    PERIODIC,
    { kind: 'scv', scv: 4 },
    { kind: 'scv', scv: 0.3 },
    { kind: 'poisson' },
    BURSTS,
  );
  const mixes = fc.array(fc.tuple(kinds, fc.integer({ min: 3, max: 12 }), fc.integer({ min: 1, max: 2 })), {
    minLength: 1,
    maxLength: 3,
  });

  const lawOf = (arrivals: Arrivals, rate: number): ArrivalLaw => {
    if (arrivals.kind === 'trace')
      return { kind: 'looped', times: arrivals.times, cycle: arrivals.times.length / rate };
    return arrivals.kind === 'scv' ? { kind: 'renewal', rate, scv: arrivals.scv } : { kind: arrivals.kind, rate };
  };

  it.each<[Discipline, number]>([
    ['fcfs', 1],
    ['fcfs-swap', 1],
    ['ps', 1],
    ['mps', 1],
    ['time-slice', 1],
    ['time-slice', 2],
    ['batch', 1],
  ])('on %s with %d workers', (discipline, concurrency) => {
    fc.assert(
      fc.property(mixes, (mix) => {
        // At most 0.7 in all; a recording has the rate that it has.
        const load = 0.7 / mix.reduce((sum, [, , instances]) => sum + instances, 0);
        const apps = mix.map(([arrivals, service, instances], k) => {
          const perSecond = arrivals.kind === 'trace' ? 10 : (1000 * load) / (service + 2);
          const length = Math.min(service, (1000 * load) / perSecond);
          return app(perSecond, length, arrivals, {
            instances,
            model: `m${k}`,
            profile: { serviceTime: length, swapTime: 2 },
          });
        });
        if (apps.every(({ arrivals }) => arrivals?.kind === 'poisson')) return;
        const answer = responsesOf(askDevice(discipline, apps, { concurrency }));
        const sources = apps.flatMap(({ arrivals, arrivalRate, instances = 1, profile: { serviceTime } }, k) =>
          Array.from({ length: instances }, (_, i) => ({
            name: `s${k}-${i}`,
            arrivals: lawOf(arrivals as Arrivals, arrivalRate),
            accelerator: 0,
            service: { mean: serviceTime, scv: 0 },
            model: `m${k}`,
            swapTime: 2,
            batchServiceTimes: [[1, serviceTime] as const],
          })),
        );
        const system = oneAccelerator({ discipline, concurrency }, sources);
        const simulated = simulateNode(system, { seed: 1, requests: 60_000 }).sources;
        apps.forEach((_, k) => {
          const own = simulated.filter(({ name }) => name.startsWith(`s${k}-`));
          const found = mean(own.map((source) => source.mean as number));
          expect(isWithin(answer[k]?.mean as number, found, 0.15)).toBe(true);
        });
      }),
      { numRuns: 6, seed: 11 },
    );
  });
});

it('applications of one model have each the response time of its own arrivals', () => {
  const [bursty, calm] = responsesOf(
    askDevice('fcfs', [app(10, 15, BURSTS, { model: 'm' }), app(5, 15, PERIODIC, { model: 'm' })]),
  );
  expect(bursty?.mean).toBeGreaterThan(2 * (calm?.mean as number));
});

it('requests that come very seldom are seen often enough to have percentiles', () => {
  const [, seldom] = responsesOf(askDevice('ps', [app(50, 12, PERIODIC), app(0.02, 30, PERIODIC)]));
  // A request of 30 ms beside a camera of 12 ms in every 20: it gets what the camera leaves, and shares the rest.
  expect(seldom?.mean).toBeGreaterThan(50);
  expect(seldom?.mean).toBeLessThan(90);
  expect(seldom?.quantile(0.99)).toBeGreaterThanOrEqual(seldom?.quantile(0.5) as number);
});

describe('a first look', () => {
  const DISCIPLINES: readonly Discipline[] = ['fcfs', 'fcfs-swap', 'ps', 'mps', 'time-slice', 'batch'];
  const KINDS: readonly Arrivals[] = [PERIODIC, { kind: 'scv', scv: 4 }, { kind: 'scv', scv: 16 }, BURSTS];

  it.each(DISCIPLINES)('under %s calls nobody late whose answer is not, and sees who is far too late', (discipline) => {
    const random = xoroshiro128plus(11);
    const between = (low: number, high: number) => low + (high - low) * uniformFloat64(random);
    const [wrong, missed]: string[][] = [[], []];
    for (let device = 0; device < 24; device++) {
      const load = between(0.3, 0.9);
      const apps = Array.from({ length: 1 + (device % 3) }, (_, k, all = 1 + (device % 3)) => {
        const arrivals = KINDS[(device + k) % KINDS.length]!;
        // A recording has the rate that it has.
        const service = arrivals.kind === 'trace' ? (100 * load) / all : between(2, 20);
        return app((1000 * load) / all / service, service, arrivals);
      });
      const { tenants } = askDevice(discipline, apps);
      for (const [k, { response }] of tenants.entries()) {
        if (response?.isSurelyLate === undefined) continue;
        const { mean, tail, isSurelyLate } = response;
        for (const share of [0.5, 0.1, 0.05, 0.01]) {
          for (const part of [0.3, 0.6, 0.9, 1, 1.1, 1.5, 2, 3]) {
            const time = part * mean;
            const name = `device ${device}, tenant ${k}: ${share} later than ${part} means (${tail(time)})`;
            if (isSurelyLate(time, share) && !(tail(time) > share)) wrong!.push(name);
            if (isSurelyLate(time, null) && !(mean > time)) wrong!.push(`${name}, mean`);
          }
          if (!isSurelyLate(0.01 * mean, share)) missed!.push(`device ${device}, tenant ${k}: ${share}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    // Of a stream that is seldom seen, and of what is sampled badly, a look says nothing.
    expect(missed!.length).toBeLessThan(80);
  });
});
