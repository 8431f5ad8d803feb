import { describe, expect, it } from 'vitest';
import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import { delayFactors, scvOfArrivals, streamsOf, superpose } from '../../src/predict/arrivals.ts';
import { appsOf, askDevice, isWithin, meansOf, responsesOf } from './one-device.ts';

const recorded = (times: readonly number[]) =>
  ({ kind: 'trace', file: 't.csv', times: Float64Array.from(times) }) as const;

describe('how regular arrivals are', () => {
  it('is 1 for Poisson, 0 for a camera, and as said', () => {
    expect(scvOfArrivals({ kind: 'poisson' })).toBe(1);
    expect(scvOfArrivals({ kind: 'periodic' })).toBe(0);
    expect(scvOfArrivals({ kind: 'scv', scv: 4 })).toBe(4);
  });

  it('is read off the intervals of a trace, in whatever order it gives the times', () => {
    expect(scvOfArrivals(recorded([0, 10, 20, 30]))).toBe(0);
    // Intervals 1, 3, 1, 3: mean 2, variance 1.
    expect(scvOfArrivals(recorded([8, 0, 4, 1, 5]))).toBeCloseTo(0.25, 12);
  });

  it('is unknown from a trace of fewer than three requests, and then taken to be 1', () => {
    expect(scvOfArrivals(recorded([5]))).toBe(1);
    expect(scvOfArrivals(recorded([5, 9]))).toBe(1);
    expect(scvOfArrivals(recorded([5, 5, 5]))).toBe(1);
  });

  it('stays Poisson for a superposition of Poisson streams only', () => {
    const poisson = superpose(streamsOf({ kind: 'poisson' }, 0.01, 3), streamsOf({ kind: 'poisson' }, 0.5, 1));
    expect(poisson).toMatchObject({ isPoisson: true, smooth: 0, bursty: 0 });
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
    expect(alone({ kind: 'scv', scv: 0.25 }, 0.99999, 1)).toBeCloseTo(1.25 / 2, 3);
    expect(alone({ kind: 'scv', scv: 4 }, 0.99999)).toBeCloseTo(4, 3);
    expect(cameras(5, 0.99999)).toBeCloseTo(0, 3);
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

  it('respond within 25 % of simulation first come first served', () => {
    // The project's simulator, 1.5 million requests: three sources, services 20, 12 and 45 ms, ρ = 0.8.
    const sources = appsOf([0.01, 0.02, 0.008], [20, 12, 45]);
    const bursts = meansOf(
      askDevice(
        'fcfs',
        sources.map((app) => ({ ...app, arrivals: { kind: 'scv', scv: 4 } })),
      ),
    );
    [191.1, 178.4, 236.9].forEach((mean, k) => {
      expect(isWithin(bursts[k] as number, mean, 0.25)).toBe(true);
    });
    const cameras = meansOf(
      askDevice(
        'fcfs',
        sources.map((app) => ({ ...app, arrivals: { kind: 'periodic' } })),
      ),
    );
    [32.2, 26.4].forEach((mean, k) => {
      expect(isWithin(cameras[k] as number, mean, 0.25)).toBe(true);
    });
  });

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
