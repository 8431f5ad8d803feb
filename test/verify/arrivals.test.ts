import { describe, expect, it } from 'vitest';
import { ArrivalCalendar } from '../../src/verify/arrivals.ts';
import { simulateNode } from '../../src/verify/simulate.ts';
import type { ArrivalLaw, Source } from '../../src/verify/system.ts';
import { oneAccelerator, recordedSources, responsesOf } from './systems.ts';

const source = (name: string, arrivals: ArrivalLaw): Source => ({
  name,
  arrivals,
  accelerator: 0,
  service: { mean: 1, scv: 0 },
});

/** The first moments of every source, in the order of time. */
function moments(
  sources: readonly Source[],
  count: number,
  seed = 1,
): { readonly name: string; readonly time: number }[] {
  const calendar = new ArrivalCalendar(sources, seed, 0);
  return Array.from({ length: count }, () => {
    const taken = { name: sources[calendar.nextSource]?.name ?? '', time: calendar.nextTime };
    calendar.take();
    return taken;
  });
}

const KINDS: readonly ArrivalLaw[] = [
  { kind: 'poisson', rate: 0.01 },
  { kind: 'periodic', rate: 0.01 },
  { kind: 'renewal', rate: 0.01, scv: 0.3 },
  { kind: 'renewal', rate: 0.01, scv: 5 },
];

describe('arrivals', () => {
  it.each(KINDS)('of kind %j come at the rate asked for', (law) => {
    const last = moments([source('a', law)], 200_000).at(-1)?.time ?? Number.NaN;
    expect(Math.abs(last / 200_000 / 100 - 1)).toBeLessThan(0.02);
  });

  it('of several sources come merged in the order of time', () => {
    const sources = KINDS.map((law, i) => source(`s${i}`, law));
    const all = moments(sources, 10_000);
    expect(all.every(({ time }, i) => i === 0 || time >= (all[i - 1]?.time ?? Number.NaN))).toBe(true);
    for (const { name } of sources) expect(all.filter((one) => one.name === name).length).toBeGreaterThan(2000);
  });

  it('of a source are the same whoever else is there, and others for another seed', () => {
    const [law] = KINDS as [ArrivalLaw];
    const of = (sources: readonly Source[], seed = 1): number[] =>
      moments(sources, 300, seed)
        .filter(({ name }) => name === 'a')
        .map(({ time }) => time)
        .slice(0, 50);
    const alone = of([source('a', law)]);
    expect(of([source('a', law), source('b', law), source('c', law)])).toEqual(alone);
    expect(of([source('a', law)], 2)).not.toEqual(alone);
    expect(moments([source('b', law)], 50).map(({ time }) => time)).not.toEqual(alone);
  });

  it('of equal cameras are spread over the period, not sent at once', () => {
    const cameras = Array.from({ length: 200 }, (_, i) => source(`camera-${i}`, { kind: 'periodic', rate: 0.01 }));
    const first = moments(cameras, 200).map(({ time }) => time);
    for (const quarter of [0, 25, 50, 75]) {
      const inside = first.filter((time) => time >= quarter && time < quarter + 25).length;
      expect(inside).toBeGreaterThan(30);
      expect(inside).toBeLessThan(70);
    }
  });
});

