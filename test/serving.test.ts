import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../src/domain/scenario.ts';
import { readExtenderCall, readPodList } from '../src/read/extender.ts';
import { renderFilterAnswer, renderPriorities } from '../src/report/extender-answer.ts';
import { CallAbandoned, Extender, type ExtenderOptions } from '../src/serving.ts';
import { GB, scenarioOf } from './place/toys.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'read/fixtures/extender', name), 'utf8');

/** Four equal nodes that share their accelerator at once: R = 10/(1 − ρ) ms, and P(R > t) of it. */
const SCENARIO: Scenario = scenarioOf({
  nodes: [{ name: 'nano', count: 4, discipline: 'ps', memory: 4 * GB }],
  profiles: [
    { model: 'mobilenet_v2', serviceTime: 10 },
    { model: 'elsewhere', serviceTime: 10, device: 'another' },
  ],
  apps: [{ name: 'doorbell', model: 'mobilenet_v2', arrivalRate: 0.02, slo: { metric: 'mean', limit: 20 } }],
  limits: { utilization: 0.8, memory: 1 },
});

function extender(options: Partial<ExtenderOptions> = {}): Extender {
  const pause = () => Promise.resolve();
  return new Extender(SCENARIO, { unknownPods: 'refuse', reservation: 60_000, clock: () => 0, pause, ...options });
}

interface PodToy {
  readonly rate?: string;
  readonly slo?: string;
  readonly model?: string;
  readonly annotations?: Record<string, string> | null;
  readonly asks?: string;
}

function call(uid: string, nodes: readonly string[], toy: PodToy = {}) {
  const { rate = '20', slo = 'mean <= 20 ms', model = 'mobilenet_v2', asks } = toy;
  const ours = { 'edge-plan.dev/model': model, 'edge-plan.dev/rate': rate, 'edge-plan.dev/slo': slo };
  const annotations = toy.annotations === undefined ? ours : toy.annotations;
  const containers = asks === undefined ? [] : [{ resources: { limits: { [asks]: '1' } } }];
  const Pod = { metadata: { uid, name: uid, annotations }, spec: { containers } };
  return readExtenderCall(JSON.stringify({ Pod, NodeNames: nodes }));
}

/** A list of pods as the cluster would show it: [uid, node, what differs]. */
function pods(...list: readonly (readonly [string, string | null, Record<string, unknown>?])[]) {
  const items = list.map(([uid, nodeName, rest = {}]) => ({
    metadata: { uid, name: uid, annotations: { 'edge-plan.dev/app': 'doorbell' } },
    spec: { nodeName },
    status: { phase: 'Running' },
    ...rest,
  }));
  return readPodList(JSON.stringify({ kind: 'List', items }));
}

const GPU = {
  metadata: { uid: 'gpu', name: 'gpu' },
  spec: { nodeName: 'nano-1', containers: [{ resources: { limits: { 'nvidia.com/gpu': 1 } } }] },
};

