import { describe, expect, it } from 'vitest';
import { floorOf, ZERO } from '../../src/domain/quantity.ts';
import { readObjects } from '../../src/read/importers/kubernetes-objects.ts';
import { effectiveRequests } from '../../src/read/importers/kubernetes-pods.ts';
import { ProblemList } from '../../src/read/problem-list.ts';
import { file, GPU, inventoryOf, listOf, nodeObject, podObject, T4 } from '../helpers/kubernetes.ts';

function memoryOf(spec: object): number {
  const problems = new ProblemList();
  const [pod] = readObjects(file(JSON.stringify({ kind: 'Pod', spec })), 'Pod', problems);
  problems.throwIfAny();
  return floorOf(effectiveRequests(pod as NonNullable<typeof pod>, problems).get('memory') ?? ZERO);
}

const container = (memory: string, more: object = {}) => ({ resources: { requests: { memory } }, ...more });

describe('what the scheduler reserves for a pod', () => {
  it.each([
    ['containers add up', { containers: [container('100'), container('20')] }, 120],
    [
      'a large init container counts alone',
      { containers: [container('100')], initContainers: [container('300')] },
      300,
    ],
    ['a small one does not count', { containers: [container('100')], initContainers: [container('50')] }, 100],
    [
      'a sidecar runs beside the containers',
      { containers: [container('100')], initContainers: [container('30', { restartPolicy: 'Always' })] },
      130,
    ],
    [
      'an init container runs beside the sidecars before it, not those after it',
      {
        containers: [container('10')],
        initContainers: [
          container('30', { restartPolicy: 'Always' }),
          container('200'),
          container('500', { restartPolicy: 'Always' }),
        ],
      },
      540,
    ],
    ['overhead is added', { containers: [container('100')], overhead: { memory: '7' } }, 107],
    ['a limit without a request is a request', { containers: [{ resources: { limits: { memory: '64' } } }] }, 64],
    ['suffixes are read', { containers: [container('1Ki'), container('1k')] }, 2024],
  ])('%s', (_, spec, expected) => {
    expect(memoryOf(spec)).toBe(expected);
  });
});

describe('foreign pods', () => {
  const two = { labels: T4, resources: { 'nvidia.com/gpu': '2' } };
  const withPods = (traits: object, ...pods: object[]) =>
    inventoryOf(listOf(nodeObject('n', traits)), { pods: listOf(...pods) });

  it('are taken off memory, cores and accelerators', () => {
    const { nodes, pods } = withPods(two, podObject('p', 'n', { memory: '1Gi', cpu: '1500m', 'nvidia.com/gpu': '1' }));
    expect(nodes[0]).toMatchObject({ accelerators: 1, memory: 7 * 2 ** 30, cores: 2 });
    expect(nodes[0]?.notes).toContain('other pods use 1 accelerator');
    expect(nodes[0]?.kubernetes.pods).toBe(109);
    expect(pods).toMatchObject({ foreign: 1, unknownMemory: 0 });
  });

  it('block what they share, because nothing tells which accelerator they got', () => {
    const labels = { ...T4, 'nvidia.com/gpu.sharing-strategy': 'time-slicing', 'nvidia.com/gpu.replicas': '2' };
    const { nodes, leftOut } = withPods(
      { labels, resources: { 'nvidia.com/gpu': '4' } },
      podObject('p', 'n', { 'nvidia.com/gpu': '1' }),
    );
    expect(nodes).toEqual([]);
    expect(leftOut[0]?.reason).toContain('other pods use its accelerators');
  });

  it('that ended, wait or run elsewhere take nothing', () => {
    const gone = { ...podObject('p', 'n', { memory: '1Gi' }), status: { phase: 'Succeeded' } };
    const waiting = podObject('q', '', { memory: '1Gi' });
    const { nodes, pods } = withPods(two, gone, waiting, podObject('r', 'm', { memory: '1Gi' }));
    expect(nodes[0]?.memory).toBe(2 ** 33);
    expect(pods?.foreign).toBe(0);
  });

  it('that say nothing of memory are unknown, not zero', () => {
    const { nodes, pods } = withPods(two, podObject('p', 'n', {}), podObject('q', 'n', { memory: '1' }));
    expect(pods).toMatchObject({ foreign: 2, unknownMemory: 1 });
    expect(nodes[0]?.notes.join()).toContain('1 pod on it without a memory request');
  });

  it('that ask for more than there is leave nothing', () => {
    expect(withPods(two, podObject('p', 'n', { memory: '9Gi' })).leftOut[0]?.reason).toContain('no memory is left');
  });
});