describe('recorded arrivals', () => {
  it('are replayed once, exactly, from the first to the last', () => {
    const result = simulateNode(oneAccelerator('fcfs', recordedSources([[[1000, 1001, 5000], 10]])), {
      seed: 1,
      requests: Number.POSITIVE_INFINITY,
      record: true,
    });
    expect(result).toMatchObject({ stoppedBy: 'arrivals', warmUp: null });
    expect(result.sources[0]).toMatchObject({ requests: 3, mean: 13 });
    expect(Array.from(result.sources[0]?.responses ?? [])).toEqual([10, 19, 10]);
  });

  it('may come in a burst of any size', () => {
    const system = oneAccelerator('fcfs', recordedSources([[new Array(5000).fill(7), 1]]));
    const { sources } = simulateNode(system, { seed: 1, requests: Number.POSITIVE_INFINITY, record: true });
    expect(Array.from(sources[0]?.responses ?? [])).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
    expect(sources[0]?.stages).toEqual({ network: 0, cpu: 0, accelerator: 2500.5 });
  });

  it('leave requests beyond the bound without an answer', () => {
    const system = oneAccelerator('fcfs', recordedSources([[[0, 1, 2], 10]]));
    const { stoppedBy, sources } = simulateNode(system, { seed: 1, requests: 2, record: true });
    expect(stoppedBy).toBe('requests');
    expect(Array.from(sources[0]?.responses ?? [])).toEqual([10, 19, Number.NaN]);
  });

  it('silence the other sources when they end', () => {
    const [recorded] = recordedSources([[[0, 10_000], 1]]) as [Source];
    const other = source('other', { kind: 'poisson', rate: 0.01 });
    const { sources } = simulateNode(oneAccelerator('ps', [recorded, other]), { seed: 1, requests: 1e6 });
    expect(sources[1]?.requests).toBeGreaterThan(60);
    expect(sources[1]?.requests).toBeLessThan(140);
    const silent = simulateNode(
      oneAccelerator('ps', [other, { ...recorded, arrivals: { kind: 'recorded', times: [] } }]),
      {
        seed: 1,
        requests: 1000,
      },
    );
    expect(silent).toMatchObject({ stoppedBy: 'arrivals', duration: 0 });
    expect(silent.sources.map(({ requests, mean }) => [requests, mean])).toEqual([
      [0, null],
      [0, null],
    ]);
  });

  it('give each request its own response though others overtake it', () => {
    // Random service under processor sharing: completions out of order; the mean must still match the record.
    const [plain] = recordedSources([[Array.from({ length: 500 }, (_, i) => i * 12), 10]]) as [Source];
    const system = oneAccelerator('ps', [{ ...plain, service: { mean: 10, scv: 4 } }]);
    const [responses] = responsesOf(system) as [number[]];
    const { sources } = simulateNode(system, { seed: 1, requests: Number.POSITIVE_INFINITY });
    expect(responses.reduce((sum, x) => sum + x, 0) / 500).toBeCloseTo(sources[0]?.mean ?? Number.NaN, 9);
    const ends = responses.map((response, i) => i * 12 + response);
    expect(ends.some((end, i) => i > 0 && end < (ends[i - 1] ?? Number.NaN))).toBe(true);
  });
});

describe('a system that cannot be simulated', () => {
  const good = source('a', { kind: 'poisson', rate: 0.01 });
  const simulate =
    (changed: Partial<Source>, requests = 100) =>
    () =>
      simulateNode(oneAccelerator('fcfs', [{ ...good, ...changed }]), { seed: 1, requests });

  it.each<[string, Partial<Source>]>([
    ['a rate of NaN', { arrivals: { kind: 'poisson', rate: Number.NaN } }],
    ['descending recorded times', { arrivals: { kind: 'recorded', times: [2, 1] } }],
    ['a negative service time', { service: { mean: -1, scv: 0 } }],
    ['an scv of NaN', { service: { mean: 1, scv: Number.NaN } }],
    ['an accelerator that is not there', { accelerator: 1 }],
    ['a curve that does not start at one', { speedUp: [[2, 1]] }],
    ['a limit of NaN', { limit: Number.NaN }],
  ])('is refused for %s', (_what, changed) => {
    expect(simulate(changed)).toThrow(RangeError);
  });

  it('is refused where two sources have one name, or a run would never end', () => {
    const twice = oneAccelerator('fcfs', [good, good]);
    expect(() => simulateNode(twice, { seed: 1, requests: 10 })).toThrow(/names of their own/);
    expect(simulate({}, Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(simulate({}, Number.NaN)).toThrow(RangeError);
  });
});
