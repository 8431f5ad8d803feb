import { expect, test } from 'vitest';
import { GPU, listOf, nodeObject } from '../helpers/kubernetes.ts';
import { at, problemsOf, read, SOUND } from './reading.ts';

const NANO = { labels: { 'beta.devicetree.org/nvidia-jetson-nano': '1' }, kernelVersion: '4.9.253-tegra' };
const CORAL = { resources: { 'squat.ai/coral': '1' } };
/** The fixture package measures edgetpu-pi; a Coral on an unnamed board must be told to be one. */
const MAP = 'value,device\ncoral-a,edgetpu-pi\ncoral-b,edgetpu-pi\n';
const scenario = (entry: string) => SOUND.replace('apps:', `  - ${entry}\napps:`);

test('a saved kubectl get nodes is an inventory, and what it leaves out is told', async () => {
  const taints = [{ key: 'edge', value: 'coral', effect: 'NoSchedule' }];
  const nodes = listOf(
    nodeObject('coral-a', CORAL),
    nodeObject('coral-b', { ...CORAL, taints }),
    nodeObject('off', { ...CORAL, unschedulable: true }),
    nodeObject('who', { resources: GPU }),
  );
  const { nodes: groups, notices } = await read(
    scenario('inventory: nodes.json\n    devices: map.csv\n    tolerate: [edge]'),
    {
      'nodes.json': nodes,
      'map.csv': MAP,
    },
  );
  expect(groups.slice(1)).toMatchObject([
    {
      name: 'coral-a',
      count: 1,
      isCounted: false,
      device: 'edgetpu-pi',
      discipline: 'fcfs-swap',
      memory: 2 ** 33,
      cores: 4,
    },
    { name: 'coral-b', kubernetes: { hostname: null, resource: 'squat.ai/coral', replicas: 1, pods: 110, taints } },
  ]);
  expect(groups[1]?.origin).toMatchObject({ file: 'nodes.json', line: 1 });
  expect(notices).toEqual([
    'nodes.json: left out off: cordoned: its spec says unschedulable.',
    'nodes.json: left out who: its device is not known: no label names it. Beside "inventory:", say "devices: map.csv", a table of value,device with a row for each of: who.',
  ]);
});

test('a node whose device no profile names is left out, and told', async () => {
  const nodes = listOf(nodeObject('coral-a', CORAL), nodeObject('nano', NANO));
  const { nodes: groups, notices } = await read(scenario('inventory: nodes.json\n    devices: map.csv'), {
    'nodes.json': nodes,
    'map.csv': MAP,
  });
  expect(groups.map(({ name }) => name)).toEqual(['coral', 'coral-a']);
  expect(notices?.[0]).toContain('no profile names its device "jetson-nano"');
});

test('where no node can be used it is a problem that says why', async () => {
  const nodes = listOf(nodeObject('coral-a', { ...CORAL, ready: 'False' }));
  const [found] = await problemsOf(scenario('inventory: nodes.json'), { 'nodes.json': nodes });
  expect(found).toMatchObject({ code: 'inventory-unusable', place: { file: 'nodes.json', line: 1 } });
  expect(found?.message).toContain('coral-a: not ready');
});

test('a node with the name of another in the scenario is a problem at its place in the dump', async () => {
  const nodes = listOf(nodeObject('coral-1', CORAL));
  const yaml = scenario('inventory: nodes.json\n    devices: map.csv');
  const problems = await problemsOf(yaml, { 'nodes.json': nodes, 'map.csv': 'value,device\ncoral-1,edgetpu-pi\n' });
  expect(problems.map(({ code }) => code)).toEqual(['name-twice']);
  expect(problems[0]?.place?.file).toBe('nodes.json');
});

test('YAML of several documents keeps its lines', async () => {
  const text = `kind: Node
metadata: { name: coral-a }
status:
  allocatable: { cpu: "4", memory: 8Gi, squat.ai/coral: "1" }
  conditions: [{ type: Ready, status: "True" }]
---
kind: Node
metadata: { name: coral-1 }
status:
  allocatable: { cpu: "4", memory: 8Gi, squat.ai/coral: "1" }
  conditions: [{ type: Ready, status: "True" }]
`;
  const map = `${MAP}coral-1,edgetpu-pi\n`;
  const yaml = scenario('inventory: nodes.yaml\n    devices: map.csv');
  expect((await problemsOf(yaml, { 'nodes.yaml': text, 'map.csv': map })).map(at)).toEqual([['name-twice', 7, 1]]);
  const { nodes } = await read(yaml, { 'nodes.yaml': text.replace('coral-1', 'coral-b'), 'map.csv': map });
  expect(nodes.map(({ origin }) => origin?.line)).toEqual([3, 1, 7]);
});

test('what a scenario says of Kubernetes is read in YAML and in a table', async () => {
  const said =
    'kubernetes: { hostname: pi-7, resource: squat.ai/coral, replicas: 1, pods: 30, taints: "a=b:NoSchedule c:NoExecute" }';
  const table = `node,device,memory,kubernetes.hostname,kubernetes.resource,kubernetes.replicas,kubernetes.pods,kubernetes.taints
t,edgetpu-pi,1 GiB,pi-7,squat.ai/coral,1,30,a=b:NoSchedule c:NoExecute
`;
  const facts = {
    hostname: 'pi-7',
    resource: 'squat.ai/coral',
    replicas: 1,
    // The two nodes are parts of one machine, whose pods they share.
    pods: 15,
    taints: [
      { key: 'a', value: 'b', effect: 'NoSchedule' },
      { key: 'c', value: '', effect: 'NoExecute' },
    ],
  };
  const yaml = scenario(`{ node: y, device: edgetpu-pi, memory: 1 GiB, ${said} }\n  - inventory: nodes.csv`);
  const { nodes } = await read(yaml, { 'nodes.csv': table });
  expect(nodes.slice(1).map(({ kubernetes }) => kubernetes)).toEqual([facts, facts]);
});

test.each([
  ['hostname: "a b"', 'kubernetes-hostname'],
  ['resource: gpu', 'kubernetes-resource'],
  ['taints: "a=b"', 'kubernetes-taint'],
  ['taints: [1]', 'kubernetes-taint'],
  ['replicas: 0', 'number-out-of-range'],
  ['host: a', 'key-unknown'],
])('of Kubernetes, "%s" is refused', async (said, code) => {
  const yaml = scenario(`{ node: y, device: edgetpu-pi, memory: 1 GiB, kubernetes: { ${said} } }`);
  expect((await problemsOf(yaml)).map((found) => found.code)).toEqual([code]);
});
