import { describe, expect, it } from 'vitest';
import type { Pod } from '../../src/domain/pod.ts';
import { podNeedsReader } from '../../src/read/pod-needs.ts';
import { scenarioOf } from '../place/toys.ts';

const SCENARIO = scenarioOf({
  nodes: [{ name: 'n' }],
  profiles: [
    { model: 'mobilenet_v2', serviceTime: 10 },
    { model: 'resnet50', serviceTime: 30 },
  ],
  apps: [
    {
      name: 'doorbell',
      count: 3,
      model: 'mobilenet_v2',
      arrivalRate: 0.005,
      slo: { metric: 'p95', limit: 200 },
      preprocessTime: 24,
      memory: 5e7,
      sharing: 'model',
      arrivals: { kind: 'scv', scv: 4 },
    },
  ],
});

function needs(annotations: Record<string, string>) {
  const named = Object.entries(annotations).map(([name, value]) => [`edge-plan.dev/${name}`, value] as const);
  const pod: Pod = {
    uid: 'u',
    name: 'edge/p',
    node: null,
    isOver: false,
    annotations: new Map(named),
    accelerator: null,
  };
  return podNeedsReader(SCENARIO)(pod);
}

const WHOLE = { model: 'resnet50', rate: '12.5', slo: 'p95 <= 200 ms' };

describe('what a pod needs', () => {
  it('is read from its annotations, a plain rate in requests per second', () => {
    expect(needs({ ...WHOLE, preprocess: '4 ms', memory: '50 MiB', sharing: 'model', accelerator: '1' })).toMatchObject(
      {
        kind: 'known',
        accelerator: 1,
        app: {
          name: 'edge/p',
          model: 'resnet50',
          arrivalRate: 0.0125,
          slo: { metric: 'p95', limit: 200 },
          preprocessTime: 4,
          memory: 50 * 2 ** 20,
          sharing: 'model',
          arrivals: { kind: 'poisson' },
        },
      },
    );
  });

  it('has defaults as an application of a scenario has them', () => {
    expect(needs(WHOLE)).toMatchObject({
      app: { preprocessTime: null, memory: 0, sharing: 'none' },
      accelerator: null,
    });
  });

  it.each(['doorbell', 'doorbell-2'])("takes what is not said from the scenario's application %s", (app) => {
    expect(needs({ app, rate: '8 /s' })).toMatchObject({
      app: {
        model: 'mobilenet_v2',
        arrivalRate: 0.008,
        slo: { limit: 200 },
        preprocessTime: 24,
        memory: 5e7,
        arrivals: { scv: 4 },
      },
    });
  });

  it('reads an SLO in two parts, of the mean where no metric is said, and only where slo is not given', () => {
    const { slo: _, ...rest } = WHOLE;
    expect(needs({ ...rest, 'slo-ms': '100' })).toMatchObject({ app: { slo: { metric: 'mean', limit: 100 } } });
    expect(needs({ ...rest, 'slo-ms': '100', 'slo-metric': 'p99' })).toMatchObject({
      app: { slo: { metric: 'p99', limit: 100 } },
    });
    expect(needs({ ...WHOLE, 'slo-ms': '100' })).toMatchObject({ app: { slo: { metric: 'p95', limit: 200 } } });
  });

  it('is none of our business where no annotation of ours that says a need is there', () => {
    expect(needs({}).kind).toBe('foreign');
    expect(needs({ 'service-ms': '18' }).kind).toBe('foreign');
  });

  it('is not counted twice: the container of a model leaves its load to the pods of its applications', () => {
    expect(needs({ ...WHOLE, role: 'backend' }).kind).toBe('counted-elsewhere');
    expect(needs({ ...WHOLE, role: 'frontend' }).kind).toBe('known');
  });

  it.each([
    [{ rate: '5' }, 'edge-plan.dev/model is missing'],
    [{ model: 'resnet50', slo: 'mean <= 5 ms' }, 'edge-plan.dev/rate is missing'],
    [{ model: 'resnet50', rate: '5' }, 'edge-plan.dev/slo is missing'],
    [{ app: 'unknown' }, 'edge-plan.dev/model is missing'],
    [{ ...WHOLE, rate: '-3' }, 'edge-plan.dev/rate must be a number of requests per second above zero'],
    [{ ...WHOLE, rate: 'NaN' }, 'edge-plan.dev/rate must be'],
    [{ ...WHOLE, slo: 'p97 <= 5 ms' }, 'edge-plan.dev/slo must be mean, p50, p90, p95 or p99'],
    [{ ...WHOLE, memory: '50' }, 'edge-plan.dev/memory must be a size with its unit'],
    [{ ...WHOLE, sharing: 'all' }, 'edge-plan.dev/sharing must be model or none; found all'],
    [{ ...WHOLE, model: 'resnet5' }, 'no profile measures the model "resnet5". Another one, but near it: "resnet50".'],
    [{ ...WHOLE, rate: `\u001b[31m${'9'.repeat(300)}` }, '·[31m999'],
  ])('is unreadable in words: %j', (annotations, reason) => {
    const found = needs(annotations);
    expect(found.kind).toBe('unreadable');
    expect(found.kind === 'unreadable' ? found.reason : '').toContain(reason);
  });
});
