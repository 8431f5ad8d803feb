import { describe, expect, it } from 'vitest';
import { DISCIPLINES } from '../../src/domain/disciplines.ts';
import { meetsSlo, sloValue } from '../../src/domain/latency.ts';
import { DISCIPLINE_MODEL } from '../../src/predict/disciplines.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { type App, appsOf, askDevice, askNode, isWithin, meansOf, responsesOf } from './one-device.ts';

const withPreprocess = (apps: readonly App[], preprocessTime: number | null) =>
  apps.map((app) => ({ ...app, preprocessTime }));

describe('the latency question', () => {
  it('adds network, CPU stage and accelerator stage up to the mean', () => {
    const apps = withPreprocess(appsOf([0.06], [5]), 20);
    const answer = askNode([apps], { discipline: 'ps', cores: 2 }, 10);
    const [response] = responsesOf(answer.accelerators[0]!);
    expect(response?.stages.network).toBe(10);
    expect(response?.stages.cpu).toBeCloseTo(20 / 0.64, 12);
    expect(response?.stages.accelerator).toBeCloseTo(5 / 0.7, 12);
    expect(response?.mean).toBeCloseTo(10 + 20 / 0.64 + 5 / 0.7, 12);
    expect(answer.cpuUtilization).toBeCloseTo(0.6, 12);
  });

  it('moves every percentile by the network time', () => {
    const [near] = responsesOf(askNode([appsOf([0.03], [20])], {}, 0).accelerators[0]!);
    const [far] = responsesOf(askNode([appsOf([0.03], [20])], {}, 50).accelerators[0]!);
    expect(far?.quantile(0.95)).toBeCloseTo((near?.quantile(0.95) ?? Number.NaN) + 50, 3);
    expect(far?.tail(49)).toBe(1);
  });

  it('shares the CPU among all accelerators of the node, and leaves out who has no CPU stage', () => {
    const apps = withPreprocess(appsOf([0.03], [5]), 20);
    const none = withPreprocess(appsOf([0.03], [5]), 0);
    const answer = askNode([apps, apps, none], { cores: 2 });
    const cpu = answer.accelerators.map((one) => responsesOf(one)[0]!.stages.cpu);
    expect(cpu[0]).toBeCloseTo(20 / 0.64, 12);
    expect(cpu[1]).toBeCloseTo(20 / 0.64, 12);
    expect(cpu[2]).toBe(0);
  });

  it("takes the profile's preprocessing where the application says nothing, and 0 where it says 0", () => {
    const [app] = appsOf([0.03], [5]);
    const measured = { ...app!, profile: { serviceTime: 5, preprocessTime: 10 } };
    expect(askNode([[measured]], { cores: 1 }).cpuUtilization).toBeCloseTo(0.3, 12);
    expect(askNode([[{ ...measured, preprocessTime: 0 }]], { cores: 1 }).cpuUtilization).toBe(0);
    expect(askNode([[{ ...measured, preprocessTime: 20 }]], { cores: 1 }).cpuUtilization).toBeCloseTo(0.6, 12);
  });

  it('refuses only those who need a CPU that is overloaded or unknown, with the numbers', () => {
    const apps = [...withPreprocess(appsOf([0.1], [5]), 30), ...withPreprocess(appsOf([0.01], [5]), 0)];
    const overloaded = askNode([apps], { cores: 2 }).accelerators[0]!;
    expect(overloaded.isStable).toBe(true);
    expect(overloaded.tenants[0]).toEqual({ response: null, reason: 'CPU overloaded: utilization 150 % of 2 cores' });
    expect(overloaded.tenants[1]?.response?.mean).toBeGreaterThan(5);
    const unknown = askNode([apps], { cores: null }).accelerators[0]!;
    expect(unknown.tenants[0]?.reason).toBe('no CPU cores known for 30 ms of preprocessing');
    expect(unknown.tenants[1]?.reason).toBeNull();
  });

  it('answers an accelerator with no tenants as idle and stable', () => {
    expect(askNode([[]]).accelerators[0]).toEqual({ utilization: 0, isStable: true, tenants: [] });
  });

  it('throws for a model that was never measured on the device', () => {
    const question = createLatencyQuestion({ profiles: { find: () => null, models: [], devices: [] }, network: 0 });
    const app = { model: 'unknown_net', arrivalRate: 1 } as unknown as Parameters<typeof question>[1][0][0]['app'];
    const node = { device: 'coral' } as unknown as Parameters<typeof question>[0];
    expect(() => question(node, [[{ app, count: 1 }]])).toThrow('unknown_net was never measured on coral');
  });

  it('gives equal questions equal answers', () => {
    const ask = () => responsesOf(askDevice('fcfs-swap', appsOf([0.01, 0.02], [10, 20], [5, 5])));
    const [one, other] = [ask(), ask()];
    expect(one.map(({ mean }) => mean)).toEqual(other.map(({ mean }) => mean));
    expect(one.map((response) => response.quantile(0.95))).toEqual(other.map((response) => response.quantile(0.95)));
  });

  it('meets an SLO exactly when the value that it bounds is within the limit', () => {
    for (const discipline of DISCIPLINES) {
      for (const response of responsesOf(askDevice(discipline, appsOf([0.01, 0.005], [20, 70], [9, 9])))) {
        for (const metric of ['mean', 'p50', 'p90', 'p99'] as const) {
          const value = sloValue(response, { metric, limit: 1 });
          expect(meetsSlo(response, { metric, limit: value * 1.001 })).toBe(true);
          expect(meetsSlo(response, { metric, limit: value * 0.999 })).toBe(false);
        }
      }
    }
  });
});

