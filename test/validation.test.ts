import { describe, expect, it } from 'vitest';
import { errorsOf, type Validation } from '../src/domain/recording.ts';
import { renderValidationJson } from '../src/report/validation-json.ts';
import { type ValidationOptions, validate } from '../src/validation.ts';
import { pretendedAccess, problemsFrom } from './read/reading.ts';

const PROFILES = 'model,device,service_ms,swap_ms\nlight,tpu,5,3\nheavy,tpu,50,3\n';
const OPTIONS: ValidationOptions = {
  groupBy: null,
  appBy: null,
  profiles: ['p.csv'],
  device: 'tpu',
  discipline: 'fcfs',
  seed: 1,
};
const HEADER = 'model,start_time,end_time';

function validated(trace: string, options: Partial<ValidationOptions> = {}): Promise<Validation> {
  return validate('t.csv', { ...OPTIONS, ...options }, pretendedAccess({ 't.csv': trace, 'p.csv': PROFILES }));
}

async function onlyRow(trace: string, options: Partial<ValidationOptions> = {}) {
  const { rows } = await validated(trace, options);
  expect(rows).toHaveLength(1);
  return rows[0] as (typeof rows)[number];
}

/** 101 requests of `light`, one every 10 ms. */
const REGULAR = [HEADER, ...Array.from({ length: 101 }, (_, i) => `light,${i / 100},${i / 100 + 0.007}`)].join('\n');

