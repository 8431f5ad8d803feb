import { describe, expect, it } from 'vitest';
import type { Arrivals } from '../../src/domain/scenario.ts';
import { streamsOf, superpose } from '../../src/predict/arrivals.ts';
import { changeProbabilities } from '../../src/predict/stream-changes.ts';
import { appsOf, askDevice, isWithin, meansOf } from './one-device.ts';

const CAMERA = { kind: 'periodic' } as const;
const POISSON = { kind: 'poisson' } as const;
const member = (arrivals: Arrivals, rate: number, group: number, count = 1) => ({
  arrivals: streamsOf(arrivals, rate, count),
  group,
});

describe('the chance that the request before was of another model', () => {
  it("is the others' share of the rate for Poisson streams", () => {
    const chances = changeProbabilities([
      member(POISSON, 0.01, 0, 3),
      member(POISSON, 0.05, 1),
      member(POISSON, 0.02, 1),
    ]);
    [0.07 / 0.1, 0.03 / 0.1, 0.03 / 0.1].forEach((chance, k) => {
      expect(chances[k]).toBeCloseTo(chance, 7);
    });
  });

  it('is 1 for two cameras of equal rate, which take turns', () => {
    for (const chance of changeProbabilities([member(CAMERA, 0.02, 0), member(CAMERA, 0.02, 1)])) {
      expect(chance).toBeCloseTo(1, 9);
    }
  });

  it('of a camera beside Poisson streams is that one of them came within a period', () => {
    const [camera] = changeProbabilities([member(CAMERA, 0.02, 0), member(POISSON, 0.03, 1)]);
    expect(camera).toBeCloseTo(1 - Math.exp(-0.03 / 0.02), 7);
  });

  it('of slow cameras beside a fast one is 1, and of the fast one so often as there are slow requests', () => {
    const [fast, slow] = changeProbabilities([member(CAMERA, 0.1, 0), member(CAMERA, 0.007, 1)]);
    expect(slow).toBeCloseTo(1, 9);
    expect(fast).toBeCloseTo(0.07, 6);
  });

  it.each([
    [CAMERA, { kind: 'scv', scv: 4 }],
    [
      { kind: 'scv', scv: 0.3 },
      { kind: 'scv', scv: 9 },
    ],
    [{ kind: 'trace', file: 't', times: Float64Array.from([0, 3, 4, 9, 10, 30]) }, POISSON],
  ] as const)('between two groups is left as often as it is entered: %j and %j', (one, other) => {
    const [first, second] = changeProbabilities([member(one, 0.013, 0, 2), member(other, 0.04, 1)]);
    expect(isWithin(2 * 0.013 * first!, 0.04 * second!, 2e-3)).toBe(true);
  });

  it('is less within bursts', () => {
    const [burst] = changeProbabilities([member({ kind: 'scv', scv: 9 }, 0.02, 0), member(POISSON, 0.02, 1)]);
    expect(burst).toBeLessThan(0.4);
  });

  it('counts streams of one class together', () => {
    const both = { arrivals: superpose(streamsOf(CAMERA, 0.02, 1), streamsOf(CAMERA, 0.02, 1)), group: 0 };
    const [one] = changeProbabilities([both, member(POISSON, 0.03, 1)]);
    const [other] = changeProbabilities([member(CAMERA, 0.02, 0, 2), member(POISSON, 0.03, 1)]);
    expect(one).toBeCloseTo(other!, 9);
  });
});

describe('an edgeTPU that serves two cameras', () => {
  const cameras = (rate: number) =>
    appsOf([rate, rate], [5, 6]).map((app) => ({
      ...app,
      profile: { ...app.profile, swapTime: 20 },
      arrivals: CAMERA,
    }));

  it('swaps at every request, and responds as the simulator says', () => {
    const answer = askDevice('fcfs-swap', cameras(0.015));
    expect(answer.utilization).toBeCloseTo(0.015 * (5 + 20 + 6 + 20), 9);
    // The project's simulator, 200,000 requests over 128 phases: 31.1 ± 1.9 and 29.9 ± 1 ms.
    const [first, second] = meansOf(answer);
    expect(isWithin(first!, 31.1, 0.06)).toBe(true);
    expect(isWithin(second!, 29.9, 0.06)).toBe(true);
  });

  it('cannot carry what Poisson requests at the same rates would let expect', () => {
    const rate = 0.022;
    expect(askDevice('fcfs-swap', cameras(rate)).isStable).toBe(false);
    const poisson = cameras(rate).map((app) => ({ ...app, arrivals: POISSON }));
    expect(askDevice('fcfs-swap', poisson).utilization).toBeLessThan(0.7);
  });
});
