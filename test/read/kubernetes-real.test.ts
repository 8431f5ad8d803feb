import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inventoryOf } from '../helpers/kubernetes.ts';

/** Dumps of real clusters, and one made from published labels; their figures were read off the files by hand. */
const FOLDER = new URL('../../../shared/data/kubernetes/', import.meta.url);
const hasDumps = existsSync(FOLDER);
if (!hasDumps) console.warn('not tested: ../shared/data/kubernetes is missing');

const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe.runIf(hasDumps)('dumps of real clusters', () => {
  it('GKE: 4 nodes with 4 V100 each, and what is allocatable, not the capacity', () => {
    const { nodes, leftOut } = inventoryOf(read('gke-v100x4-nodes-4.json'));
    expect(leftOut).toEqual([]);
    expect(nodes.map(({ device, accelerators, cores }) => [device, accelerators, cores])).toEqual(
      Array(4).fill(['nvidia-v100', 4, 15]),
    );
    expect(sum(nodes.map(({ memory }) => memory))).toBe(4 * 114327048 * 1024);
  });

  it('AKS: 4 nodes with 8 V100 each, and a node of the system without any', () => {
    const { nodesRead, nodes, leftOut } = inventoryOf(read('aks-v100x8-nodes-4.json'));
    expect(nodesRead).toBe(5);
    expect(nodes.map(({ accelerators }) => accelerators)).toEqual([8, 8, 8, 8]);
    expect(sum(nodes.map(({ memory }) => memory))).toBe((692737100 + 692737088 + 692737084 + 692737076) * 1024);
    expect(leftOut).toMatchObject([{ name: 'aks-agentpool-20136062-vmss000000' }]);
    expect(leftOut[0]?.reason).toContain('no accelerator');
  });

  it('AKS: a node that is Ready with 7 of its 8 GPUs is noticed, tolerated or not', () => {
    const note = '7 of the 8 accelerators that a standard_nd40rs_v2 has can be used';
    expect(inventoryOf(read('aks-broken-node.json')).leftOut).toMatchObject([
      { reason: 'tainted sku=gpu:NoSchedule', notes: [note] },
    ]);
    const { nodes } = inventoryOf(read('aks-broken-node.json'), { tolerate: ['sku=gpu'] });
    expect(nodes).toMatchObject([{ accelerators: 7, memory: 692737100 * 1024, cores: 39, notes: [note] }]);
  });

  it('edge nodes: shares, slices, Corals, a cordon, a taint and a silent node are told apart', () => {
    const devices =
      'value,device\nOrin,jetson-orin-nano-super\nrpi-coral-usb,edgetpu-pi4-usb\nnuc-coral-pcie,coral-pci\n';
    const { nodes, leftOut } = inventoryOf(read('synthetic-edge-nodes.json'), { devices, tolerate: ['edge'] });
    expect(nodes.map((node) => [node.name, node.device, node.discipline, node.accelerators])).toEqual([
      ['orin-nano-1', 'jetson-orin-nano-super', 'time-slice', 1],
      ['rpi-coral-usb', 'edgetpu-pi4-usb', 'fcfs-swap', 1],
      ['nuc-coral-pcie', 'coral-pci', 'fcfs-swap', 1],
      ['edge-a2-mps', 'nvidia-a2', 'mps', 2],
      ['edge-h100nvl-mig.gpu', 'nvidia-h100-nvl', 'fcfs', 1],
      ['edge-h100nvl-mig.mig-1g.12gb', 'nvidia-h100-nvl-mig-1g.12gb', 'fcfs', 7],
    ]);
    expect(leftOut.map(({ name }) => name)).toEqual(['jetson-nano-1', 'coral-devboard']);
    expect(nodes[0]?.memory).toBe(7802844 * 1024);
  });
});
