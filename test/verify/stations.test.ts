import { describe, expect, it } from 'vitest';
import { simulateNode } from '../../src/verify/simulate.ts';
import type { NodeSystem, Source } from '../../src/verify/system.ts';
import { meansOf, oneAccelerator, poissonSources, recordedSources, responsesOf } from './systems.ts';

/** Every expected list below was worked out by hand, event by event. */

describe('fcfs-swap', () => {
  const swapping = (models: readonly string[]): NodeSystem =>
    oneAccelerator(
      'fcfs-swap',
      recordedSources([
        [[0, 2, 50], 10],
        [[1, 60], 5],
      ]).map((source, i) => ({ ...source, model: models[i] as string, swapTime: 3 + i })),
    );

  it('loads a model when the request served just before was of another, and not for the first', () => {
    // s0 0–10; s1 loads 4, serves 5: to 19; s0 loads 3: to 32; s0 at 50–60 still loaded; s1 at 60 loads: to 69.
    expect(responsesOf(swapping(['a', 'b']))).toEqual([
      [10, 30, 10],
      [18, 9],
    ]);
  });

  it('loads nothing between two sources of one model', () => {
    expect(responsesOf(swapping(['a', 'a']))).toEqual([
      [10, 23, 10],
      [14, 5],
    ]);
  });
});

describe('time-slice', () => {
  const given = recordedSources([
    [[0, 0], 10],
    [[5], 10],
  ]);

  it('shares the device among containers, not among the requests in their queues', () => {
    // s0 alone to 5; half speed each: s0's first done at 15, s1 has 5 left; s0's second: both at half speed, s1 done at 25.
    expect(responsesOf(oneAccelerator('time-slice', given))).toEqual([[15, 30], [20]]);
  });

  it('with two workers splits the one share of the container', () => {
    // s1 at half speed ends at 25, s0's two at quarters have 2.5 left each: to 30.
    const split = { discipline: 'time-slice', concurrency: 2 } as const;
    expect(responsesOf(oneAccelerator(split, given))).toEqual([[30, 30], [20]]);
  });

  it('goes on giving a container its share when one of its workers is done', () => {
    // Halves to 4: s0's first has 8 left, s1 28. Quarters for s0's two: the first ends at 36; then halves: 40; s1 alone: 50.
    const uneven = recordedSources([
      [[0, 4], 10],
      [[0], 30],
    ]);
    const split = { discipline: 'time-slice', concurrency: 2 } as const;
    expect(responsesOf(oneAccelerator(split, uneven))).toEqual([[36, 36], [50]]);
  });

  it('makes sources of one container queue behind each other', () => {
    const together = given.map((source) => ({ ...source, container: 'shared' }));
    expect(responsesOf(oneAccelerator('time-slice', together))).toEqual([[10, 20], [25]]);
  });

  it('keeps containers apart that another accelerator serves', () => {
    const [one, two] = given as [Source, Source];
    const accelerators = [{ discipline: 'time-slice' }, { discipline: 'time-slice' }] as const;
    const system = { network: 0, cores: 0, accelerators, sources: [one, { ...two, accelerator: 1 }] };
    expect(responsesOf(system)).toEqual([[10, 20], [10]]);
  });
});

describe('mps', () => {
  it('serves n requests at the measured total speed, interpolated, and constant after the last point', () => {
    const curve = [
      [1, 1],
      [3, 2],
    ] as const; // φ(2) = 1.5
    const sources = recordedSources([
      [[0], 12],
      [[0], 12],
      [[0], 12],
      [[0], 12],
    ]).map((source) => ({ ...source, speedUp: curve }));
    const alone = (count: number): number[] => responsesOf(oneAccelerator('mps', sources.slice(0, count))).flat();
    expect(alone(1)).toEqual([12]);
    expect(alone(2)).toEqual([16, 16]);
    expect(alone(3)).toEqual([18, 18, 18]);
    expect(alone(4)).toEqual([24, 24, 24, 24]);
  });

  it('lets each request go at the speed of its own table', () => {
    const [one, two] = recordedSources([
      [[0], 12],
      [[0], 12],
    ]) as [Source, Source];
    const system = oneAccelerator('mps', [
      {
        ...one,
        speedUp: [
          [1, 1],
          [2, 2],
        ],
      },
      two,
    ]);
    // s0 is not slowed by one neighbour: 12. s1 goes at half speed to 12, then alone.
    expect(responsesOf(system)).toEqual([[12], [18]]);
  });
});