describe('filter', () => {
  it('refuses with the predicted number and the SLO', async () => {
    const one = extender();
    await one.reconcile(pods(['a', 'nano-1'], ['b', 'nano-1']));
    const { passed, refused } = await one.filter(call('p', ['nano-1', 'nano-2']));
    // Three at ρ = 0.2 each: 10/(1 − 0.6) = 25 ms; alone 12.5 ms.
    expect(passed.map(({ name }) => name)).toEqual(['nano-2']);
    expect(refused).toEqual([{ name: 'nano-1', sentence: 'predicted mean 25 ms, SLO 20 ms', isFinal: false }]);
  });

  it('names the pod whose SLO the newcomer would break', async () => {
    const one = extender();
    await one.reconcile(pods(['a', 'nano-1'], ['b', 'nano-1']));
    const { refused } = await one.filter(call('p', ['nano-1'], { slo: 'mean <= 500 ms' }));
    expect(refused[0]?.sentence).toBe('predicted mean of default/a 25 ms, SLO 20 ms');
  });

  it('says where nothing that others do would help', async () => {
    const { refused } = await extender().filter(call('p', ['nano-1', 'nano-2'], { slo: 'mean <= 11 ms' }));
    expect(refused).toEqual(
      ['nano-1', 'nano-2'].map((name) => ({
        name,
        sentence: 'even alone: predicted mean 12.5 ms, SLO 11 ms',
        isFinal: true,
      })),
    );
    const other = await extender().filter(call('p', ['nano-1'], { model: 'elsewhere' }));
    expect(other.refused).toEqual([
      { name: 'nano-1', sentence: 'no profile measures elsewhere on dev', isFinal: true },
    ]);
  });

  it('refuses a node that the scenario does not have', async () => {
    const { passed, refused } = await extender().filter(call('p', ['nano-5', 'nano-4', '__proto__']));
    expect(passed.map(({ name }) => name)).toEqual(['nano-4']);
    expect(refused.map(({ name, isFinal }) => [name, isFinal])).toEqual([
      ['nano-5', true],
      ['__proto__', true],
    ]);
  });

  it('refuses a pod whose annotations cannot be read, on every node, and says which', async () => {
    const { passed, refused } = await extender().filter(call('p', ['nano-1'], { rate: 'often' }));
    expect(passed).toEqual([]);
    expect(refused[0]?.sentence).toContain('edge-plan.dev/rate must be');
  });

  it('passes a pod that is none of our business unchanged', async () => {
    const foreign = call('p', ['nano-1', 'elsewhere'], { annotations: null });
    const { passed, refused } = await extender().filter(foreign);
    expect([passed.map(({ name }) => name), refused]).toEqual([['nano-1', 'elsewhere'], []]);
  });

  it('passes the container of a model unchanged, and counts its load by the pods of its applications', async () => {
    const one = extender();
    const backend = {
      'edge-plan.dev/role': 'backend',
      'edge-plan.dev/model': 'mobilenet_v2',
      'edge-plan.dev/rate': '90',
    };
    const { passed } = await one.filter(call('b', ['nano-1', 'x'], { annotations: backend, asks: 'nvidia.com/gpu' }));
    expect(passed).toHaveLength(2);
    await one.reconcile(pods(['b', 'nano-1', { metadata: { uid: 'b', annotations: backend } }], ['a', 'nano-1']));
    expect(one.ledger.standingOn(0)).toMatchObject({ company: { size: 1 }, unknown: null });
  });

  it('refuses a pod that asks for an accelerator and says nothing, on our nodes only', async () => {
    const unknown = call('p', ['nano-1', 'elsewhere'], { annotations: null, asks: 'nvidia.com/gpu' });
    const { passed, refused } = await extender().filter(unknown);
    expect(passed.map(({ name }) => name)).toEqual(['elsewhere']);
    expect(refused[0]?.sentence).toBe('it asks for nvidia.com/gpu without edge-plan.dev annotations');
    expect((await extender({ unknownPods: 'pass' }).filter(unknown)).passed).toHaveLength(2);
  });

  it('keeps off a node where a pod of unknown load has an accelerator', async () => {
    const one = extender();
    await one.reconcile(readPodList(JSON.stringify({ items: [GPU] })));
    const { refused } = await one.filter(call('p', ['nano-1', 'nano-2']));
    expect(refused.map(({ sentence }) => sentence)).toEqual([
      'the load of default/gpu on it is not known: it asks for nvidia.com/gpu without edge-plan.dev annotations',
    ]);
    const lenient = extender({ unknownPods: 'pass' });
    await lenient.reconcile(readPodList(JSON.stringify({ items: [GPU] })));
    expect((await lenient.filter(call('p', ['nano-1']))).passed).toHaveLength(1);
  });

  it('stops and reserves nothing when nobody waits for the answer any more', async () => {
    const one = extender();
    await expect(one.filter(call('p', ['nano-1']), () => true)).rejects.toBeInstanceOf(CallAbandoned);
    expect(one.ledger.reserved).toBe(0);
    expect((await one.filter(call('q', ['nano-1']))).passed).toHaveLength(1);
  });
});

