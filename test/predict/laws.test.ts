/** What the laws of response times must be where an inversion has a hard time, and the guard behind them. */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import { gammaTail } from '../../src/math/incomplete-gamma.ts';
import type { NodeLine } from '../../src/math/laplace.ts';
import { streamsOf } from '../../src/predict/arrivals.ts';
import { DISCIPLINE_MODEL } from '../../src/predict/disciplines.ts';
import { guardedLaw } from '../../src/predict/guarded-law.ts';
import type { RequestClass } from '../../src/predict/model.ts';
import { quantileOf, type ResponseLaw, tailOf } from '../../src/predict/response-law.ts';
import ratios from '../known-answers/predict-ps-ratios.json' with { type: 'json' };
import { appsOf, askDevice, isWithin, responsesOf } from './one-device.ts';

const NAMED = [0.5, 0.9, 0.95, 0.99];

describe.each(ratios.cases)('processor sharing among services of $serviceTime ms', (one) => {
  const responses = responsesOf(askDevice('ps', appsOf(one.arrivalRate, one.serviceTime)));

  it.each([
    ['p50', 0.5],
    ['p90', 0.9],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const)('has the simulated %s', (metric, p) => {
    responses.forEach((response, k) => {
      const expected = one[metric][k]!;
      const found = response.quantile(p);
      // Where few requests end, a percentile says little: there the probability at the simulated one must agree.
      const agrees = isWithin(found, expected, 0.03) || Math.abs(response.tail(expected) - (1 - p)) < 0.004;
      expect(`${found} for ${expected}: ${agrees}`).toContain('true');
    });
  });
});

describe('the steps of processor sharing', () => {
  it('are where others stay throughout, or one comes and goes, with their probabilities', () => {
    // One class of 13 beside one of 60: alone (26 met one of 60 that stays), and 13 + 60 never: 60 outlasts it.
    const [rates, times] = [
      [0.004, 0.006],
      [13, 60],
    ] as const;
    const [short, long] = responsesOf(askDevice('ps', appsOf(rates, times)));
    const idle = 1 - (0.004 * 13 + 0.006 * 60);
    const total = 0.01;
    const jump = (response: typeof short, t: number) => response!.tail(t * (1 - 1e-9)) - response!.tail(t);
    expect(jump(short, 13)).toBeCloseTo(idle * Math.exp(-total * 13), 6);
    expect(jump(short, 26)).toBeCloseTo(idle * Math.exp(-total * 13) * 0.006 * 47 * Math.exp(-total * 13), 4);
    // Of 60, one of 13 that comes within the first 47 ms of its progress is done before.
    expect(jump(long, 73)).toBeCloseTo(idle * Math.exp(-total * 60) * 0.004 * 47 * Math.exp(-total * 13), 4);
  });
});

describe('near saturation', () => {
  const KINDS = [
    { service: [10], scv: 0 },
    { service: [10], scv: 1 },
    { service: [10], scv: 100 },
    { service: [1, 30, 1000], scv: 0 },
    { service: [1, 1000], scv: 4 },
  ];

  it.each([1e-6, 1e-8, 1e-9, 1e-12])('%d below it, waits in order are exponential', (idle) => {
    for (const discipline of ['fcfs', 'fcfs-swap'] as const) {
      for (const { service, scv } of KINDS) {
        const apps = appsOf(
          service.map((one) => (1 - idle) / service.length / one),
          service,
          [],
          service.map(() => scv),
        );
        for (const response of responsesOf(askDevice(discipline, apps))) {
          for (const p of NAMED) expect(response.quantile(p) / response.mean).toBeCloseTo(-Math.log(1 - p), 2);
        }
      }
    }
  });

  it.each([1e-6, 1e-9, 1e-12])(
    '%d below it, a fixed service under processor sharing takes an exponential time',
    (idle) => {
      const service = [1, 30, 1000];
      const apps = appsOf(
        service.map((one) => (1 - idle) / service.length / one),
        service,
      );
      for (const response of responsesOf(askDevice('ps', apps))) {
        for (const p of NAMED) expect(response.quantile(p) / response.mean).toBeCloseTo(-Math.log(1 - p), 2);
      }
    },
  );

  it('of a swapping device, swaps and all', () => {
    const service = [10, 20];
    const rates = [0.02, 0.01];
    // ρ = Σ λ(S + (1 − p)·30)
    const load = rates.reduce((sum, rate, k) => sum + rate * (service[k]! + (1 - rate / 0.03) * 30), 0);
    const scaled = rates.map((rate) => (rate * (1 - 1e-9)) / load);
    for (const response of responsesOf(askDevice('fcfs-swap', appsOf(scaled, service, [30, 30])))) {
      for (const p of NAMED) expect(response.quantile(p) / response.mean).toBeCloseTo(-Math.log(1 - p), 3);
    }
  });
});

describe('services that vary by far', () => {
  it.each([0.5, 4, 16, 100, 1e4, 1e6])('have the gamma law of scv %d under sharing when nobody else comes', (scv) => {
    const [response] = responsesOf(askDevice('ps', appsOf([1e-12], [10], [], [scv])));
    for (const over of [1e-3, 0.1, 1, 4, 30, 100]) {
      expect(Math.abs(response!.tail(10 * over) - gammaTail(1 / scv, over / scv))).toBeLessThan(3e-4);
    }
  });

  it('have a law of few parts, whatever their scv', () => {
    const [one] = DISCIPLINE_MODEL.ps.model([classOf(1.56, 1e6, 0.192)], STATION).responses!;
    expect(one!.law().length).toBeLessThan(120);
  });

  it('so far that a mean is beyond numbers have no answer, and it says why', () => {
    for (const discipline of ['ps', 'fcfs', 'fcfs-swap', 'time-slice'] as const) {
      const [tenant] = askDevice(discipline, appsOf([1e-301], [1e300], [], [1e6])).tenants;
      if (tenant?.response === null) expect(tenant.reason).toContain('no finite answer');
      else for (const p of NAMED) expect(Number.isFinite(tenant!.response.quantile(p))).toBe(true);
    }
  });

  it('and so arrivals have finite means and percentiles', () => {
    for (const discipline of ['ps', 'fcfs', 'fcfs-swap', 'time-slice', 'mps', 'batch'] as const) {
      for (const scv of [0, 1e6]) {
        for (const load of [0.3, 0.99, 0.999]) {
          const [app] = appsOf([load / 2.08], [2.08], [], [scv]);
          const [tenant] = askDevice(discipline, [{ ...app!, arrivals: { kind: 'scv', scv: 1e6 } }]).tenants;
          const { response } = tenant!;
          const figures = [response!.mean, ...NAMED.map((p) => response!.quantile(p))];
          expect(figures.every(Number.isFinite)).toBe(true);
          // An SLO of a thousandth of what half of them take is not kept.
          expect(response!.quantile(0.5)).toBeLessThanOrEqual(response!.quantile(0.99));
        }
      }
    }
  });
});

const STATION = { concurrency: 1, maxBatch: null, maxBatchDelay: 0 };

function classOf(serviceTime: number, scvService: number, arrivalRate: number): RequestClass {
  return {
    arrivalRate,
    containers: 1,
    arrivals: streamsOf({ kind: 'poisson' }, arrivalRate, 1),
    profile: {
      model: `m-${serviceTime}`,
      device: 'd',
      serviceTime,
      scvService,
      swapTime: serviceTime / 3,
      memory: 0,
      onChipMemory: null,
      offChipMemory: null,
      preprocessTime: null,
      batchServiceTimes: [[1, serviceTime]],
      concurrentServiceTimes: [
        [1, serviceTime],
        [2, 1.4 * serviceTime],
      ],
      samples: null,
      source: 'test',
      origin: null,
    },
  };
}

describe('the guard of a law', () => {
  it.each(['ps', 'fcfs', 'fcfs-swap', 'time-slice', 'mps'] as Discipline[])(
    'changes nothing on ordinary mixes under %s',
    (discipline) => {
      const random = xoroshiro128plus(7);
      const between = (low: number, high: number) => low + (high - low) * uniformFloat64(random);
      const acts: string[] = [];
      for (let mix = 0; mix < 40; mix++) {
        const load = between(0.05, 0.6);
        const shares = Array.from({ length: 1 + (mix % 4) }, () => between(0.1, 1));
        const all = shares.reduce((sum, share) => sum + share, 0);
        const classes = shares.map((share, k) => {
          const service = 10 * 30 ** between(0, k === 0 ? 0.01 : 1);
          return classOf(service, mix % 3 === 0 ? between(0, 4) : 0, (load * share) / all / service);
        });
        for (const response of DISCIPLINE_MODEL[discipline].model(classes, STATION).responses!) {
          const law = response.law();
          const guarded = guardedLaw(() => law, response.mean);
          for (const p of NAMED) {
            if (guarded.quantile(p) !== quantileOf(law, p, response.mean)) acts.push(`mix ${mix}: p${p * 100}`);
          }
          for (const time of [0.3, 0.8, 1.5, 3, 6]) {
            const raw = tailOf(law, time * response.mean);
            if (Math.abs(guarded.tail(time * response.mean) - raw) > 2e-4) acts.push(`mix ${mix}: tail at ${time}`);
          }
        }
      }
      expect(acts).toEqual([]);
    },
  );

  it('says what Markov proves where the law has no number', () => {
    const nothing: ResponseLaw = [{ mass: 1, shift: 2, atom: 0, remainder: [({ re }) => void re.fill(Number.NaN)] }];
    const { tail, quantile } = guardedLaw(() => nothing, 10);
    expect(quantile(0.95)).toBeCloseTo(200, 3);
    expect(tail(20)).toBe(0.5);
    expect(tail(1)).toBe(1);
    expect(tail(300)).toBeLessThanOrEqual(0.05);
  });

  it('says so too where only a part of a law of many steps has none', () => {
    const steps = Array.from({ length: 100 }, (_, k) => ({ mass: 0.009, shift: 1 + k / 100, atom: 1, remainder: [] }));
    const none = { mass: 0.1, shift: 0.5, atom: 0, remainder: [({ re }: NodeLine) => void re.fill(Number.NaN)] };
    const { tail, quantile } = guardedLaw(() => [...steps, none], 1.6);
    expect(NAMED.map(quantile)).toEqual(NAMED.map((p) => 1.6 / (1 - p)));
    expect(tail(1.9)).toBeCloseTo(1.6 / 1.9, 12);
  });

  // A law whose tail is nonsense: 0 and 1 in turn.
  const wild: ResponseLaw = [
    { mass: 1, shift: 5, atom: 0, remainder: [({ real, re }) => void re.fill(Math.sin(40 / real))] },
  ];

  it('answers the same whatever was asked before', () => {
    const others = [0.99, 0.97, 0.42, 0.95, 0.5, 0.9];
    for (const p of others) {
      const { quantile } = guardedLaw(() => wild, 20);
      const later = guardedLaw(() => wild, 20);
      for (const other of others) later.quantile(other);
      expect(later.quantile(p), `p${100 * p}`).toBe(quantile(p));
    }
  });

  it('keeps percentiles in order and above the least time, whatever the law', () => {
    const { quantile } = guardedLaw(() => wild, 20);
    const values = [0.99, 0.5, 0.95, 0.9].map(quantile);
    const ordered = [values[1]!, values[3]!, values[2]!, values[0]!];
    expect(ordered).toEqual(ordered.toSorted((a, b) => a - b));
    expect(ordered[0]).toBeGreaterThanOrEqual(5);
    expect(ordered[3]).toBeLessThanOrEqual(2000 * (1 + 1e-9));
  });
});
