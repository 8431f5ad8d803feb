import { describe, expect, it } from 'vitest';
import { checkPlacement, keptSlos } from '../../src/place/check.ts';
import { GB, placementOf, problemOf, type ScenarioToy } from './toys.ts';

const BASE: ScenarioToy = {
  limits: { utilization: 0.8, memory: 0.5 },
  nodes: [{ name: 'n', count: 2, memory: 10 * GB, accelerators: 2 }],
  profiles: [{ model: 'm', serviceTime: 10, memory: 2 * GB }],
  apps: [{ name: 'a', count: 4, arrivalRate: 0.02, memory: 0.2 * GB }],
};

function violations(toy: ScenarioToy, places: Parameters<typeof placementOf>[0]) {
  const { scenario, latency } = problemOf(toy);
  return checkPlacement(scenario, latency, placementOf(places));
}

describe('the independent checker', () => {
  it('finds nothing wrong with a placement that keeps everything', () => {
    expect(violations(BASE, [[0, 0], [0, 1], [1, 0], null])).toEqual([]);
  });

  it('finds an accelerator and a node that do not exist', () => {
    expect(violations(BASE, [[0, 2], [5, 0], [0, -1], null])).toMatchObject([
      { kind: 'place', node: 0, accelerator: 2, application: 0 },
      { kind: 'place', node: 5, application: 1 },
      { kind: 'place', node: 0, accelerator: -1, application: 2 },
    ]);
  });

  it('finds a model that was never measured on the device', () => {
    const toy = { ...BASE, apps: [{ name: 'a', model: 'other' }] };
    expect(violations(toy, [[1, 0]])).toMatchObject([{ kind: 'profile', node: 1, application: 0 }]);
  });

  it('finds memory overdrawn, counting a copy for each application where nothing is shared', () => {
    const found = violations(BASE, [[0, 0], [0, 0], [0, 1], null]);
    expect(found).toMatchObject([{ kind: 'memory', node: 0, accelerator: null, application: null, allowed: 5 * GB }]);
    expect(found[0]?.needed).toBeCloseTo(6.6 * GB, 0);
  });

  it('counts a shared copy once for each accelerator', () => {
    const toy = { ...BASE, apps: [{ ...BASE.apps[0], name: 'a', sharing: 'model' as const }] };
    expect(violations(toy, [[0, 0], [0, 0], [0, 1], null])).toEqual([]); // 2 copies and 0.6 GB of containers
    const tight = { ...toy, limits: { utilization: 0.8, memory: 0.45 } };
    expect(violations(tight, [[0, 0], [0, 0], [0, 1], null])).toMatchObject([{ kind: 'memory', node: 0 }]);
  });

  it('finds an accelerator busier than the limit', () => {
    const toy = { ...BASE, limits: { utilization: 0.35, memory: 1 } };
    const found = violations(toy, [[0, 1], [0, 1], [1, 0], null]);
    expect(found).toMatchObject([{ kind: 'utilization', node: 0, accelerator: 1, application: null, allowed: 0.35 }]);
    expect(found[0]?.needed).toBeCloseTo(0.4, 12);
  });

  it('finds a CPU without time left, and everybody without a response time', () => {
    const apps = [{ name: 'a', count: 2, arrivalRate: 0.02, preprocessTime: 110 }];
    const found = violations({ ...BASE, apps }, [
      [0, 0],
      [0, 1],
    ]);
    expect(found.map(({ kind }) => kind)).toEqual(['cpu', 'unstable', 'unstable']);
  });

  it('finds every application whose SLO breaks, and no other', () => {
    // R = 10/(1 − 0.4) = 16.7 ms on the shared accelerator.
    const apps = [
      { name: 'loose', count: 1, arrivalRate: 0.02, slo: { metric: 'mean' as const, limit: 17 } },
      { name: 'tight', count: 1, arrivalRate: 0.02, slo: { metric: 'p95' as const, limit: 16 } },
    ];
    const { scenario, latency } = problemOf({ ...BASE, apps });
    const placement = placementOf([
      [1, 1],
      [1, 1],
    ]);
    const found = checkPlacement(scenario, latency, placement);
    expect(found).toMatchObject([{ kind: 'slo', node: 1, accelerator: 1, application: 1, allowed: 16 }]);
    expect(found[0]?.needed).toBeCloseTo(10 / 0.6, 9);
    expect(keptSlos(placement, found)).toEqual([true, false]);
  });

  it('calls an application that is not placed not ok', () => {
    expect(keptSlos(placementOf([null, [0, 0]]), [])).toEqual([false, true]);
  });
});
