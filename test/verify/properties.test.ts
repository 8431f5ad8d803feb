import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import { simulateNode } from '../../src/verify/simulate.ts';
import type { NodeSystem, Source } from '../../src/verify/system.ts';
import { meansOf, oneAccelerator, poissonSources, recordedSources, responsesOf } from './systems.ts';

const DISCIPLINES: readonly Discipline[] = ['ps', 'mps', 'fcfs', 'fcfs-swap', 'time-slice', 'batch'];

const mixed = (): Source[] =>
  poissonSources([0.01, 0.02, 0.004], [20, 8, 40], 0.5).map((source, i) => ({
    ...source,
    swapTime: 5,
    speedUp:
      i === 2
        ? [[1, 1]]
        : [
            [1, 1],
            [4, 2],
          ],
    preprocess: { mean: 30, scv: 0 },
    limit: 100,
  }));

describe("Little's law", () => {
  it.each(DISCIPLINES)('links the counted presence to the timed responses under %s', (discipline) => {
    const system = { ...oneAccelerator({ discipline, maxBatch: 4, maxBatchDelay: 20 }, mixed()), network: 7 };
    const { sources, accelerators, cpu, duration } = simulateNode(system, { seed: 2, requests: 200_000 });
    const timed = (stage: 'cpu' | 'accelerator'): number =>
      sources.reduce((sum, { requests, stages }) => sum + requests * (stages?.[stage] ?? Number.NaN), 0) / duration;
    // What is present at the two ends of the run counts in one of them only: a few in 200,000.
    expect(Math.abs((accelerators[0]?.meanInSystem ?? Number.NaN) / timed('accelerator') - 1)).toBeLessThan(1e-3);
    expect(Math.abs(cpu.meanInSystem / timed('cpu') - 1)).toBeLessThan(1e-3);
    expect(sources.every(({ stages }) => stages?.network === 7)).toBe(true);
  });

  it('makes the busy share of a server that never idles its offered load', () => {
    for (const discipline of ['ps', 'fcfs', 'time-slice'] as const) {
      const system = oneAccelerator(discipline, poissonSources([0.01, 0.02], [20, 15]));
      const { accelerators } = simulateNode(system, { seed: 2, requests: 400_000 });
      expect(Math.abs((accelerators[0]?.utilization ?? Number.NaN) - 0.5)).toBeLessThan(0.005);
    }
  });
});