describe('a pod that mounts the file of an accelerator past every plugin', () => {
  const tpu = { labels: { 'feature.node.kubernetes.io/usb-fe_1a6e_089a.present': 'true' } };
  const devices = 'value,device\nn,coral-usb\n';
  const withMount = (path: string) => {
    const mounting = podObject('p', 'n', { memory: '1Gi' }, { volumes: [{ name: 'v', hostPath: { path } }] });
    return inventoryOf(listOf(nodeObject('n', tpu)), { pods: listOf(mounting), devices });
  };

  it.each(['/dev/bus/usb', '/dev/bus/usb/', '/dev/bus/usb/002/003', '/dev/apex_0'])('%s holds it', (path) => {
    expect(withMount(path).leftOut[0]?.reason).toContain(`pod default/p mounts ${path}: it may use the edge TPU`);
  });

  it.each(['/dev', '/dev/video0', '/dev/bus/usbmon', '/var/lib/dev/apex_0'])('%s does not', (path) => {
    expect(withMount(path).leftOut).toEqual([]);
  });

  it('does not matter on a node whose plugin hands accelerators out', () => {
    const mounting = podObject('p', 'n', {}, { volumes: [{ name: 'v', hostPath: { path: '/dev/nvidia0' } }] });
    const node = listOf(nodeObject('n', { labels: T4, resources: GPU }));
    expect(inventoryOf(node, { pods: listOf(mounting) }).leftOut).toEqual([]);
  });
});

describe('pods of an exported plan', () => {
  const annotated = (name: string, annotations: object) => ({
    ...podObject(name, 'n', { memory: '1Gi', 'nvidia.com/gpu': '1' }),
    metadata: { name, annotations },
  });
  const frontend = {
    'edge-plan.dev/role': 'frontend',
    'edge-plan.dev/app': 'door-1',
    'edge-plan.dev/model': 'm',
    'edge-plan.dev/rate': '12.5',
    'edge-plan.dev/slo-metric': 'p95',
    'edge-plan.dev/slo-ms': '100',
    'edge-plan.dev/node': 'n',
    'edge-plan.dev/accelerator': '1',
  };
  const nodes = listOf(nodeObject('n', { labels: T4, resources: GPU }));

  it('are what runs, and are not taken off', () => {
    const pods = listOf(annotated('a', frontend), annotated('b', { 'edge-plan.dev/role': 'backend' }));
    const inventory = inventoryOf(nodes, { pods });
    expect(inventory.nodes[0]).toMatchObject({ memory: 2 ** 33, accelerators: 1 });
    expect(inventory.pods?.running).toEqual([
      { app: 'door-1', model: 'm', ratePerS: 12.5, slo: { metric: 'p95', limitMs: 100 }, node: 'n', accelerator: 1 },
    ]);
  });

  it('a second pod of one application, and one that says no application, are told', () => {
    const { 'edge-plan.dev/app': _, ...nameless } = frontend;
    const pods = listOf(annotated('a', frontend), annotated('b', frontend), annotated('c', nameless));
    const found = inventoryOf(nodes, { pods }).pods;
    expect(found?.running.map(({ app }) => app)).toEqual(['door-1', 'c']);
    expect(found?.notes).toEqual(['A second pod says that it is door-1: the first counts.']);
  });
});
