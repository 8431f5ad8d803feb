import { describe, expect, it } from 'vitest';
import { looksLikeObjects } from '../../src/read/importers/kubernetes-objects.ts';
import { GPU, imported, inventoryOf, listOf, type NodeTraits, nodeObject, T4 } from '../helpers/kubernetes.ts';

const NANO = { 'beta.devicetree.org/nvidia-jetson-nano': '1' };
const reasonOf = (traits: NodeTraits) => imported(traits).leftOut[0]?.reason;

describe('forms of a saved answer', () => {
  const node = nodeObject('a', { labels: T4, resources: GPU });
  const bare = JSON.parse(JSON.stringify(node)) as Record<string, unknown>;
  delete bare.kind;
  delete bare.apiVersion;
  const yaml = (name: string) => `apiVersion: v1
kind: Node
metadata: { name: ${name}, labels: { nvidia.com/gpu.product: Tesla-T4 } }
status:
  allocatable: { cpu: 4, memory: 8388608Ki, nvidia.com/gpu: "1" }
  conditions: [{ type: Ready, status: "True" }]
`;
  it.each([
    ['a List', listOf(node)],
    ['a NodeList whose items have no kind', JSON.stringify({ apiVersion: 'v1', kind: 'NodeList', items: [bare] })],
    ['a single Node', JSON.stringify(node)],
    ['a plain list', JSON.stringify([node])],
    ['YAML', yaml('a')],
    ['YAML of several documents', `# saved\n---\n${yaml('a')}---\n# nothing\n---\n${yaml('b')}`],
  ])('%s', (_, text) => {
    const { nodes, leftOut } = inventoryOf(text);
    expect(leftOut).toEqual([]);
    expect(nodes[0]).toMatchObject({ name: 'a', device: 'nvidia-t4', accelerators: 1, memory: 2 ** 33, cores: 4 });
    expect(nodes.length).toBe(text.startsWith('# saved') ? 2 : 1);
  });

  it.each([
    ['a list of pods', JSON.stringify({ kind: 'PodList', items: [] }), 'kubernetes-kind', 1],
    ['a pod in a list', listOf({ kind: 'Pod', metadata: { name: 'p' } }), 'kubernetes-kind', 1],
    ['an empty list', listOf(), 'kubernetes-empty', 1],
    ['broken JSON', '{"items": [', 'json-syntax', 1],
    ['a word', 'hello', 'mapping-expected', 1],
    ['a described node', 'Name:               n1\nRoles:              <none>\n', 'kubernetes-described', 1],
    ['a described pod', 'Name:         p\r\nNamespace:    default\r\n', 'kubernetes-described', 1],
    ['a fault in a later document', `${yaml('a')}---\nkind: Node\nkind: Node\n`, 'yaml-duplicate-key', 9],
    ['a quantity that is none', listOf(nodeObject('a', { resources: { memory: '12Qi' } })), 'kubernetes-quantity', 1],
  ])('%s is a problem with its place', (_, text, code, line) => {
    expect(() => inventoryOf(text)).toThrowError(
      expect.objectContaining({ problems: expect.arrayContaining([expect.objectContaining({ code })]) }),
    );
    expect(() => inventoryOf(text)).toThrowError(
      expect.objectContaining({
        problems: expect.arrayContaining([expect.objectContaining({ place: expect.objectContaining({ line }) })]),
      }),
    );
  });
});

describe('texts that would take for ever', () => {
  const blank = '\n'.repeat(1_000_000);
  it.each([
    ['a million blank lines', `${blank}x`, 'mapping-expected'],
    ['a million blank lines before a document', `---${blank}`, 'kubernetes-empty'],
    ['more documents than are read', '---\na: 1\n'.repeat(20_001), 'kubernetes-too-many'],
    ['more nodes than a scenario may have', `[${'{},'.repeat(100_000)}{}]`, 'kubernetes-too-many'],
  ])('%s', (_, text, code) => {
    expect(looksLikeObjects(text)).toBe(!text.endsWith('x'));
    expect(() => inventoryOf(text)).toThrowError(
      expect.objectContaining({ problems: [expect.objectContaining({ code })] }),
    );
  });
});

