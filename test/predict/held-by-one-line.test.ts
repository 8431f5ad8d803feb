/** Known answers for single terms of the models that no other test would miss. */

import { describe, expect, it } from 'vitest';
import { streamsOf } from '../../src/predict/arrivals.ts';
import { cpuStage } from '../../src/predict/cpu-stage.ts';
import { countVariance } from '../../src/predict/dispersion.ts';
import { quantileOf } from '../../src/predict/response-law.ts';
import { appsOf, askDevice, isWithin, responsesOf } from './one-device.ts';

describe('models compiled together', () => {
  it('keep the scatter of their services: two exponential ones of equal mean are M/M/1', () => {
    const profile = { serviceTime: 10, scvService: 1, swapTime: 40, onChipMemory: 1e6 };
    const apps = ['a', 'b'].map((model) => ({ model, arrivalRate: 0.035, profile }));
    const node = { compiledTogether: [['a', 'b']], parameterCache: 8e6 };
    const mean = 10 / 0.3;
    for (const response of responsesOf(askDevice('fcfs-swap', apps, node))) {
      expect(isWithin(response.mean, mean, 1e-9)).toBe(true);
      expect(isWithin(response.quantile(0.95), mean * Math.log(20), 1e-4)).toBe(true);
    }
  });
});

describe('the CPU stage of several applications', () => {
  it('on one core has the percentiles of processor sharing for a long request', () => {
    const times = [10, 30, 500];
    const rates = [0.03, 0.012, 1e-9];
    const [, , exact] = responsesOf(askDevice('ps', appsOf(rates, times)));
    const work = times.map((serviceTime, k) => {
      return { arrivals: streamsOf({ kind: 'poisson' }, rates[k]!, 1), serviceTime, scvService: 0 };
    });
    const stage = cpuStage(1, work);
    const mean = 500 * stage.slowdown!;
    expect(isWithin(mean, exact!.mean, 1e-9)).toBe(true);
    for (const p of [0.9, 0.99]) {
      // The scatter is what counts: over the mean.
      const over = quantileOf(stage.law(500), p, mean) - mean;
      expect(isWithin(over, exact!.quantile(p) - mean, 0.1)).toBe(true);
    }
  });
});

describe('a camera alone on a batching device', () => {
  it('never waits where a service is shorter than its period', () => {
    const profile = { serviceTime: 10, batchServiceTimes: [[1, 10] as const, [4, 22] as const] };
    const [camera] = responsesOf(askDevice('batch', [{ arrivalRate: 0.01, profile, arrivals: { kind: 'periodic' } }]));
    expect(camera?.quantile(0.95)).toBeLessThan(10.1);
  });
});

describe('a trace of few requests', () => {
  const variance = (times: readonly number[]) =>
    countVariance({ kind: 'trace', file: 't.csv', times: Float64Array.from(times) });

  it('is believed from its second gap on', () => {
    // Poisson arrivals would have 2 here.
    expect(variance([0, 10, 20])(2)).toBeLessThan(1.5);
    expect(variance(Array.from({ length: 12 }, (_, k) => 10 * k))(2)).toBeLessThan(1);
    expect(variance([0, 1, 2, 3, 4, 5, 6, 7, 8, 500])(0.25)).toBeGreaterThan(1);
  });

  it('of one gap says nothing: Poisson is assumed', () => {
    expect(variance([0, 10])(2)).toBe(2);
  });
});
