import { describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import { type Arrivals, plainArrivals } from '../../src/domain/scenario.ts';
import { type App, askDevice, responsesOf } from './one-device.ts';

/** Numbers from 0 to below 1, the same for the same seed (Park and Miller 1988). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const DISCIPLINES: readonly Discipline[] = ['ps', 'fcfs', 'fcfs-swap', 'mps', 'time-slice', 'batch'];

/** A device at a load of 0.2 to 0.75 of two to four applications, of which only `changed` has these arrivals. */
function randomMix(random: () => number): (arrivals: Arrivals, changed: 'first' | 'all') => readonly App[] {
  const count = 2 + Math.floor(3 * random());
  const load = 0.2 + 0.55 * random();
  const services = Array.from({ length: count }, () => 4 + 60 * random() ** 2);
  const scvs = services.map(() => (random() < 0.6 ? 0 : 2 * random()));
  const swaps = services.map(() => 10 * random());
  return (arrivals, changed) =>
    services.map((serviceTime, k) => ({
      arrivalRate: load / count / (serviceTime + swaps[k]!),
      arrivals: changed === 'all' || k === 0 ? arrivals : { kind: 'poisson' },
      profile: { serviceTime, scvService: scvs[k]!, swapTime: swaps[k]! },
    }));
}

/** Means and percentiles of all applications. */
function figuresOf(discipline: Discipline, apps: readonly App[]): number[] {
  return responsesOf(askDevice(discipline, apps)).flatMap(({ mean, quantile }) => [
    mean,
    ...[0.5, 0.9, 0.95, 0.99].map(quantile),
  ]);
}

function greatestJump(one: readonly number[], other: readonly number[]): number {
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value / other[i]! - 1)), 0);
}

describe.each(DISCIPLINES)('under %s', (discipline) => {
  it('scv 1 is Poisson and scv 0 is periodic, to the last bit', () => {
    const mix = randomMix(randomNumbers(11));
    for (const [scv, kind] of [
      [1, 'poisson'],
      [0, 'periodic'],
    ] as const) {
      expect(figuresOf(discipline, mix({ kind: 'scv', scv }, 'first'))).toEqual(
        figuresOf(discipline, mix({ kind }, 'first')),
      );
    }
  });

  it('nothing jumps at scv 1', () => {
    const random = randomNumbers(23);
    for (let run = 0; run < 8; run++) {
      const mix = randomMix(random);
      for (const changed of ['first', 'all'] as const) {
        const poisson = figuresOf(discipline, mix({ kind: 'poisson' }, changed));
        for (const scv of [0.999, 1.001]) {
          expect(greatestJump(figuresOf(discipline, mix({ kind: 'scv', scv }, changed)), poisson)).toBeLessThan(0.012);
        }
      }
    }
  });

  it('nothing jumps at scv 0', () => {
    const random = randomNumbers(37);
    for (let run = 0; run < 8; run++) {
      const mix = randomMix(random);
      for (const changed of ['first', 'all'] as const) {
        const periodic = figuresOf(discipline, mix({ kind: 'periodic' }, changed));
        const nearly = figuresOf(discipline, mix({ kind: 'scv', scv: 0.001 }, changed));
        expect(greatestJump(nearly, periodic)).toBeLessThan(0.03);
      }
    }
  });
});

it('arrivals have one plainest name', () => {
  expect(plainArrivals({ kind: 'scv', scv: 1 })).toEqual({ kind: 'poisson' });
  expect(plainArrivals({ kind: 'scv', scv: 0 })).toEqual({ kind: 'periodic' });
  expect(plainArrivals({ kind: 'scv', scv: 0.5 })).toEqual({ kind: 'scv', scv: 0.5 });
});

it('a light model beside a heavy one with swaps waits as long for scv 1 as for Poisson', () => {
  const apps: readonly App[] = [
    { arrivalRate: 0.02, arrivals: { kind: 'scv', scv: 1 }, profile: { serviceTime: 5, swapTime: 50 } },
    { arrivalRate: 0.0005, profile: { serviceTime: 100, swapTime: 50 } },
  ];
  const [light, heavy] = responsesOf(askDevice('fcfs-swap', apps));
  expect([light!.mean, heavy!.mean]).toEqual([expect.closeTo(17.3997, 3), expect.closeTo(159.961, 2)]);
  expect([light!.quantile(0.95), heavy!.quantile(0.95)]).toEqual([expect.closeTo(122.6, 0), expect.closeTo(238.3, 0)]);
  expect([light!.fidelity, heavy!.fidelity]).toEqual(['exact', 'exact']);
});