describe('nodes that no plan may use are left out, each with its reason', () => {
  const gpu = { labels: T4, resources: GPU };
  const condition = (type: string, status: string) => ({ conditions: [{ type, status }] });
  it.each([
    ['cordoned', { ...gpu, unschedulable: true }, 'cordoned'],
    ['not ready', { ...gpu, ready: 'False' }, 'Ready is False'],
    ['unknown', { ...gpu, ready: 'Unknown' }, 'Ready is Unknown'],
    ['under pressure', { ...gpu, ...condition('DiskPressure', 'True') }, 'DiskPressure is True'],
    ['tainted', { ...gpu, taints: [{ key: 'sku', value: 'gpu', effect: 'NoSchedule' }] }, 'tainted sku=gpu:NoSchedule'],
    [
      'unreachable',
      { ...gpu, taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }] },
      'node.kubernetes.io/unreachable:NoExecute',
    ],
    ['without accelerator', {}, 'no accelerator'],
    ['with a lost accelerator', { labels: T4, resources: { 'nvidia.com/gpu': '0' }, capacity: GPU }, 'can be used'],
    ['of an unknown device', { labels: { 'nvidia.com/gpu.product': 'Orin' }, resources: GPU }, 'it says is "Orin"'],
    ['with half a GPU', { labels: T4, resources: { 'nvidia.com/gpu': '500m' } }, 'not a whole number'],
    ['without a core', { ...gpu, resources: { ...GPU, cpu: '900m' } }, 'less than one CPU core'],
    ['without memory', { ...gpu, resources: { ...GPU, memory: '0' } }, 'no memory'],
  ] satisfies [string, NodeTraits, string][])('%s', (_, traits, phrase) => {
    const { nodes, leftOut } = imported(traits);
    expect(nodes).toEqual([]);
    expect(leftOut[0]?.reason).toContain(phrase);
  });

  it('harmless conditions and preferences leave a node in', () => {
    const taints = [{ key: 'sku', effect: 'PreferNoSchedule' }];
    expect(imported({ ...gpu, ...condition('SysctlChanged', 'True'), taints }).nodes.length).toBe(1);
  });

  it("a tolerated taint and the accelerator's own are let in, and kept for the manifests", () => {
    const own = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' };
    const other = { key: 'edge', value: 'coral', effect: 'NoSchedule' };
    for (const said of ['edge', 'edge=coral', 'edge:NoSchedule', 'edge=coral:NoSchedule']) {
      const { nodes } = imported({ ...gpu, taints: [own, other] }, { tolerate: [said] });
      expect(nodes[0]?.kubernetes.taints).toEqual([own, other]);
    }
    for (const said of ['edg', 'edge=nano', 'edge:NoExecute']) {
      expect(imported({ ...gpu, taints: [own, other] }, { tolerate: [said] }).nodes).toEqual([]);
    }
  });

  it('a second node of one name, and a name that no scenario can hold, are told', () => {
    const { nodes, leftOut } = inventoryOf(
      listOf(nodeObject('a', gpu), nodeObject('a', gpu), nodeObject('a\u001bb', gpu)),
    );
    expect(nodes.map(({ name }) => name)).toEqual(['a']);
    expect(leftOut.map(({ reason }) => reason)).toEqual([
      'another node of this name is listed before it',
      'a scenario cannot hold its name',
    ]);
    expect(JSON.stringify(leftOut)).not.toContain('\\u001b');
  });
});

