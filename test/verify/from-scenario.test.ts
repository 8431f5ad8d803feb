import { describe, expect, it } from 'vitest';
import type { ApplicationGroup, NodeGroup, Placement, Profile, Scenario } from '../../src/domain/scenario.ts';
import { instancesByNode, systemFromScenario } from '../../src/verify/from-scenario.ts';
import { simulateNode } from '../../src/verify/simulate.ts';
import type { Source } from '../../src/verify/system.ts';

const node: NodeGroup = {
  index: 0,
  name: 'nano',
  isCounted: true,
  count: 2,
  firstIndex: 0,
  device: 'jetson',
  discipline: 'time-slice',
  accelerators: 2,
  memory: 4e9,
  cores: 4,
  cost: 1,
  concurrency: 3,
  maxBatch: null,
  maxBatchDelay: 0,
  origin: null,
};

const camera: ApplicationGroup = {
  index: 0,
  name: 'camera',
  isCounted: true,
  count: 3,
  firstIndex: 0,
  model: 'yolo',
  arrivalRate: 0.005,
  slo: { metric: 'p95', limit: 200 },
  preprocessTime: null,
  memory: 0,
  sharing: 'none',
  arrivals: { kind: 'poisson' },
  weight: 1,
  origin: null,
};

const door: ApplicationGroup = {
  ...camera,
  index: 1,
  name: 'door',
  isCounted: false,
  count: 1,
  firstIndex: 3,
  preprocessTime: 0,
  sharing: 'model',
  arrivals: { kind: 'scv', scv: 3 },
};

const yolo: Profile = {
  model: 'yolo',
  device: 'jetson',
  serviceTime: 30,
  scvService: 0.2,
  swapTime: 4,
  memory: 0,
  onChipMemory: null,
  offChipMemory: null,
  preprocessTime: 12,
  batchServiceTimes: [
    [1, 30],
    [4, 60],
  ],
  concurrentServiceTimes: [
    [1, 30],
    [2, 40],
  ],
  samples: null,
  source: 'made up for this test',
  origin: null,
};

const scenario: Scenario = {
  name: 'test',
  network: 10,
  limits: { utilization: 1, memory: 1 },
  nodes: [node],
  apps: [camera, door],
  profiles: {
    find: (model, device) => (model === 'yolo' && device === 'jetson' ? yolo : null),
    models: [],
    devices: [],
  },
  placement: null,
  gates: [],
};

/** camera-1 and door on nano-1, camera-3 on its second accelerator; camera-2 nowhere. */
const placement: Placement = { node: Int32Array.of(0, -1, 0, 0), accelerator: Int32Array.of(0, -1, 1, 0) };

describe('the system of a placed node', () => {
  const system = systemFromScenario(scenario, placement, 0);
  const named = (name: string): Source | undefined => system?.sources.find((source) => source.name === name);

  it('has a source for each instance placed there, and none where nothing is placed', () => {
    expect(system?.sources.map(({ name, accelerator }) => [name, accelerator])).toEqual([
      ['camera-1', 0],
      ['camera-3', 1],
      ['door', 0],
    ]);
    expect(systemFromScenario(scenario, placement, 1)).toBeNull();
    expect(instancesByNode(scenario, placement)).toEqual([[0, 2, 3], []]);
    expect(systemFromScenario(scenario, placement, 0, [0, 2, 3])).toEqual(system);
  });

  it('takes CPU work from the application, else from the profile', () => {
    expect(named('camera-1')?.preprocess).toEqual({ mean: 12, scv: 0 });
    expect(named('door')?.preprocess).toBeUndefined();
  });

  it('carries network, cores, device settings, arrivals, service, curves and limit over', () => {
    expect(system).toMatchObject({ network: 10, cores: 4 });
    expect(system?.accelerators).toEqual(
      [0, 1].map(() => ({ discipline: 'time-slice', concurrency: 3, maxBatchDelay: 0 })),
    );
    expect(named('camera-1')).toMatchObject({
      arrivals: { kind: 'poisson', rate: 0.005 },
      service: { mean: 30, scv: 0.2 },
      swapTime: 4,
      batchServiceTimes: yolo.batchServiceTimes,
      limit: 200,
    });
    expect(named('camera-1')?.speedUp).toEqual([
      [1, 1],
      [2, 1.5],
    ]);
    expect(named('door')?.arrivals).toEqual({ kind: 'renewal', rate: 0.005, scv: 3 });
  });

  it('gives instances that share a model one container, and others one each', () => {
    expect(named('door')?.container).toBe('yolo');
    expect(named('camera-1')?.container).toBeUndefined();
    expect(named('camera-1')?.model).toBe('yolo');
  });

  it('can be simulated, and sent to a worker thread', () => {
    if (system === null) throw new Error('the node hosts something');
    const copy = structuredClone(system);
    const options = { seed: 1, requests: 20_000 };
    expect(JSON.stringify(structuredClone(simulateNode(copy, options)))).toBe(
      JSON.stringify(simulateNode(system, options)),
    );
  });

  it('is refused where a profile or the number of cores is not known', () => {
    const without = { ...scenario, nodes: [{ ...node, cores: null }] };
    expect(() => systemFromScenario(without, placement, 0)).toThrow(/cores/);
    const unknown = { ...scenario, nodes: [{ ...node, device: 'toaster' }] };
    expect(() => systemFromScenario(unknown, placement, 0)).toThrow(/profile/);
    const beyond: Placement = { node: Int32Array.of(9, -1, 0, 0), accelerator: placement.accelerator };
    expect(() => instancesByNode(scenario, beyond)).toThrow(RangeError);
  });
});