describe('work conservation', () => {
  /** Unfinished work at `now`: with no arrivals after it, a unit-speed server that never idles ends that much later. */
  function unfinishedWork(
    discipline: Discipline,
    given: readonly (readonly [number[], number])[],
    now: number,
  ): number {
    const before = given.map(([times, service]) => [times.filter((time) => time <= now), service] as const);
    const sources = recordedSources(before).map((source) => ({
      ...source,
      batchServiceTimes: [[1, source.service.mean]] as const,
    }));
    const responses = responsesOf(oneAccelerator({ discipline, concurrency: 2 }, sources));
    const ends = responses.flatMap((list, i) =>
      list.map((response, k) => (before[i]?.[0][k] ?? Number.NaN) + response),
    );
    return Math.max(0, Math.max(...ends) - now);
  }

  /** Lindley's recursion on the work itself: it falls at speed 1 and jumps at arrivals. */
  function workByRecursion(given: readonly (readonly [number[], number])[], now: number): number {
    const arrivals = given.flatMap(([times, service]) => times.map((time) => [time, service] as const));
    let [work, last] = [0, 0];
    for (const [time, service] of arrivals.filter(([time]) => time <= now).sort(([a], [b]) => a - b)) {
      work = Math.max(0, work - (time - last)) + service;
      last = time;
    }
    return Math.max(0, work - (now - last));
  }

  it('leaves the same unfinished work at every moment, whatever the discipline and the sample path', () => {
    const times = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 12 });
    const source = fc
      .tuple(times, fc.integer({ min: 1, max: 40 }))
      .map(([t, s]) => [t.sort((a, b) => a - b), s] as const);
    fc.assert(
      fc.property(fc.array(source, { minLength: 1, maxLength: 4 }), fc.integer({ min: 300, max: 700 }), (given, at) => {
        const now = at - 300 + Math.min(...given.flatMap(([t]) => t));
        const truth = workByRecursion(given, now);
        for (const discipline of ['fcfs', 'ps', 'mps', 'time-slice', 'batch'] as const) {
          expect(Math.abs(unfinishedWork(discipline, given, now) - truth)).toBeLessThan(1e-9);
        }
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});

describe('time slices', () => {
  /** Work left in each container's first request, counted down from event to event. */
  function countedDown(given: readonly (readonly [readonly number[], number])[]): number[][] {
    const responses = given.map((): number[] => []);
    const left = given.map(() => 0);
    let now = 0;
    while (responses.some((done, k) => done.length < (given[k]?.[0].length ?? 0))) {
      const isBusy = given.map(([times], k) => (times[responses[k]?.length ?? 0] ?? Number.POSITIVE_INFINITY) <= now);
      const shares = isBusy.filter(Boolean).length;
      const work = left.map((rest, k) => (isBusy[k] && rest === 0 ? (given[k]?.[1] ?? Number.NaN) : rest));
      const upcoming = given.flatMap(([times]) => times.filter((time) => time > now).map((time) => time - now));
      const step = Math.min(...upcoming, ...work.filter((_, k) => isBusy[k]).map((rest) => rest * shares));
      now += step;
      work.forEach((rest, k) => {
        const after = isBusy[k] ? rest - step / shares : 0;
        left[k] = after < 1e-9 ? 0 : after;
        if (isBusy[k] && after < 1e-9) responses[k]?.push(now - (given[k]?.[0][responses[k].length] ?? Number.NaN));
      });
    }
    return responses;
  }

  it('end every request when counting its work down event by event ends it, on any sample path', () => {
    const times = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 10 });
    const source = fc
      .tuple(times, fc.integer({ min: 1, max: 40 }))
      .map(([t, s]) => [t.sort((a, b) => a - b), s] as const);
    fc.assert(
      fc.property(fc.array(source, { minLength: 1, maxLength: 5 }), (given) => {
        const simulated = responsesOf(oneAccelerator('time-slice', recordedSources(given)));
        const truth = countedDown(given).map((list) => list.map((response) => expect.closeTo(response, 6)));
        expect(simulated).toEqual(truth);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});

describe('processor sharing', () => {
  it('has the mean of fcfs when service is exponential', () => {
    const [ps, fcfs] = (['ps', 'fcfs'] as const).map(
      (discipline) => meansOf(oneAccelerator(discipline, poissonSources([0.06], [10], 1)), 600_000)[0] as number,
    );
    expect(Math.abs((ps as number) - 25) / 25).toBeLessThan(0.02);
    expect(Math.abs((fcfs as number) - 25) / 25).toBeLessThan(0.02);
  });

  it.each([0, 1, 4])('has mean S / (1 − ρ) for each source whatever the spread of service (scv %s)', (scv) => {
    const means = meansOf(oneAccelerator('ps', poissonSources([0.02, 0.01], [20, 20], scv)), 1_000_000);
    means.push(...meansOf(oneAccelerator('ps', poissonSources([0.04, 0.002], [10, 100], scv)), 1_000_000).slice(0, 1));
    [50, 50, 25].forEach((truth, i) => {
      expect(Math.abs((means[i] as number) - truth) / truth).toBeLessThan(0.03);
    });
  });

  it('is what a time-sliced device does with one container in which no request ever waits for a worker', () => {
    const sources = poissonSources([0.02, 0.002], [20, 100]).map((source) => ({ ...source, container: 'one' }));
    const ps = meansOf(oneAccelerator('ps', sources), 50_000);
    const slices = meansOf(oneAccelerator({ discipline: 'time-slice', concurrency: 1000 }, sources), 50_000);
    slices.forEach((mean, i) => {
      expect(Math.abs(mean - (ps[i] as number))).toBeLessThan(1e-6);
    });
  });
});

describe('reproducibility', () => {
  const system = (sources = mixed()): NodeSystem => oneAccelerator('time-slice', sources);
  const options = { seed: 9, requests: 20_000 };

  it('gives the same bytes for the same seed and others for another', () => {
    const bytes = JSON.stringify(simulateNode(system(), options));
    expect(JSON.stringify(simulateNode(system(), options))).toBe(bytes);
    expect(JSON.stringify(simulateNode(system(), { ...options, seed: 10 }))).not.toBe(bytes);
  });

  it('takes requests of one moment in the order of the names, not of the input', () => {
    const sources = recordedSources([
      [[0], 10],
      [[0], 20],
    ]);
    expect(responsesOf(oneAccelerator('fcfs', sources))).toEqual([[10], [30]]);
    expect(responsesOf(oneAccelerator('fcfs', sources.toReversed()))).toEqual([[30], [10]]);
  });

  it('gives each source the same result wherever it stands in the input', () => {
    const given = simulateNode(system(), options).sources;
    const turned = simulateNode(system(mixed().reverse()), options).sources;
    expect(turned.map(({ name }) => name)).toEqual(['s2', 's1', 's0']);
    expect(JSON.stringify([...turned].reverse())).toBe(JSON.stringify(given));
  });
});