describe('what a count of an extended resource stands for', () => {
  const shared = (strategy: string, more: Record<string, string> = {}) => ({
    ...T4,
    'nvidia.com/gpu.count': '2',
    'nvidia.com/gpu.replicas': '4',
    'nvidia.com/gpu.sharing-strategy': strategy,
    ...more,
  });
  it.each([
    ['whole GPUs', { labels: T4, resources: { 'nvidia.com/gpu': '4' } }, { accelerators: 4, discipline: 'fcfs' }],
    [
      'time slices',
      {
        labels: shared('time-slicing', { 'nvidia.com/gpu.product': 'Tesla-T4-SHARED' }),
        resources: { 'nvidia.com/gpu': '8' },
      },
      { accelerators: 2, discipline: 'time-slice', device: 'nvidia-t4' },
    ],
    [
      'MPS shares under a name of their own',
      { labels: shared('mps'), resources: { 'nvidia.com/gpu': '0', 'nvidia.com/gpu.shared': '8' } },
      { accelerators: 2, discipline: 'mps' },
    ],
    [
      'GKE time-sharing',
      {
        labels: {
          'cloud.google.com/gke-accelerator': 'nvidia-tesla-t4',
          'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing',
          'cloud.google.com/gke-max-shared-clients-per-gpu': '3',
        },
        resources: { 'nvidia.com/gpu': '3' },
      },
      { accelerators: 1, discipline: 'time-slice', device: 'nvidia-t4' },
    ],
    [
      'MIG slices under the single strategy',
      { labels: { 'nvidia.com/gpu.product': 'NVIDIA-A30-MIG-1g.6gb' }, resources: { 'nvidia.com/gpu': '4' } },
      { accelerators: 4, discipline: 'fcfs', device: 'nvidia-a30-mig-1g.6gb' },
    ],
    [
      'a Coral of kkohtaka',
      { labels: { 'kubernetes.io/arch': 'arm64' }, resources: { 'kkohtaka.org/edgetpu': '2' } },
      { accelerators: 2, discipline: 'fcfs-swap', device: 'mine' },
    ],
    ['a Coral of coral.ai', { resources: { 'coral.ai/tpu': '1' } }, { accelerators: 1, device: 'mine' }],
    ['a Coral of squat.ai', { resources: { 'squat.ai/coral': '1' } }, { accelerators: 1, device: 'mine' }],
    [
      'accesses to one device file',
      { resources: { 'smarter-devices/apex_0': '10' } },
      { accelerators: 1, discipline: 'fcfs-swap' },
    ],
    [
      'a Coral that only a label names',
      { labels: { 'feature.node.kubernetes.io/pci-0880_1ac1.present': 'true' } },
      { accelerators: 1, discipline: 'fcfs-swap' },
    ],
    [
      'a Dev Board',
      { labels: { 'beta.devicetree.org/fsl-imx8mq-phanbell': '1' } },
      { accelerators: 1, device: 'coral-dev-board' },
    ],
    [
      'a Jetson without a plugin',
      { labels: NANO, kernelVersion: '4.9.253-tegra' },
      { accelerators: 1, device: 'jetson-nano', discipline: null },
    ],
    [
      'a resource that the user names',
      { resources: { 'example.org/npu': '3' } },
      { accelerators: 3, device: 'npu', discipline: null },
    ],
  ] satisfies [string, NodeTraits, object][])('%s', (_, traits, expected) => {
    const isOfUser = !('device' in expected) || ['npu', 'mine'].includes(String(expected.device));
    const beside = isOfUser ? { devices: 'key,value,device\nexample.org/npu,,npu\n,n,mine\n' } : {};
    expect(imported(traits, beside).nodes[0]).toMatchObject(expected);
  });

  it('slices beside a whole GPU are a node of their own, with their part of memory and cores', () => {
    const { nodes } = imported({
      labels: {
        'nvidia.com/gpu.product': 'NVIDIA-A30',
        'nvidia.com/mig.strategy': 'mixed',
        'nvidia.com/gpu.count': '2',
        'nvidia.com/gpu.replicas': '0',
        'nvidia.com/gpu.sharing-strategy': 'none',
        'nvidia.com/mig-1g.6gb.product': 'NVIDIA-A30-MIG-1g.6gb',
        'nvidia.com/mig-1g.6gb.count': '3',
      },
      resources: { 'nvidia.com/gpu': '1', 'nvidia.com/mig-1g.6gb': '3' },
    });
    expect(nodes).toMatchObject([
      { name: 'n.gpu', device: 'nvidia-a30', accelerators: 1, memory: 2 ** 31, cores: 1 },
      { name: 'n.mig-1g.6gb', device: 'nvidia-a30-mig-1g.6gb', accelerators: 3, memory: 3 * 2 ** 31, cores: 3 },
    ]);
    expect(nodes.map(({ kubernetes }) => kubernetes.hostname)).toEqual(['n', 'n']);
    expect(nodes.flatMap(({ notes }) => notes).join()).not.toContain(' of 2 ');
  });

  it('shares of which nobody says how many are one GPU are not guessed at', () => {
    expect(reasonOf({ labels: T4, resources: { 'nvidia.com/gpu.shared': '8' } })).toContain('no label says how many');
    const labels = { ...T4, 'nvidia.com/gpu.sharing-strategy': 'mps' };
    expect(reasonOf({ labels, resources: GPU })).toContain('not among how many');
  });

  it('a hostile number of shares does not become a plan', () => {
    const labels = { ...T4, 'nvidia.com/gpu.sharing-strategy': 'mps', 'nvidia.com/gpu.replicas': '1e9' };
    expect(reasonOf({ labels, resources: GPU })).toContain('fewer than the 1000000000 shares');
    expect(reasonOf({ labels: T4, resources: { 'nvidia.com/gpu': '9E' } })).toContain('more than 1024');
  });
});

