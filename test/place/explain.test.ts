import { describe, expect, it } from 'vitest';
import { explainLeftOut } from '../../src/place/explain.ts';
import { GB, placementOf, problemOf, type ScenarioToy } from './toys.ts';

const BASE: ScenarioToy = {
  limits: { utilization: 0.8, memory: 0.8 },
  nodes: [{ name: 'n', count: 2, memory: 4 * GB }],
  profiles: [{ model: 'm', serviceTime: 10, memory: GB }],
  apps: [{ name: 'a', arrivalRate: 0.02 }],
};

function sentences(toy: ScenarioToy, places: Parameters<typeof placementOf>[0]) {
  return explainLeftOut(problemOf(toy), placementOf(places)).map((reason) => reason?.sentence ?? null);
}

describe('the reason of an application that is left out', () => {
  it('is null where all instances of the group are placed', () => {
    expect(sentences(BASE, [[0, 0]])).toEqual([null]);
  });

  it('is that it fits, where it does', () => {
    expect(sentences(BASE, [null])).toEqual(['fits n-1, but the policy did not use it']);
  });

  it('is memory with both sizes', () => {
    const toy = { ...BASE, nodes: [{ name: 'n', memory: 4 * GB }], apps: [{ name: 'a', count: 2, memory: 1.3 * GB }] };
    expect(sentences(toy, [[0, 0], null])).toEqual(['memory: 4.28 GiB needed, 2.98 GiB allowed']);
  });

  it('is the utilization of the node that comes nearest', () => {
    const apps = [
      { name: 'b', count: 2, arrivalRate: 0.03 },
      { name: 'c', arrivalRate: 0.04 },
      { name: 'a', arrivalRate: 0.055 },
    ];
    // Node 1 holds 0.3 + 0.4, node 2 holds 0.3: 0.85 there.
    expect(sentences({ ...BASE, apps }, [[0, 0], [1, 0], [0, 0], null])[2]).toBe('utilization 85 %, limit 80 %');
  });

  it('is its own SLO, or the SLO that it would break for another', () => {
    const slo = { metric: 'mean' as const, limit: 12 };
    // R = 10/(1 − 0.2) = 12.5 alone.
    expect(sentences({ ...BASE, apps: [{ name: 'a', arrivalRate: 0.02, slo }] }, [null])).toEqual([
      'even alone on n: SLO mean 12.5 ms, limit 12 ms',
    ]);
    const nodes = [{ name: 'n' }];
    const apps = [
      { name: 'doorbell', arrivalRate: 0.01, slo },
      { name: 'a', arrivalRate: 0.04 },
    ];
    expect(sentences({ ...BASE, nodes, apps }, [[0, 0], null])[1]).toBe(
      'would break doorbell: mean 20 ms, limit 12 ms',
    );
  });

  it('is a missing profile, with every device that was looked at', () => {
    const nodes = [
      { name: 'n', device: 'nano' },
      { name: 'c', device: 'coral' },
    ];
    expect(sentences({ ...BASE, nodes }, [null])).toEqual(['no profile of m on nano, coral']);
  });

  it('names the kind of node that comes nearest where it keeps its constraints nowhere, not even alone', () => {
    const nodes = [
      { name: 'slow', count: 3, device: 'slow' },
      { name: 'fast', device: 'fast' },
    ];
    const profiles = [
      { model: 'm', device: 'slow', serviceTime: 20 },
      { model: 'm', device: 'fast', serviceTime: 10 },
    ];
    // R = 20/(1 − 0.4) = 33.3 and 10/(1 − 0.2) = 12.5 ms.
    const slo = { metric: 'mean' as const, limit: 12 };
    const toy = { ...BASE, nodes, profiles, apps: [{ name: 'a', arrivalRate: 0.02, slo }] };
    const [reason] = explainLeftOut(problemOf(toy), placementOf([null]));
    expect(reason).toMatchObject({ node: 3, sentence: 'even alone on fast: SLO mean 12.5 ms, limit 12 ms' });
  });

  it('does not say so where company might help: a batch that fills sooner', () => {
    const slo = { metric: 'mean' as const, limit: 12 };
    const toy = {
      ...BASE,
      nodes: [{ name: 'n', discipline: 'batch' as const }],
      apps: [{ name: 'a', arrivalRate: 0.02, slo }],
    };
    expect(sentences(toy, [null])).toEqual(['SLO: mean 12.5 ms, limit 12 ms']);
  });

  it('is a queue that never settles', () => {
    const apps = [{ name: 'a', arrivalRate: 0.02, preprocessTime: 300 }];
    expect(sentences({ ...BASE, apps }, [null])).toEqual([
      'even alone on n: no finite response time: more work than time',
    ]);
  });
});
