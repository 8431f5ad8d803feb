import { describe, expect, it } from 'vitest';
import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import { delayChanges, streamsOf, superpose } from '../../src/predict/arrivals.ts';
import simulated from '../known-answers/arrivals-simulated.json' with { type: 'json' };
import { type App, appsOf, askDevice, isWithin, meansOf, responsesOf } from './one-device.ts';

const recorded = (times: readonly number[]) =>
  ({ kind: 'trace', file: 't.csv', times: Float64Array.from(times) }) as const;

const delayFactors = (...asked: Parameters<typeof delayChanges>) => delayChanges(...asked).map(({ factor }) => factor);

describe('the streams of a class', () => {
  it('stay Poisson for a superposition of Poisson streams only', () => {
    const poisson = superpose(streamsOf({ kind: 'poisson' }, 0.01, 3), streamsOf({ kind: 'poisson' }, 0.5, 1));
    expect(poisson.isPoisson).toBe(true);
    expect(poisson.rate).toBeCloseTo(0.53, 12);
    expect(superpose(poisson, streamsOf({ kind: 'periodic' }, 0.01, 1)).isPoisson).toBe(false);
  });
});

describe('the factor on waits', () => {
  const CAMERA = { kind: 'periodic' } as const;
  const alone = (arrivals: Parameters<typeof streamsOf>[0], load: number, scvService = 0) =>
    delayFactors([{ arrivals: streamsOf(arrivals, load / 10, 1), serviceTime: 10, scvService }], load)[0] as number;
  const cameras = (count: number, load: number) =>
    delayFactors([{ arrivals: streamsOf(CAMERA, load / 10 / count, count), serviceTime: 10, scvService: 0 }], load)[0];

  it('is exactly 1 for Poisson arrivals at any load and any service law', () => {
    for (const scv of [0, 0.5, 1, 4])
      for (const load of [0.1, 0.9]) expect(alone({ kind: 'poisson' }, load, scv)).toBe(1);
  });

  it('is exactly 0 for a camera alone with fixed services, which never meets itself', () => {
    for (const load of [0.1, 0.37, 0.9]) expect(alone(CAMERA, load)).toBe(0);
  });

  it('nears 1 for many cameras in light traffic, whose phases look random to each other', () => {
    expect(cameras(1000, 0.1)).toBeGreaterThan(0.98);
    expect(cameras(1000, 0.1)).toBeLessThan(1);
  });

  it('tends to the heavy-traffic ratio (c_a² + c_s²)/(1 + c_s²) as the load nears 1', () => {
    expect(isWithin(alone({ kind: 'scv', scv: 0.25 }, 0.99999, 1), 1.25 / 2, 0.01)).toBe(true);
    expect(isWithin(alone({ kind: 'scv', scv: 4 }, 0.99999), 4, 0.01)).toBe(true);
    expect(cameras(5, 0.99999)).toBeCloseTo(0, 3);
  });

  it('is that of a Brownian bridge for many equal cameras: their work in a period is certain', () => {
    // E[max] of a bridge from 0 to −d with variance σ², over σ²/2d: a√(π/2)·e^{a²/2}·erfc(a/√2), a = d/σ, here by quadrature.
    for (const [count, load] of [
      [50, 0.9],
      [200, 0.95],
      [200, 0.99],
    ] as const) {
      const [d, variance] = [(1 - load) * count * (10 / load), count * 100];
      let mean = 0;
      for (let x = 0.05; x < 40 * Math.sqrt(variance); x += 0.1) mean += 0.1 * Math.exp((-2 * x * (x + d)) / variance);
      const factor = (mean * 2 * d) / variance;
      const ownIsGone = 1 - 1 / count;
      expect(isWithin(cameras(count, load) as number, factor * ownIsGone, 0.03)).toBe(true);
    }
  });

  it('of one class does not depend on how its streams are written down', () => {
    const apart = superpose(
      streamsOf(CAMERA, 0.01, 1),
      superpose(streamsOf(CAMERA, 0.01, 2), streamsOf(CAMERA, 0.01, 3)),
    );
    const [one] = delayFactors([{ arrivals: apart, serviceTime: 12, scvService: 0 }], 0.72);
    const [other] = delayFactors([{ arrivals: streamsOf(CAMERA, 0.01, 6), serviceTime: 12, scvService: 0 }], 0.72);
    expect(one).toBeCloseTo(other as number, 12);
  });

  it('sees a rate that drifts, where intervals alone look Poisson', () => {
    // Slow hours and fast ones, 500 requests of Poisson kind each: a burst far longer than any interval.
    let [time, seed] = [0, 1];
    const times = Array.from({ length: 20_000 }, (_, k) => {
      seed = (seed * 48_271) % 2_147_483_647;
      time -= Math.log(seed / 2_147_483_647) * (Math.floor(k / 500) % 2 === 0 ? 5 : 15);
      return time;
    });
    expect(alone(recorded(times), 0.8)).toBeGreaterThan(3);
    expect(alone(recorded(times), 0.1)).toBeLessThan(1.5);
  });

  it('gives the wait of D/M/1 within 3 %', () => {
    // σ = e^{−(1 − σ)/ρ}, E[W] = σ S/(1 − σ), Kleinrock 1975, chapter 6; against M/M/1's ρ S/(1 − ρ).
    for (const load of [0.5, 0.8, 0.95]) {
      let sigma = 0.5;
      for (let i = 0; i < 2000; i++) sigma = Math.exp(-(1 - sigma) / load);
      const exact = sigma / (1 - sigma) / (load / (1 - load));
      expect(isWithin(alone(CAMERA, load, 1), exact, 0.03)).toBe(true);
    }
  });

  it('is below 1 for a Poisson class beside cameras, and above that of the cameras themselves', () => {
    const [poisson, camera] = delayFactors(
      [
        { arrivals: streamsOf({ kind: 'poisson' }, 0.03, 1), serviceTime: 10, scvService: 0 },
        { arrivals: streamsOf(CAMERA, 0.03, 1), serviceTime: 10, scvService: 0 },
      ],
      0.6,
    ) as unknown as [number, number];
    expect(poisson).toBeLessThan(1);
    expect(camera).toBeLessThan(poisson);
    expect(camera).toBeGreaterThan(0);
  });
});

