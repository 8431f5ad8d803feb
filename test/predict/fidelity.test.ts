import { describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import type { Arrivals } from '../../src/domain/scenario.ts';
import { askDevice, responsesOf } from './one-device.ts';

const ARRIVALS: readonly Arrivals[] = [
  { kind: 'poisson' },
  { kind: 'periodic' },
  { kind: 'scv', scv: 0.25 },
  { kind: 'scv', scv: 4 },
  { kind: 'trace', file: 't.csv', times: Float64Array.of(0, 90, 300, 310, 500) },
];
const SCV = [0, 0.5, 4];

/** Which services are answered exactly where arrivals are Poisson: the table of REFERENCES.md. Nothing is otherwise. */
const EXACT: Readonly<Record<Discipline, readonly number[]>> = {
  ps: [0],
  fcfs: SCV,
  'fcfs-swap': SCV,
  'time-slice': [],
  mps: [],
  batch: [],
};

const CASES = (Object.keys(EXACT) as Discipline[]).flatMap((discipline) =>
  SCV.flatMap((scv) => ARRIVALS.map((arrivals) => ({ discipline, scv, arrivals, kind: arrivals.kind }))),
);

describe('an answer', () => {
  it.each(CASES)('of $discipline with services of scv $scv and $kind arrivals says whether it is exact', (one) => {
    const { discipline, scv, arrivals } = one;
    const profile = { serviceTime: 10, scvService: scv, swapTime: 3 };
    const apps = [
      { arrivalRate: 0.02, profile, arrivals },
      { arrivalRate: 0.01, profile: { ...profile, serviceTime: 20 } },
    ];
    const isExact = arrivals.kind === 'poisson' && EXACT[discipline].includes(scv);
    const [response] = responsesOf(askDevice(discipline, apps));
    expect(response?.fidelity).toBe(isExact ? 'exact' : 'approximation');
    // Who is not exact says what is approximated.
    expect((response?.note ?? '').length > 0).toBe(!isExact);
  });
});
