import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAcceleratorResource } from '../../src/domain/accelerator-resources.ts';
import { ProblemError } from '../../src/domain/problem.ts';
import { readExtenderCall, readPodList } from '../../src/read/extender.ts';

/** Requests as a kube-scheduler 1.20 sent them, and a list of pods as kubectl saves it. */
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures/extender', name), 'utf8');

function problemOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ProblemError) return error.message;
    throw error;
  }
  return 'nothing is wrong';
}

describe('a call of the scheduler', () => {
  it('is read where nodes are named (nodeCacheCapable: true)', () => {
    const { pod, nodes, isByName } = readExtenderCall(fixture('filter-by-name.json'));
    expect(isByName).toBe(true);
    expect(nodes.map(({ name }) => name)).toEqual(['nano-2', 'nano-1', 'nano-3']);
    expect(pod).toMatchObject({ name: 'default/p-gpu', node: null, isOver: false, accelerator: 'nvidia.com/gpu' });
    expect(pod.annotations.get('edge-plan.dev/rate')).toBe('12.5');
  });

  it('is read where nodes are sent whole (nodeCacheCapable: false), hostnames among their labels', () => {
    const { nodes, isByName } = readExtenderCall(fixture('filter-by-object.json'));
    expect(isByName).toBe(false);
    expect(nodes.map(({ name, hostname }) => [name, hostname])).toEqual([
      ['nano-1', 'nano-1'],
      ['ip-10-0-0-7', 'nano-2'],
      ['elsewhere', null],
    ]);
    expect(nodes[2]?.object).toEqual({ metadata: { name: 'elsewhere', labels: {} }, spec: {}, status: {} });
  });

  it('names every node once', () => {
    const text = fixture('filter-by-name.json').replace('"nano-3"', '"nano-2"');
    expect(readExtenderCall(text).nodes.map(({ name }) => name)).toEqual(['nano-2', 'nano-1']);
  });

  it.each([
    ['', 'this is not JSON'],
    ['5', 'the document must be a mapping; found 5'],
    ['[]', 'Pod is missing'],
    ['{"Pod":null}', 'Pod must be a mapping; found nothing'],
    ['{"Pod":{"metadata":{"name":"p"}},"NodeNames":[]}', 'Pod.metadata.uid is missing'],
    ['{"Pod":{"metadata":{"uid":""}},"NodeNames":[]}', 'Pod.metadata.uid must be'],
    ['{"Pod":{"metadata":{"uid":"u"}},"NodeNames":["a",5]}', 'NodeNames[1] must be text; found 5'],
    ['{"Pod":{"metadata":{"uid":"u"}}}', 'neither NodeNames nor Nodes'],
    ['{"Pod":{"metadata":{"uid":"u"}},"Nodes":{"items":[{}]}}', 'metadata is missing'],
    [`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`, 'nested more than 64 deep'],
  ])('is refused in words: %s', (text, message) => {
    expect(problemOf(() => readExtenderCall(text))).toContain(message);
  });

  it('is not taken for nested by the brackets in its texts', () => {
    const text = fixture('filter-by-name.json').replace('"p-gpu"', JSON.stringify(`${'[{"'.repeat(100)}\\`));
    expect(readExtenderCall(text).nodes).toHaveLength(3);
  });

  it('says what is wrong with the first of a million wrong names, and no more', () => {
    const text = `{"Pod":{"metadata":{"uid":"u"}},"NodeNames":[${'1,'.repeat(1_000_000)}1]}`;
    expect(problemOf(() => readExtenderCall(text))).toBe('NodeNames[0] must be text; found 1');
  });
});

describe('a list of pods', () => {
  it('gives every pod with its node, whether it is over, and what it asks for', () => {
    const pods = readPodList(fixture('pods.json'));
    expect(pods.map(({ uid, node, isOver, accelerator }) => [uid, node, isOver, accelerator])).toEqual([
      ['u-doorbell-1', 'nano-1', false, 'nvidia.com/gpu'],
      ['u-done', 'nano-1', true, null],
      ['u-dns', 'nano-2', false, null],
      ['u-training', 'nano-3', false, 'nvidia.com/gpu'],
      ['u-waiting', null, false, null],
    ]);
    expect([...(pods[0]?.annotations.keys() ?? [])]).toEqual(['edge-plan.dev/app']);
  });

  it.each([
    ['{"kind":"NodeList","items":[]}', 'kind must be List or PodList'],
    ['{"kind":"Pod"}', 'items is missing'],
    ['{"kind":"List","items":[{"metadata":{}}]}', 'metadata.uid is missing'],
    [fixture('pods.json').slice(0, 700), 'this is not JSON'],
  ])('is refused whole where it is not one: %s', (text, message) => {
    expect(problemOf(() => readPodList(text))).toContain(message);
  });
});

describe('resources that stand for an accelerator', () => {
  it.each([
    'nvidia.com/gpu',
    'nvidia.com/gpu.shared',
    'nvidia.com/mig-1g.5gb',
    'coral.ai/tpu',
    'squat.ai/coral',
    'smarter-devices/apex_0',
  ])('%s is one', (name) => {
    expect(isAcceleratorResource(name)).toBe(true);
  });

  it.each([
    'cpu',
    'memory',
    'ephemeral-storage',
    'hugepages-2Mi',
    'squat.ai/audio',
    'smarter-devices/ttyUSB0',
    'x-nvidia.com/gpu',
  ])('%s is none', (name) => {
    expect(isAcceleratorResource(name)).toBe(false);
  });

  it('is not asked for by a quantity of zero', () => {
    const text = fixture('filter-by-name.json').replaceAll('"nvidia.com/gpu":"1"', '"nvidia.com/gpu":"0"');
    expect(readExtenderCall(text).pod.accelerator).toBeNull();
  });
});