describe('validation', () => {
  it('replays the recorded moments: three requests in order of arrival', async () => {
    // Served 0 to 5, 5 to 10 and 100 to 105 ms: response times 5, 8 and 5.
    const row = await onlyRow(`${HEADER}\nlight,1,1.006\nlight,1.002,1.012\nlight,1.1,1.105\n`);
    expect(row.measured).toEqual({ mean: expect.closeTo(7, 9), p95: expect.closeTo(10, 9) });
    expect(row.replayed).toEqual({ mean: expect.closeTo(6, 9), p95: expect.closeTo(8, 9) });
  });

  it('asks models and Ibis at the configured rate: M/D/1 at load one half waits half a service time', async () => {
    // Two requests are too few to tell their arrivals from Poisson. Pollaczek and Khinchine: W = ρS/(2(1 − ρ)) = 2.5.
    const row = await onlyRow(`${HEADER},input_rate\nlight,0,0.007,100\nlight,1,1.007,100\n`);
    expect(row.utilization).toBeCloseTo(0.5, 12);
    expect(row.predicted?.mean).toBeCloseTo(7.5, 9);
    expect(row.ibisMean).toBeCloseTo(7.5, 9);
  });

  it('asks Ibis without swaps where the device pays none, and with them where it does', async () => {
    // Half of the requests of each: m = 5 and 50 ms, each with 1.5 ms of swaps where there are any.
    const trace = `${HEADER},input_rate\nlight,0,0.01,5\nheavy,1,1.06,5\nlight,2,2.01,5\nheavy,3,3.06,5\n`;
    const [heavy, light] = (await validated(trace)).rows;
    const waiting = (0.005 * (5 ** 2 + 50 ** 2)) / (2 * (1 - 0.275));
    expect(light?.ibisMean).toBeCloseTo(5 + waiting, 9);
    expect(heavy?.ibisMean).toBeCloseTo(50 + waiting, 9);
    const [, swapped] = (await validated(trace, { discipline: 'fcfs-swap' })).rows;
    const longer = (0.005 * (6.5 ** 2 + 51.5 ** 2)) / (2 * (1 - 0.29));
    expect(swapped?.ibisMean).toBeCloseTo(6.5 + longer, 9);
  });

  it('asks them at the recorded rate where none is configured', async () => {
    // Two requests a second apart: one interval, one request a second.
    const row = await onlyRow(`${HEADER}\nlight,0,0.007\nlight,1,1.007\n`);
    expect(row.utilization).toBeCloseTo(0.005, 12);
  });

  it('does not take regular arrivals for Poisson: nobody waits where every request finds the device idle', async () => {
    const row = await onlyRow(REGULAR);
    expect(row).toMatchObject({ isPoisson: false, arrivalScv: expect.closeTo(0, 9) });
    expect(row.predicted?.mean).toBeCloseTo(5, 9);
    expect(row.replayed?.mean).toBeCloseTo(5, 9);
  });

  it('has no prediction for an overloaded run, and says why', async () => {
    const { rows } = await validated(`${HEADER},input_rate\nlight,0,0.007,250\nlight,1,1.007,250\n`);
    expect(rows[0]).toMatchObject({ predicted: null, ibisMean: null, reason: expect.stringMatching(/overloaded/) });
    expect(rows[0]?.replayed?.mean).toBeCloseTo(5, 9);
    expect(
      errorsOf(
        rows,
        ({ measured }) => measured.mean,
        ({ predicted }) => predicted?.mean,
      ),
    ).toEqual({
      mape: null,
      worst: null,
    });
  });

  it.each([
    ['fcfs', 55],
    ['ps', 10],
    ['time-slice', 10],
  ] as const)('replays a light request that meets a heavy one by the discipline: %s', async (discipline, light) => {
    // Heavy (50 ms) from 0; light (5 ms) from 0, after it: in order it ends at 55 ms, sharing equally at 10 ms.
    const trace = `${HEADER},input_rate\nheavy,0,0.05,1\nlight,0,0.01,1\n`;
    const { rows } = await validated(trace, { discipline });
    expect(rows.find(({ model }) => model === 'light')?.replayed?.mean).toBeCloseTo(light, 9);
  });

  it('loads a model anew only after another: fcfs-swap', async () => {
    // Heavy 0 to 50; light loads 3 ms and runs to 58; the second light runs on to 63.
    const trace = `${HEADER},input_rate\nheavy,0,0.05,1\nlight,0.001,0.06,1\nlight,0.002,0.06,1\n`;
    const { rows } = await validated(trace, { discipline: 'fcfs-swap' });
    expect(rows.find(({ model }) => model === 'light')?.replayed?.mean).toBeCloseTo((57 + 61) / 2, 9);
  });

  it('gives containers of one model a row each where a column names them', async () => {
    const trace = `${HEADER},pod\nlight,0,0.01,a\nlight,0,0.01,b\nlight,1,1.01,a\n`;
    const { rows } = await validated(trace, { discipline: 'time-slice', appBy: 'pod' });
    expect(rows.map(({ app, requests, replayed }) => [app, requests, replayed?.mean])).toEqual([
      ['a', 2, expect.closeTo(7.5, 9)],
      ['b', 1, expect.closeTo(10, 9)],
    ]);
  });

  it('gives the same bytes for the rows in any order', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const start = (i * 17) % 60;
      return `${i % 3 === 0 ? 'heavy' : 'light'},${start / 10},${start / 10 + 0.05},${i % 2}`;
    });
    const document = async (lines: readonly string[]) =>
      renderValidationJson(await validated([`${HEADER},run`, ...lines].join('\n'), { groupBy: 'run' }));
    expect(await document(rows.toReversed())).toBe(await document(rows));
  });

  it('tells errors as fractions of what was measured', () => {
    const rows = [1, 2].map((mean) => ({ measured: { mean } })) as never;
    const errors = errorsOf(
      rows,
      ({ measured }) => measured.mean,
      ({ measured }) => measured.mean ** 2 - 0.5,
    );
    expect(errors).toEqual({ mape: expect.closeTo((0.5 + 0.75) / 2, 12), worst: expect.closeTo(0.75, 12) });
  });
});

describe('validation that cannot begin', () => {
  const trace = `${HEADER}\nlight,0,1\nlight,1,2\n`;

  it('names the devices where none is given', async () => {
    const [found] = await problemsFrom(() => validated(trace, { device: null }));
    expect([found?.code, found?.help]).toEqual(['device-unknown', 'Give "--device <name>". Known: tpu.']);
  });

  it('names the nearest device where the given one has no profile', async () => {
    const [found] = await problemsFrom(() => validated(trace, { device: 'tpi' }));
    expect(found?.help).toBe('Did you mean "tpu"?');
  });

  it('asks for the discipline where nothing says it', async () => {
    const [found] = await problemsFrom(() => validated(trace, { discipline: null }));
    expect(found?.code).toBe('discipline-unknown');
  });
});
