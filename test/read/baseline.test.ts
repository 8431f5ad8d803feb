import { describe, expect, it } from 'vitest';
import { readBaseline } from '../../src/read/baseline.ts';
import { problemsFrom, read, SOUND, textFile } from './reading.ts';

/** Two coral nodes and three doorbells. */
const scenario = await read(SOUND);
const baselineOf = (document: object) =>
  readBaseline(textFile(JSON.stringify({ schemaVersion: 1, apps: [], ...document })), scenario);
const app = (name: string, node: string | null, more: object = {}) => ({
  app: name,
  node,
  accelerator: node && 0,
  ...more,
});

describe('a baseline', () => {
  it('is counted where it was written without measures', () => {
    const slo = { metric: 'p95', limitMs: 200 };
    const { measures } = baselineOf({
      apps: [
        app('doorbell-1', 'coral-1', { ok: true, slo, predicted: { p95Ms: 150 } }),
        app('doorbell-2', 'coral-1', { ok: false, slo, predicted: { p95Ms: 220 } }),
        app('doorbell-3', null),
      ],
      accelerators: [
        { node: 'coral-1', utilization: 0.7 },
        { node: 'coral-2', utilization: 0 },
      ],
    });
    expect(measures).toMatchObject({
      placed: { count: 2, share: 2 / 3 },
      violations: { count: 1, share: 0.5 },
      utilization: { share: 0.7 },
      nodes: { count: 2 },
      'slack-p95': { timeMs: -20 },
    });
    expect(measures['slack-p99']).toBeUndefined();
  });

  it('is believed where it states its measures, as far as they are numbers of known gates', () => {
    const stated = {
      placed: { share: 0.5, count: 'many' },
      headroom: { share: 0.1 },
      cost: 3,
      constructor: { share: 1 },
    };
    const { measures } = baselineOf({ measures: stated });
    expect(measures.placed).toEqual({ share: 0.5 });
    expect(measures.headroom).toEqual({ share: 0.1 });
    expect(Object.keys(measures)).not.toContain('cost');
    expect(Object.hasOwn(measures, 'constructor')).toBe(false);
  });

  it('tells what is new and what is gone', () => {
    const slo = { metric: 'p95', limitMs: 200 };
    const { apps, newInstances, goneNodes, newNodes } = baselineOf({
      apps: [app('doorbell-2', 'coral-9', { model: 'mobilenet_v2', ratePerS: 4, slo }), app('gone', 'coral-1')],
      accelerators: [{ node: 'coral-1' }, { node: 'coral-9' }],
    });
    expect(apps).toEqual([{ model: 'mobilenet_v2', arrivalRate: 0.004, slo: { metric: 'p95', limit: 200 } }]);
    expect([newInstances, goneNodes, newNodes]).toEqual([[2], ['coral-9'], [1]]);
  });

  it.each([
    { profiles: 'x', accelerators: 7, measures: [] },
    { profiles: [{ model: 1 }, null, 'x'], accelerators: [null, 'x', {}], measures: { placed: null } },
    { apps: [app('doorbell-1', 'coral-1', { slo: 7, predicted: 'x', ratePerS: 'fast' })] },
  ])('whose other parts are nonsense says nothing by them: %j', (document) => {
    const { profiles, measures } = baselineOf(document);
    expect(profiles ?? []).toEqual([]);
    expect(measures.slack).toBeUndefined();
  });

  it('that is no plan is a problem', async () => {
    expect((await problemsFrom(() => readBaseline(textFile('[]'), scenario))).map(({ code }) => code)).toEqual([
      'plan-form',
    ]);
  });
});
