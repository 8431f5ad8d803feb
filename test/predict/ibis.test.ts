import { describe, expect, it } from 'vitest';
import { ibisCpuResponseTime, ibisQuestion } from '../../src/predict/ibis.ts';

const classes = [
  { arrivalRate: 0.00276, serviceTime: 125.13, swapTime: 19.43 },
  { arrivalRate: 0.01662, serviceTime: 4.91, swapTime: 10.43 },
];

describe("the baseline's edgeTPU rules", () => {
  it('square mean services and so wait less than independent services would, which is 56.25 ms (exactly: 59.38)', () => {
    const { utilization, responseTimes } = ibisQuestion('edgetpu', classes);
    const services = [125.13 + (0.01662 / 0.01938) * 19.43, 4.91 + (0.00276 / 0.01938) * 10.43];
    const load = 0.00276 * (services[0] as number) + 0.01662 * (services[1] as number);
    const wait = (0.00276 * (services[0] as number) ** 2 + 0.01662 * (services[1] as number) ** 2) / (2 * (1 - load));
    expect(utilization).toBeCloseTo(load, 14);
    expect(responseTimes?.[0]).toBeCloseTo((services[0] as number) + wait, 9);
    expect(responseTimes?.[1]).toBeCloseTo((services[1] as number) + wait, 9);
    expect(wait).toBeGreaterThan(55.5);
    expect(wait).toBeLessThan(56.25);
  });

  it('are M/D/1 for one class, which never swaps', () => {
    const { responseTimes } = ibisQuestion('edgetpu', [{ arrivalRate: 0.05, serviceTime: 10, swapTime: 99 }]);
    expect(responseTimes?.[0]).toBeCloseTo(10 + 0.05 * 100, 12);
  });
});

describe("the baseline's GPU rules", () => {
  it('add the same time to every class and ignore swaps', () => {
    const [a, b] = [
      { ...classes[0]!, serviceTime: 20 },
      { ...classes[1]!, serviceTime: 30 },
    ];
    const { utilization, responseTimes } = ibisQuestion('gpu', [a, b]);
    const load = 0.00276 * 20 + 0.01662 * 30;
    const mean = load / 0.01938;
    expect(utilization).toBeCloseTo(load, 14);
    expect(responseTimes?.[0]).toBeCloseTo(20 + 1 / (1 / mean - 0.01938) - mean, 9);
    expect((responseTimes?.[1] ?? 0) - (responseTimes?.[0] ?? 0)).toBeCloseTo(10, 9);
  });
});

describe('the baseline', () => {
  it.each(['edgetpu', 'gpu'] as const)('has no %s answer at ρ = 1, and says ρ', (rules) => {
    const answer = ibisQuestion(rules, [{ arrivalRate: 0.1, serviceTime: 10, swapTime: 0 }]);
    expect(answer).toEqual({ utilization: 1, responseTimes: null });
  });

  it('answers an idle device with no classes', () => {
    expect(ibisQuestion('gpu', [])).toEqual({ utilization: 0, responseTimes: [] });
    expect(ibisQuestion('edgetpu', [])).toEqual({ utilization: 0, responseTimes: [] });
  });

  it('has a CPU stage of 1/(μ − λ), none without preprocessing, and no answer when overloaded', () => {
    expect(ibisCpuResponseTime(0.008, 24)).toBeCloseTo(1 / (1 / 24 - 0.008), 12);
    expect(ibisCpuResponseTime(0.008, 0)).toBe(0);
    expect(ibisCpuResponseTime(0.05, 20)).toBeNull();
  });
});