describe('classes', () => {
  it('of one model are one on a device that caches parameters, whatever their sharing', () => {
    const apps = appsOf([0.01, 0.01, 0.005], [20, 20, 50], [15, 15, 15]);
    const same = apps.map((app, k) => ({ ...app, model: k < 2 ? 'same' : 'other' }));
    const merged = meansOf(askDevice('fcfs-swap', appsOf([0.02, 0.005], [20, 50], [15, 15])));
    const found = meansOf(askDevice('fcfs-swap', same));
    expect(isWithin(found[0] as number, merged[0] as number, 1e-12)).toBe(true);
    expect(found[1]).toBe(found[0]);
    expect(isWithin(found[2] as number, merged[1] as number, 1e-12)).toBe(true);
    const apart = meansOf(askDevice('fcfs-swap', apps));
    expect(apart[0]).toBeGreaterThan(found[0] as number);
  });

  it('of several instances add their rates', () => {
    const [app] = appsOf([0.01], [20]);
    expect(askDevice('fcfs', [{ ...app!, instances: 3 }]).utilization).toBeCloseTo(0.6, 12);
  });

  it('batch together only within one container', () => {
    const app: App = {
      arrivalRate: 0.05,
      profile: {
        serviceTime: 10,
        batchServiceTimes: [
          [1, 10],
          [8, 20],
        ],
      },
      instances: 4,
    };
    const [apart] = meansOf(askDevice('batch', [app]));
    const [together] = meansOf(askDevice('batch', [{ ...app, sharing: 'model' }]));
    expect(together).toBeLessThan(apart as number);
  });
});

describe.each(DISCIPLINES)('every discipline: %s', (discipline) => {
  const apps = appsOf([0.004, 0.008, 0.003], [30, 12, 60], [10, 8, 12]);
  const overload = (factor: number) => apps.map((app) => ({ ...app, arrivalRate: app.arrivalRate * factor }));

  it('has a model', () => {
    expect(DISCIPLINE_MODEL[discipline].model).toBeTypeOf('function');
  });

  it('answers in the order of its tenants, whatever that order is', () => {
    const there = meansOf(askDevice(discipline, apps));
    const back = meansOf(askDevice(discipline, apps.toReversed())).toReversed();
    expect(there.every((mean, k) => isWithin(back[k] as number, mean, 1e-8))).toBe(true);
  });

  it('halves every response and every percentile when rates double and times halve', () => {
    const faster = apps.map(({ arrivalRate, profile }) => ({
      arrivalRate: 2 * arrivalRate,
      profile: { serviceTime: profile.serviceTime / 2, swapTime: (profile.swapTime ?? 0) / 2 },
    }));
    const [slow, fast] = [responsesOf(askDevice(discipline, apps)), responsesOf(askDevice(discipline, faster))];
    slow.forEach((response, k) => {
      expect(isWithin(2 * fast[k]!.mean, response.mean, 1e-8)).toBe(true);
      expect(isWithin(2 * fast[k]!.quantile(0.95), response.quantile(0.95), 1e-4)).toBe(true);
    });
  });

  it('responds later the more load there is, and in the service time alone when there is none', () => {
    const means = [1e-7, 0.3, 1, 1.5, 2].map((factor) => meansOf(askDevice(discipline, overload(factor))));
    for (let k = 0; k < apps.length; k++) {
      const ofClass = means.map((row) => row[k] as number);
      expect(ofClass).toEqual(ofClass.toSorted((a, b) => a - b));
      // A device that swaps does so for nearly every request of a rare class.
      const swap = discipline === 'fcfs-swap' ? 10 : 0;
      expect(ofClass[0]).toBeLessThan((apps[k]?.profile.serviceTime ?? 0) * 1.001 + swap);
      expect(ofClass[0]).toBeGreaterThan((apps[k]?.profile.serviceTime ?? 0) * 0.999);
    }
  });

  it('never answers NaN: below ρ = 1 with a finite time, from there on with a reason', () => {
    const { utilization } = askDevice(discipline, apps);
    for (const load of [0.9, 0.99, 0.999, 1 + 1e-9, 1.5, 30]) {
      const answer = askDevice(discipline, overload(load / utilization));
      expect(answer.isStable).toBe(load < 1);
      expect(isWithin(answer.utilization, load, 1e-9)).toBe(true);
      for (const { response, reason } of answer.tenants) {
        if (load < 1) {
          expect(Number.isFinite(response?.mean)).toBe(true);
          expect(Number.isFinite(response?.quantile(0.99))).toBe(true);
          expect(response?.quantile(0.99)).toBeGreaterThan(response?.mean ?? Number.NaN);
        } else expect(reason).toMatch(/^accelerator overloaded: utilization [\d,.]+ %$/);
      }
    }
  });

  it('says how far it can be trusted', () => {
    for (const { fidelity, note } of responsesOf(askDevice(discipline, apps))) {
      expect(note === null).toBe(fidelity === 'exact');
    }
  });

  it('is M/G/1 of one class or one of its kin for one application, within the range of both', () => {
    const [mean] = meansOf(askDevice(discipline, appsOf([0.02], [20])));
    const inOrder = 20 + (0.02 * 400) / (2 * 0.6);
    const shared = 20 / 0.6;
    expect(mean).toBeGreaterThan(inOrder * (1 - 1e-9));
    expect(mean).toBeLessThan(shared * (1 + 1e-9));
  });
});