describe('more units than cards', () => {
  const one = (traits: NodeTraits) => imported(traits, { devices: 'value,device\nn,mine\n' });
  const counts = (traits: NodeTraits) => {
    return one(traits).nodes.map(({ accelerators, discipline, kubernetes }) => [
      accelerators,
      discipline,
      kubernetes.replicas,
    ]);
  };
  const units = (count: number) => ({ 'nvidia.com/gpu': String(count) });

  it('are shares where older feature discovery says so by replicas alone', () => {
    const labels = {
      'nvidia.com/gpu.count': '2',
      'nvidia.com/gpu.product': 'Tesla-T4-SHARED',
      'nvidia.com/gpu.replicas': '4',
    };
    expect(counts({ labels, resources: units(8) })).toEqual([[2, 'time-slice', 4]]);
    expect(counts({ labels: { 'nvidia.com/gpu.replicas': '3' }, resources: units(3) })).toEqual([[1, 'time-slice', 3]]);
    const nameless = one({ labels: { 'nvidia.com/gpu.product': 'Tesla-T4-SHARED' }, resources: units(8) });
    expect(nameless.leftOut[0]?.reason).toContain('no label says among how many containers');
  });

  it('never make more accelerators than the labels count, whatever the numbers', () => {
    for (let cards = 1; cards <= 6; cards++) {
      for (let each = 1; each <= 12; each++) {
        const labels = { 'nvidia.com/gpu.count': String(cards), 'nvidia.com/gpu.replicas': '1' };
        const [found] = counts({ labels, resources: units(cards * each) });
        expect(found).toEqual([cards, each === 1 ? 'fcfs' : 'time-slice', each]);
      }
    }
  });

  it('may be shares where nothing counts the cards, which is said', () => {
    const [node] = one({ labels: {}, resources: units(16) }).nodes;
    expect(node?.notes).toEqual(['nothing counts its cards: the 16 nvidia.com/gpu may be shares of fewer']);
    expect(one({ labels: {}, resources: units(1) }).nodes[0]?.notes).toEqual([]);
  });

  it('are not whole GPUs beside the slices that these were cut into', () => {
    const labels = { 'nvidia.com/gpu.count': '1', 'nvidia.com/mig.strategy': 'mixed' };
    const resources = { ...units(1), 'nvidia.com/mig-1g.6gb': '4' };
    const { nodes } = one({ labels, resources });
    expect(nodes.map(({ accelerators, kubernetes }) => [accelerators, kubernetes.resource])).toEqual([
      [4, 'nvidia.com/mig-1g.6gb'],
    ]);
    expect(nodes[0]?.notes.at(-1)).toBe('its labels count 1 GPU, slices included: of 1 whole ones 0 can be there');
    const mixed = one({ labels: { ...labels, 'nvidia.com/gpu.count': '2' }, resources });
    expect(mixed.nodes.length + mixed.leftOut.length).toBe(2);
  });
});