describe('reservations', () => {
  it('count for the next pod, until the list of pods says otherwise', async () => {
    const one = extender();
    for (const uid of ['a', 'b']) await one.filter(call(uid, ['nano-1']));
    expect((await one.filter(call('c', ['nano-1']))).refused[0]?.sentence).toBe('predicted mean 25 ms, SLO 20 ms');
    await one.reconcile(pods(['a', 'nano-1'], ['b', 'nano-2']));
    expect((await one.filter(call('c', ['nano-1']))).passed).toHaveLength(1);
    expect([one.ledger.confirmed, one.ledger.reserved]).toEqual([2, 1]);
  });

  it('are made on the best node of prioritize, the fuller of equal ones', async () => {
    const one = extender();
    await one.reconcile(pods(['a', 'nano-3']));
    const scored = await one.prioritize(call('p', ['nano-1', 'nano-3', 'nano-9']));
    expect(scored).toEqual([
      { name: 'nano-1', score: 9 },
      { name: 'nano-3', score: 9 },
      { name: 'nano-9', score: 0 },
    ]);
    expect(one.ledger.find('p')).toMatchObject({ node: 2 });
  });

  it('of one pod never compete with themselves', async () => {
    const one = extender();
    for (let k = 0; k < 5; k++) {
      const { passed } = await one.filter(call('p', ['nano-1']));
      expect(passed).toHaveLength(1);
      await one.prioritize(call('p', ['nano-1']));
    }
    expect(one.ledger.reserved).toBe(1);
  });

  it('go when the pod is asked about again and fits nowhere any more', async () => {
    const one = extender();
    await one.filter(call('p', ['nano-1']));
    await one.filter(call('p', ['nano-1'], { slo: 'mean <= 11 ms' }));
    expect(one.ledger.find('p')).toBeNull();
  });

  it('of one call are seen by the next, also where both came at once and the first takes long', async () => {
    // Nodes that all differ, so that each is a question of its own and the call pauses on its way.
    const nodes = Array.from({ length: 20 }, (_, k) => ({ name: `n${k}`, discipline: 'ps' as const, memory: GB + k }));
    const site = scenarioOf({ nodes, profiles: [{ model: 'mobilenet_v2', serviceTime: 10 }], apps: [] });
    const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
    const one = new Extender(site, { unknownPods: 'refuse', reservation: 1e6, clock: () => 0, pause });
    const names = nodes.map(({ name }) => name);
    const [first, second] = await Promise.all([
      one.filter(call('a', names, { slo: 'mean <= 14 ms' })),
      one.filter(call('b', ['n0'], { slo: 'mean <= 14 ms' })),
    ]);
    expect(first.passed.map(({ name }) => name)).toEqual(['n0']);
    expect(second.refused[0]?.sentence).toBe('predicted mean 16.7 ms, SLO 14 ms');
  });

  it('end with their time, so that a pod that was never bound blocks nobody', async () => {
    let now = 0;
    const one = extender({ clock: () => now });
    for (const uid of ['a', 'b']) await one.filter(call(uid, ['nano-1']));
    now = 59_999;
    expect((await one.filter(call('c', ['nano-1']))).passed).toHaveLength(0);
    now = 60_000;
    expect((await one.filter(call('c', ['nano-1']))).passed).toHaveLength(1);
  });

  it('go with the pod that has ended', async () => {
    const one = extender();
    await one.filter(call('a', ['nano-1']));
    await one.reconcile(pods(['a', 'nano-1', { status: { phase: 'Failed' } }]));
    expect([one.ledger.confirmed, one.ledger.reserved]).toEqual([0, 0]);
  });

  it('stay while a list shows the pod unbound or not at all', async () => {
    const one = extender();
    await one.filter(call('a', ['nano-1']));
    await one.filter(call('b', ['nano-1']));
    await one.reconcile(pods(['a', null]));
    expect(one.ledger.reserved).toBe(2);
  });
});

describe('reconcile', () => {
  it('moves a pod that runs elsewhere, and lets one go that is not there any more', async () => {
    const one = extender();
    await one.reconcile(pods(['a', 'nano-1'], ['b', 'nano-1']));
    await one.reconcile(pods(['a', 'nano-2']));
    expect(one.ledger.find('a')).toMatchObject({ node: 1, isConfirmed: true });
    expect(one.ledger.find('b')).toBeNull();
    await one.reconcile(pods(['a', 'not-ours']));
    expect(one.ledger.find('a')).toBeNull();
  });

  it('is the same when it is done twice', async () => {
    const one = extender();
    const list = pods(['a', 'nano-1'], ['b', 'nano-2'], ['c', null]);
    await one.reconcile(list);
    const before = one.ledger.standingOn(0);
    await one.reconcile(list);
    expect(one.ledger.standingOn(0)).toBe(before);
    expect(one.ledger.confirmed).toBe(2);
  });

  it('reads the list that kubectl saves: what runs counts, what ended does not, what is unknown blocks its node', async () => {
    const one = extender();
    await one.reconcile(readPodList(fixture('pods.json')));
    expect(one.ledger.confirmed).toBe(2);
    expect(one.ledger.standingOn(0).company.size).toBe(1);
    expect(one.ledger.standingOn(2).unknown?.name).toBe('lab/training');
  });
});

