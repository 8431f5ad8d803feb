/** Recordings played round and round, and episodes that forget their empty start. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalCalendar } from '../../src/verify/arrivals.ts';
import { simulateNode } from '../../src/verify/simulate.ts';
import type { Source } from '../../src/verify/system.ts';
import { oneAccelerator } from './systems.ts';

const source = (name: string, arrivals: Source['arrivals'], mean: number, scv = 0): Source => {
  return { name, arrivals, accelerator: 0, service: { mean, scv } };
};

/** W1 of the audit: 100 bursts of 20 requests, 10 ms apart, every 2 s. */
const BURSTS = Float64Array.from({ length: 2000 }, (_, i) => 2000 * Math.floor(i / 20) + 10 * (i % 20));

/** Waits along the moments, W′ = max(0, W + S − A), of the second of two cycles. */
function lindley(times: ArrayLike<number>, cycle: number, service: number): number[] {
  const waits: number[] = [];
  let [wait, last] = [0, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < 2 * times.length; k++) {
    const now = (times[k % times.length] as number) + (k < times.length ? 0 : cycle);
    wait = Math.max(0, wait + service - (now - last));
    last = now;
    if (k >= times.length) waits.push(wait);
  }
  return waits;
}

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

describe('a recording that is played round and round', () => {
  it('brings every moment once a cycle, from a start that is another for each source and episode', () => {
    const loop = { kind: 'looped', times: [0, 1, 5], cycle: 20 } as const;
    const momentsOf = (name: string, episode: number) => {
      const calendar = new ArrivalCalendar([source(name, loop, 1)], 1, episode);
      return Array.from({ length: 9 }, () => {
        const { nextTime } = calendar;
        calendar.take();
        return nextTime;
      });
    };
    const all = [momentsOf('a', 0), momentsOf('b', 0), momentsOf('a', 1)];
    for (const moments of all) {
      const gaps = moments.slice(1).map((time, k) => Math.round((time - (moments[k] as number)) * 1e6) / 1e6);
      expect([...new Set(gaps)].sort((a, b) => a - b)).toEqual([1, 4, 15]);
      expect((moments[3] as number) - (moments[0] as number)).toBeCloseTo(20, 9);
      expect(moments[0]).toBeGreaterThanOrEqual(0);
    }
    expect(new Set(all.map(([first]) => first)).size).toBe(3);
    expect(momentsOf('a', 0)).toEqual(all[0]);
  });

  it('alone is one whole cycle, whose waits are those along the recording: 62.5 ms, p95 105 ms', () => {
    const loop = { kind: 'looped', times: BURSTS, cycle: 2000 / 0.01005 } as const;
    const { sources, stoppedBy } = simulateNode(oneAccelerator('fcfs', [source('a', loop, 15)]), {
      seed: 1,
      requests: 50,
    });
    expect([sources[0]?.requests, stoppedBy]).toEqual([2000, 'requests']);
    expect(sources[0]?.mean).toBeCloseTo(62.5, 9);
    expect(Math.abs((sources[0]?.quantiles?.p95 ?? 0) / 105 - 1)).toBeLessThan(0.003);
  });

  it('has the waits of the recursion, whatever is recorded', () => {
    const gaps = fc.array(fc.oneof(fc.constant(1), fc.double({ min: 0, max: 60, noNaN: true })), {
      minLength: 2,
      maxLength: 80,
    });
    fc.assert(
      fc.property(gaps, fc.double({ min: 0.1, max: 0.9 }), fc.integer(), (gaps, load, seed) => {
        let now = 0;
        const times = [0, ...gaps].map((gap) => (now += gap));
        const cycle = now + 20;
        const service = (load * cycle) / times.length;
        const system = oneAccelerator('fcfs', [source('a', { kind: 'looped', times, cycle }, service)]);
        const found = simulateNode(system, { seed, requests: 1 }).sources[0]?.mean ?? Number.NaN;
        expect(Math.abs(found / (service + mean(lindley(times, cycle, service))) - 1)).toBeLessThan(1e-6);
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  it('is met by its other instances as strangers: two of them wait as two starts drawn at random do', () => {
    const [times, cycle, service] = [BURSTS.subarray(0, 100), 10_000, 15];
    const loop = { kind: 'looped', times, cycle } as const;
    const both = [source('a', loop, service), source('b', loop, service)];
    const { sources, episodes } = simulateNode(oneAccelerator('fcfs', both), { seed: 5, requests: 60_000 });
    // Every shift of the one against the other, on a grid.
    const shifts = Array.from({ length: 400 }, (_, k) => (2000 * (k + 0.5)) / 400);
    const expected = mean(
      shifts.map((shift) => {
        const merged = [...times, ...times.map((time) => (time + shift) % cycle)].sort((a, b) => a - b);
        return service + mean(lindley(merged, cycle, service));
      }),
    );
    expect(episodes).toBeGreaterThanOrEqual(64);
    for (const one of sources) expect(Math.abs((one.mean ?? 0) / expected - 1)).toBeLessThan(0.05);
  });

  it.each([
    ['a cycle that ends before its last moment', { times: [0, 10], cycle: 9 }],
    ['no moments', { times: [], cycle: 9 }],
    ['a moment before the cycle', { times: [-1, 2], cycle: 9 }],
    ['moments that descend', { times: [2, 1], cycle: 9 }],
  ])('is refused with %s', (_, { times, cycle }) => {
    const system = oneAccelerator('fcfs', [source('a', { kind: 'looped', times, cycle }, 1)]);
    expect(() => simulateNode(system, { seed: 1, requests: 10 })).toThrow(RangeError);
  });
});

describe('episodes with fresh phases', () => {
  it('are not flattered by their empty start: few requests say what many say', () => {
    // Cameras beside bursts at a load of 0.95: a queue that takes thousands of requests to build up.
    const system = oneAccelerator('ps', [
      source('burst', { kind: 'renewal', rate: 0.02, scv: 4 }, 20),
      ...[9, 14, 30, 8].map((service, k) =>
        source(`cam-${k}`, { kind: 'periodic', rate: 0.55 / 4 / service }, service),
      ),
    ]);
    const long = simulateNode(system, { seed: 1, requests: 2_000_000 }).sources.map((one) => one.mean as number);
    const runs = [2, 3, 4, 5, 6, 7].map((seed) => simulateNode(system, { seed, requests: 10_000 }).sources);
    const short = long.map((_, k) => mean(runs.map((sources) => sources[k]?.mean as number)));
    short.forEach((value, k) => {
      expect(value / (long[k] as number)).toBeGreaterThan(0.85);
    });
  });
});