describe('missing accelerators are noticed', () => {
  it.each([
    [
      'less than the capacity',
      {
        labels: { ...T4, 'nvidia.com/gpu.count': '8' },
        resources: { 'nvidia.com/gpu': '7' },
        capacity: { 'nvidia.com/gpu': '8' },
      },
    ],
    [
      'less than the labels say',
      {
        labels: { ...T4, 'nvidia.com/gpu.count': '8', 'nvidia.com/gpu.sharing-strategy': 'none' },
        resources: { 'nvidia.com/gpu': '7' },
      },
    ],
  ] satisfies [string, NodeTraits][])('%s', (_, traits) => {
    expect(imported(traits).nodes[0]?.notes).toEqual(['7 of 8 nvidia.com/gpu can be used']);
  });

  it('less than this type of machine has, of a node that is left out too', () => {
    const traits = {
      labels: { 'node.kubernetes.io/instance-type': 'standard_nd40rs_v2' },
      resources: { 'nvidia.com/gpu': '7' },
    };
    const note = '7 of the 8 accelerators that a standard_nd40rs_v2 has can be used';
    expect(imported(traits).nodes[0]?.notes).toEqual([note]);
    const tainted = imported({ ...traits, taints: [{ key: 'sku', value: 'gpu', effect: 'NoSchedule' }] });
    expect(tainted.leftOut[0]?.notes).toEqual([note]);
  });
});

describe('the device', () => {
  const orin = {
    labels: { 'nvidia.com/gpu.product': 'Orin-SHARED', 'nvidia.com/gpu.replicas': '2' },
    resources: { 'nvidia.com/gpu': '2' },
  };
  it.each([
    ['by what it says', 'value,device\nOrin,mine\n'],
    ['whatever the letter case', 'value,device\norin,mine\n'],
    ["by the node's name", 'value,device\nn,mine\n'],
    ['by a label', 'key,value,device\nnvidia.com/gpu.product,Orin,mine\n'],
    ['by a resource', 'key,device\nnvidia.com/gpu,mine\n'],
  ])('is given %s', (_, devices) => {
    expect(imported(orin, { devices }).nodes[0]?.device).toBe('mine');
  });

  it('of the user goes before the shipped one', () => {
    const traits = { labels: T4, resources: GPU };
    expect(imported(traits, { devices: 'value,device\nTesla-T4,t4-at-half-clock\n' }).nodes[0]?.device).toBe(
      't4-at-half-clock',
    );
  });

  it('that nobody knows is asked for by what a row would have to say', () => {
    expect(imported(orin).leftOut[0]?.remedy).toEqual({ say: 'devices', value: 'Orin' });
    const k3s = { labels: { 'node.kubernetes.io/instance-type': 'k3s' }, resources: GPU };
    expect(imported(k3s).leftOut[0]?.remedy).toEqual({ say: 'devices', value: 'n' });
  });

  it('a row that would be true of every node is refused', () => {
    expect(() => imported(orin, { devices: 'value,device\n,mine\n' })).toThrow('true of every node');
  });
});

describe('resources that no one here knows', () => {
  const npu = { 'rockchip.com/npu': '1' };

  it('are named, with how to say what they are', () => {
    expect(reasonOf({ resources: npu })).toContain('it offers rockchip.com/npu: 1, which is not known');
    const devices = 'key,device\nrockchip.com/npu,rk3588-npu\n';
    expect(imported({ resources: npu }, { devices }).nodes[0]).toMatchObject({ device: 'rk3588-npu', accelerators: 1 });
  });

  it('are noticed beside an accelerator that is known', () => {
    const [node] = imported({ labels: T4, resources: { ...GPU, ...npu } }).nodes;
    expect(node?.notes.join()).toContain('it offers rockchip.com/npu: 1 too');
  });

  it.each(['hugepages-2Mi', 'attachable-volumes-aws-ebs', 'devices.kubevirt.io/kvm', 'smarter-devices/fuse'])(
    '%s is no accelerator',
    (resource) => {
      expect(reasonOf({ resources: { [resource]: '1' } })).toContain('neither resources nor labels name one');
    },
  );
});