describe('nodes of an imported inventory', () => {
  const kubernetes = { hostname: 'box', resource: null, replicas: null, pods: null, taints: [] };
  const site = scenarioOf({
    nodes: [
      { name: 'box-a', device: 'a', discipline: 'ps', memory: GB, kubernetes },
      { name: 'box-b', device: 'b', discipline: 'ps', memory: GB, kubernetes },
    ],
    profiles: [
      { model: 'mobilenet_v2', serviceTime: 10, device: 'b' },
      { model: 'slow', serviceTime: 40, device: 'a' },
      { model: 'slow', serviceTime: 20, device: 'b' },
    ],
    apps: [],
  });
  const pause = () => Promise.resolve();
  const start = () => new Extender(site, { unknownPods: 'refuse', reservation: 1e6, clock: () => 0, pause });

  it('are found by their hostname, and a pod goes to the kind of accelerator where it adds the least load', async () => {
    const one = start();
    expect((await one.filter(call('p', ['box'], { slo: 'mean <= 14 ms' }))).passed).toHaveLength(1);
    expect(one.ledger.find('p')).toMatchObject({ node: 1 });
    // Now the better place is refused, because it would break p's SLO.
    await one.filter(call('q', ['box'], { model: 'slow', slo: 'mean <= 500 ms' }));
    expect(one.ledger.find('q')).toMatchObject({ node: 0 });
    const idle = start();
    await idle.filter(call('q', ['box'], { model: 'slow', slo: 'mean <= 500 ms' }));
    expect(idle.ledger.find('q')).toMatchObject({ node: 1 });
  });

  it('count a running pod where its model was measured', async () => {
    const one = start();
    const annotations = {
      'edge-plan.dev/model': 'mobilenet_v2',
      'edge-plan.dev/rate': '20',
      'edge-plan.dev/slo': 'mean <= 14 ms',
    };
    await one.reconcile(pods(['a', 'box', { metadata: { uid: 'a', annotations } }]));
    expect(one.ledger.find('a')).toMatchObject({ node: 1, isConfirmed: true });
  });
});

describe('answers as the scheduler reads them', () => {
  it('name the nodes where names were sent', async () => {
    const one = extender();
    const document = JSON.parse(renderFilterAnswer(await one.filter(readExtenderCall(fixture('filter-by-name.json')))));
    expect(document).toEqual({
      NodeNames: ['nano-2'],
      FailedNodes: {},
      FailedAndUnresolvableNodes: {},
      Error: '',
    });
  });

  it('give node objects back as they were sent where whole nodes were, found by hostname too', async () => {
    const text = fixture('filter-by-object.json');
    const document = JSON.parse(renderFilterAnswer(await extender().filter(readExtenderCall(text))));
    expect(document.Nodes.items).toEqual(JSON.parse(text).Nodes.items.slice(0, 1));
    expect(document.NodeNames).toBeNull();
    expect(document.FailedAndUnresolvableNodes).toEqual({ elsewhere: 'it is not a node of the scenario' });
  });

  it('keep a node called __proto__ a key like any other', async () => {
    const text = renderFilterAnswer(await extender().filter(call('p', ['__proto__'])));
    expect(text).toContain('"FailedNodes":{"__proto__":"it is not a node of the scenario"}');
  });

  it('give every refused node in FailedNodes, and again where no departure of others would help', async () => {
    const one = extender();
    await one.reconcile(pods(['a', 'nano-1'], ['b', 'nano-1']));
    const document = JSON.parse(renderFilterAnswer(await one.filter(call('p', ['nano-1', 'x']))));
    expect(document.FailedNodes).toEqual({
      'nano-1': 'predicted mean 25 ms, SLO 20 ms',
      x: 'it is not a node of the scenario',
    });
    expect(Object.keys(document.FailedAndUnresolvableNodes)).toEqual(['x']);
  });

  it('score every node that was sent', async () => {
    const text = renderPriorities(await extender().prioritize(call('p', ['nano-1', 'x'])));
    expect(JSON.parse(text)).toEqual([
      { Host: 'nano-1', Score: 9 },
      { Host: 'x', Score: 0 },
    ]);
  });
});