describe('batch', () => {
  const times = [
    [1, 10],
    [2, 14],
    [4, 24],
  ] as const;
  const one = (moments: readonly number[]): Source[] =>
    recordedSources([[moments, 10]]).map((source) => ({ ...source, batchServiceTimes: times }));

  it('takes what waits when it is free, up to the largest batch', () => {
    // First alone to 10; then four of the five that wait, 24 ms to 34; then the last to 44.
    const system = oneAccelerator('batch', one([0, 1, 2, 3, 4, 5]));
    expect(responsesOf(system)).toEqual([[10, 33, 32, 31, 30, 39]]);
  });

  it('takes requests of one moment together', () => {
    expect(responsesOf(oneAccelerator('batch', one([0, 0])))).toEqual([[14, 14]]);
  });

  it('lets the oldest request wait for company, and no longer than until the batch is full', () => {
    const patient = { discipline: 'batch', maxBatch: 2, maxBatchDelay: 6 } as const;
    // 0 and 4 fill a batch at 4: to 18; the one at 20 goes alone at 26, to 36; 27 has waited 6 long before 36: to 46.
    expect(responsesOf(oneAccelerator(patient, one([0, 4, 20, 27])))).toEqual([[18, 14, 16, 19]]);
  });

  it('goes beyond the largest measured batch along its last line, and in proportion to a single measurement', () => {
    // s(6) = 24 + 2 · 5 = 34.
    expect(responsesOf(oneAccelerator({ discipline: 'batch', maxBatch: 6 }, one([0, 0, 0, 0, 0, 0]))).flat()[0]).toBe(
      34,
    );
    const plain = oneAccelerator({ discipline: 'batch', maxBatch: 3 }, recordedSources([[[0, 0, 0], 10]]));
    expect(responsesOf(plain)).toEqual([[30, 30, 30]]);
  });

  it('never mixes containers in a batch, and serves the one that has waited longest', () => {
    const [a, b] = recordedSources([
      [[0, 2, 3], 10],
      [[1], 10],
    ]).map((source): Source => ({ ...source, batchServiceTimes: times })) as [Source, Source];
    // s0's first to 10; s1 waits since 1, s0's others since 2: s1 to 20, then the two of s0 to 34.
    expect(responsesOf(oneAccelerator('batch', [a, b]))).toEqual([[10, 32, 31], [19]]);
    // In one container: the three that wait go together, s(3) = 19.
    const together = [a, b].map((source) => ({ ...source, container: 'shared' }));
    expect(responsesOf(oneAccelerator('batch', together))).toEqual([[10, 27, 26], [28]]);
  });

  it('of one is fcfs', () => {
    const sources = poissonSources([0.03, 0.02], [10, 15], 2);
    expect(meansOf(oneAccelerator({ discipline: 'batch', maxBatch: 1 }, sources), 20_000)).toEqual(
      meansOf(oneAccelerator('fcfs', sources), 20_000).map((mean) => expect.closeTo(mean, 9)),
    );
  });

  it('carries more than one request at a time would', () => {
    const [source] = poissonSources([0.15], [10]).map((each) => ({ ...each, batchServiceTimes: times }));
    const { sources } = simulateNode(oneAccelerator('batch', source ? [source] : []), { seed: 1, requests: 50_000 });
    expect(sources[0]?.isSteady).toBe(true);
    expect(sources[0]?.mean).toBeLessThan(100);
  });
});

describe('CPU stage and network', () => {
  it('slows requests on the cores only when there are more of them than cores', () => {
    const cpu = { mean: 10, scv: 0 };
    const sources = recordedSources([
      [[0], 1],
      [[0], 1],
      [[0], 1],
    ]).map((source) => ({ ...source, preprocess: cpu }));
    const system = (cores: number): NodeSystem => ({ ...oneAccelerator('ps', sources), cores, network: 5 });
    expect(responsesOf(system(3))).toEqual([[18], [18], [18]]);
    expect(responsesOf(system(2))).toEqual([[23], [23], [23]]);
    const { sources: results, cpu: cores } = simulateNode(system(2), { seed: 1, requests: Number.POSITIVE_INFINITY });
    expect(results[0]?.stages).toEqual({ network: 5, cpu: 15, accelerator: 3 });
    expect(cores.utilization).toBeCloseTo(15 / 18, 12);
  });
});