describe('arrivals that are not Poisson', () => {
  const withArrivals = (kind: 'periodic' | 'poisson' | 'bursts' | 'trace') => {
    const times = recorded(Array.from({ length: 200 }, (_, k) => 100 * k + (k % 2) * 90));
    const arrivals = { periodic: { kind }, poisson: { kind }, bursts: { kind: 'scv', scv: 4 }, trace: times }[kind];
    return appsOf([0.01, 0.01], [30, 20]).map((app) => ({ ...app, arrivals: arrivals as { kind: 'poisson' } }));
  };

  it.each(['fcfs', 'fcfs-swap', 'ps', 'mps', 'time-slice', 'batch'] as const)(
    'are flagged on %s, make waits shorter when regular and longer in bursts',
    (discipline) => {
      const [poisson, regular, bursts] = (['poisson', 'periodic', 'bursts'] as const).map((kind) =>
        responsesOf(askDevice(discipline, withArrivals(kind))),
      );
      for (const k of [0, 1]) {
        expect(regular![k]!.mean).toBeLessThan(poisson![k]!.mean);
        expect(bursts![k]!.mean).toBeGreaterThan(poisson![k]!.mean);
        expect(regular![k]!.quantile(0.99)).toBeLessThan(bursts![k]!.quantile(0.99));
        expect(regular![k]!.fidelity).toBe('approximation');
        expect(regular![k]!.note).toContain('not Poisson');
        expect(poisson![k]!.note ?? '').not.toContain('not Poisson');
      }
    },
  );

  it('from a trace are never taken for Poisson, and are regular as the trace is', () => {
    const answer = responsesOf(askDevice('fcfs', withArrivals('trace')));
    expect(answer[0]?.note).toContain('not Poisson');
    expect(answer[0]?.mean).not.toBeCloseTo(meansOf(askDevice('fcfs', withArrivals('poisson')))[0] as number, 3);
  });

  it('of one camera with fixed services never wait first come first served', () => {
    const [app] = appsOf([0.09], [10]);
    const [response] = responsesOf(askDevice('fcfs', [{ ...app!, arrivals: { kind: 'periodic' } }]));
    expect(response?.mean).toBeCloseTo(10, 12);
    expect(response?.quantile(0.99)).toBeCloseTo(10, 12);
  });

  // Half of them, nine in ten, and the worst.
  it.each([
    ['fcfs', 'regular', 'mean', 0.06, 0.15, 0.3],
    ['fcfs', 'regular', 'p95', 0.06, 0.18, 0.3],
    ['fcfs', 'bursty', 'mean', 0.09, 0.25, 0.4],
    ['fcfs', 'bursty', 'p95', 0.12, 0.3, 0.4],
    ['fcfs-swap', 'regular', 'mean', 0.04, 0.15, 0.4],
    ['fcfs-swap', 'regular', 'p95', 0.07, 0.3, 0.5],
    ['time-slice', 'regular', 'mean', 0.08, 0.3, 0.6],
    ['time-slice', 'bursty', 'mean', 0.15, 0.35, 1.35],
    ['ps', 'regular', 'mean', 0.08, 0.2, 0.35],
    ['ps', 'regular', 'p95', 0.1, 0.35, 0.5],
  ] as const)('on %s and %s have the %s as simulated', (discipline, kind, metric, half, most, worst) => {
    const errors = simulated.cases
      .filter((one) => one.discipline === discipline && one.kind === kind)
      .flatMap(({ apps, [metric]: expected }) =>
        responsesOf(askDevice(discipline, apps as unknown as App[])).map((response, k) => {
          const found = metric === 'mean' ? response.mean : response.quantile(0.95);
          return Math.abs(found / expected[k]! - 1);
        }),
      )
      .sort((a, b) => a - b);
    expect(errors.length).toBeGreaterThan(30);
    expect(errors[Math.floor(0.5 * errors.length)]).toBeLessThan(half);
    expect(errors[Math.floor(0.9 * errors.length)]).toBeLessThan(most);
    expect(errors.at(-1)).toBeLessThan(worst);
  });

  it.each(DISCIPLINES)(
    'on %s have finite means and percentiles that grow, whatever the company and the load',
    (discipline) => {
      const laws = [
        { kind: 'poisson' },
        { kind: 'periodic' },
        { kind: 'scv', scv: 1e-6 },
        { kind: 'scv', scv: 50 },
        recorded(Array.from({ length: 3000 }, (_, k) => 10 * k + (k % 7))),
      ] as const;
      for (const one of laws) {
        for (const other of laws) {
          for (const load of [1e-6, 0.3, 0.9, 0.999]) {
            const swaps = { swapTime: 10 };
            const answer = askDevice(discipline, [
              { arrivalRate: load / 50, profile: { serviceTime: 5, ...swaps }, arrivals: one },
              { arrivalRate: (0.3 * load) / 40, profile: { serviceTime: 40, ...swaps }, instances: 3, arrivals: other },
            ]);
            if (!answer.isStable) continue;
            for (const response of responsesOf(answer)) {
              const points = [response.mean, ...[0.5, 0.9, 0.95, 0.99, 0.999].map((p) => response.quantile(p))];
              expect(points.every((time) => Number.isFinite(time) && time > 0)).toBe(true);
              for (let k = 2; k < points.length; k++)
                expect(points[k]).toBeGreaterThanOrEqual(points[k - 1]! * (1 - 1e-4));
            }
          }
        }
      }
    },
  );

  it.each(DISCIPLINES)(
    '%s has percentiles for a camera alone, none of them before the service is done',
    (discipline) => {
      const batchServiceTimes = [[1, 15] as const, [4, 25] as const];
      const profile = { serviceTime: 15, batchServiceTimes };
      const app = { arrivalRate: 0.02, profile, arrivals: { kind: 'periodic' as const } };
      const [response] = responsesOf(askDevice(discipline, [app]));
      for (const p of [0.5, 0.95, 0.99]) expect(response?.quantile(p)).toBeGreaterThanOrEqual(15 - 1e-6);
      expect(response?.quantile(0.99)).toBeLessThan(60);
    },
  );
});
