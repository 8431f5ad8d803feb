/** Cases worked out by hand from the contract's sentences, one for each sentence that could be read two ways. */

import { describe, expect, it } from 'vitest';
import { placeByIbis } from '../../src/place/ibis.ts';
import { type AppToy, GB, problemOf, type ScenarioToy } from './toys.ts';

type Method = Parameters<typeof placeByIbis>[1];

async function nodesOf(method: Method, toy: ScenarioToy): Promise<number[]> {
  const { placement } = await placeByIbis(problemOf(toy), method);
  return [...placement.node];
}

const TPU = { name: 'tpu', discipline: 'fcfs-swap' as const };
const GPU = { name: 'gpu', discipline: 'ps' as const };

describe('the thresholds of Ibis', () => {
  it('are 0.8 whatever the limits of the scenario are', async () => {
    // Service 0.5 ms at 0.4 /ms: ρ = 0.2, over the scenario's own 0.1; at 1.7 /ms ρ = 0.85, over 0.8.
    const toy = (arrivalRate: number): ScenarioToy => ({
      nodes: [TPU],
      profiles: [{ model: 'm', serviceTime: 0.5 }],
      apps: [{ name: 'a', arrivalRate }],
      limits: { utilization: 0.1, memory: 0.1 },
    });
    expect(await nodesOf('grouping', toy(0.4))).toEqual([0]);
    expect(await nodesOf('bfs', toy(0.4))).toEqual([0]);
    expect(await nodesOf('bfs', { ...toy(1.7), limits: { utilization: 1, memory: 1 } })).toEqual([-1]);
  });

  it('stop utilization at 0.8 even where every class has room in flight', async () => {
    // Unshared on a GPU: eight of ρ = 0.095 make 0.76; nine make 0.855, where each has 0.0095 × 69 = 0.66 in flight.
    const apps: AppToy[] = [{ name: 'a', count: 9, arrivalRate: 0.0095 }];
    const profiles = [{ model: 'm', serviceTime: 10 }];
    expect(await nodesOf('bfs', { nodes: [GPU], profiles, apps })).toEqual([0, 0, 0, 0, 0, 0, 0, 0, -1]);
  });

  it('stop memory at 0.8 of the node, reached exactly or not', async () => {
    const toy = (memory: number): ScenarioToy => ({
      nodes: [{ ...TPU, memory: 10 * GB }],
      profiles: [{ model: 'm', serviceTime: 1, memory: 3 * GB }],
      apps: [{ name: 'a', memory }],
    });
    expect(await nodesOf('bfs', toy(5 * GB))).toEqual([0]);
    expect(await nodesOf('bfs', toy(5.01 * GB))).toEqual([-1]);
  });

  it('hold a class below 0.8 requests in flight, its rates added up', async () => {
    // GPU, S = 10: one at 0.03 has R = 10/(1 − 0.3) = 14.3, 0.43 in flight. Two shared: λ = 0.06, R = 25, 1.5 in flight.
    const apps: AppToy[] = [1, 2].map((k) => ({ name: `a${k}`, arrivalRate: 0.03, sharing: 'model' as const }));
    const profiles = [{ model: 'm', serviceTime: 10 }];
    expect(await nodesOf('bfs', { nodes: [GPU], profiles, apps })).toEqual([0, -1]);
    // Not shared: two classes of 0.03 each with R = 25: 0.75 in flight each.
    const separate = apps.map((app) => ({ ...app, sharing: 'none' as const }));
    expect(await nodesOf('bfs', { nodes: [GPU], profiles, apps: separate })).toEqual([0, 0]);
  });

  it('are not asked by grouping on an edgeTPU, where memory alone counts, and are on a GPU', async () => {
    const toy = (node: typeof TPU | typeof GPU): ScenarioToy => ({
      nodes: [node],
      profiles: [{ model: 'm', serviceTime: 0.1 }],
      // CPU stage 8500/(1 − 0.85) = 56,667 ms: 5.7 requests in flight.
      apps: [{ name: 'a', arrivalRate: 0.0001, preprocessTime: 8500 }],
    });
    expect(await nodesOf('bfs', toy(TPU))).toEqual([-1]);
    expect(await nodesOf('grouping', toy(TPU))).toEqual([0]);
    expect(await nodesOf('grouping', toy(GPU))).toEqual([-1]);
  });
});

describe('response times as Ibis sees them', () => {
  it('must be below the SLO, not at it', async () => {
    const toy = (limit: number): ScenarioToy => ({
      network: 5,
      nodes: [TPU],
      profiles: [{ model: 'm', serviceTime: 8 }],
      apps: [{ name: 'a', arrivalRate: 1 / 32, slo: { metric: 'mean', limit } }],
    });
    // λ = 1/32: ρ = 1/4, E[W] = 4/3; with the network 14.333 ms.
    expect(await nodesOf('bfs', toy(14.334))).toEqual([0]);
    expect(await nodesOf('bfs', toy(14.333))).toEqual([-1]);
    // λ = 1/16: ρ = 1/2, E[W] = λS²/(2(1 − ρ)) = 4, R = 12, each exact in binary.
    const exactly = (limit: number): ScenarioToy => ({
      nodes: [TPU],
      profiles: [{ model: 'm', serviceTime: 8 }],
      apps: [{ name: 'a', arrivalRate: 1 / 16, slo: { metric: 'mean', limit } }],
    });
    expect(await nodesOf('bfs', exactly(12))).toEqual([-1]);
    expect(await nodesOf('bfs', exactly(12.001))).toEqual([0]);
  });

  it('read a percentile SLO as a limit on the mean', async () => {
    const toy = (limit: number): ScenarioToy => ({
      nodes: [GPU],
      profiles: [{ model: 'm', serviceTime: 10 }],
      apps: [{ name: 'a', arrivalRate: 0.02, slo: { metric: 'p99', limit } }],
    });
    expect(await nodesOf('bfs', toy(12.6))).toEqual([0]); // R = 10/(1 − 0.2) = 12.5
    expect(await nodesOf('bfs', toy(12.4))).toEqual([-1]);
  });

  it('take the tightest SLO of a class and the CPU stage of the newcomer for everybody', async () => {
    const profiles = [{ model: 'm', serviceTime: 10 }];
    const first: AppToy = { name: 'a', arrivalRate: 0.001, slo: { metric: 'mean', limit: 20 }, sharing: 'model' };
    const newcomer: AppToy = { name: 'b', arrivalRate: 0.001, preprocessTime: 15, sharing: 'model' };
    const loose: AppToy = { ...first, name: 'loose', slo: { metric: 'mean', limit: 1000 } };
    expect(await nodesOf('bfs', { nodes: [GPU], profiles, apps: [loose, first, newcomer] })).toEqual([0, 0, -1]);
    // Alone each is fine; b's 15/(1 − 0.015) = 15.2 ms of CPU would push a to 25 ms.
    expect(await nodesOf('bfs', { nodes: [{ ...GPU, count: 1 }], profiles, apps: [first, newcomer] })).toEqual([0, -1]);
    expect(await nodesOf('bfs', { nodes: [{ ...GPU, count: 2 }], profiles, apps: [first, newcomer] })).toEqual([0, 1]);
    // A newcomer without a CPU stage joins an application that has one, and is not charged for it.
    expect(await nodesOf('bfs', { nodes: [GPU], profiles, apps: [newcomer, first] })).toEqual([0, 0]);
  });
});

describe('memory as Ibis counts it', () => {
  const profiles = [{ model: 'm', serviceTime: 1, memory: 3 * GB }];
  const apps: AppToy[] = [1, 2, 3].map((k) => ({ name: `a${k}`, memory: GB, sharing: 'model' as const }));

  it('asks an edgeTPU for a whole backend even where the model is, and then adds only the frontend', async () => {
    // 10 GB, 8 usable: 4 used, the second needs 4 more (8, fits) and leaves 5; the third asks for 9.
    expect(await nodesOf('grouping', { nodes: [{ ...TPU, memory: 10 * GB }], profiles, apps })).toEqual([0, 0, -1]);
    // 11.3 GB, 9.04 usable: the third fits too.
    expect(await nodesOf('grouping', { nodes: [{ ...TPU, memory: 11.3 * GB }], profiles, apps })).toEqual([0, 0, 0]);
  });

  it('asks a GPU for a shared backend once', async () => {
    // 3 + 1 + 1 + 1 = 6 GB, which is 0.8 of 7.5 GB.
    expect(await nodesOf('bfs', { nodes: [{ ...GPU, memory: 7.4 * GB }], profiles, apps })).toEqual([0, 0, -1]);
    expect(await nodesOf('bfs', { nodes: [{ ...GPU, memory: 7.5 * GB }], profiles, apps })).toEqual([0, 0, 0]);
  });

  it('asks a GPU for a backend of its own where nothing is shared', async () => {
    const own = apps.map((app) => ({ ...app, sharing: 'none' as const }));
    expect(await nodesOf('bfs', { nodes: [{ ...GPU, memory: 10 * GB }], profiles, apps: own })).toEqual([0, 0, -1]);
  });
});

describe('the order in which Ibis looks at nodes', () => {
  const profiles = ['m', 'n', 'o'].map((model) => ({ model, serviceTime: 10, memory: 0 }));
  const one = (model: string, arrivalRate = 0.001): AppToy => ({ name: `${model}${arrivalRate}`, model, arrivalRate });

  it('pays no swaps on a device that serves in order without them', async () => {
    // Two models at ρ = 0.1 each; with 50 ms of swaps for every second request ρ would be 0.1 + 0.1 + 0.5.
    const swapping = ['m', 'n'].map((model) => ({ model, serviceTime: 10, swapTime: 50 }));
    const toy = (discipline: 'fcfs' | 'fcfs-swap'): ScenarioToy => ({
      nodes: [{ name: 'npu', discipline }],
      profiles: swapping,
      apps: [one('m', 0.01), one('n', 0.01)].map((app) => ({ ...app, slo: { metric: 'mean', limit: 30 } })),
    });
    expect(await nodesOf('bfs', toy('fcfs'))).toEqual([0, 0]);
    expect(await nodesOf('bfs', toy('fcfs-swap'))).toEqual([0, -1]);
  });

  it('is breadth first: the node with the model, else an idle one, else the least busy', async () => {
    const apps = [one('m', 0.01), one('n', 0.005), one('m'), one('o'), one('n', 0.001)];
    // m idle 0, n idle 1, m joins 0, o goes to the least busy (1), n joins 1.
    expect(await nodesOf('bfs', { nodes: [{ ...TPU, count: 2 }], profiles, apps })).toEqual([0, 1, 0, 1, 1]);
  });

  it('takes the first of nodes that are equally busy, in whatever order their sums were made', async () => {
    // 0.1 + 0.2 on the first node, which a computer adds up to a little more than the 0.3 on the second.
    const apps = [0.01, 0.03, 0.02, 0.02].map((arrivalRate, k): AppToy => ({ name: `a${k}`, arrivalRate }));
    const nodes = [{ ...GPU, count: 2 }];
    const plain = [{ model: 'm', serviceTime: 10 }];
    expect(await nodesOf('bfs', { nodes, profiles: plain, apps })).toEqual([0, 1, 0, 0]);
  });

  it('takes the GPU where ρ grows alike on both kinds but for rounding', async () => {
    const nodes = [
      { ...TPU, device: 'tpu' },
      { ...GPU, device: 'gpu' },
    ];
    // The second application adds 0.01 to either; on the edgeTPU a computer sees 0.015 − 0.005 = 0.009999999999999998.
    const on = (device: string, model: string, serviceTime: number) => ({ device, model, serviceTime });
    const apps = [one('m', 0.001), one('n', 0.002)];
    const both = [on('tpu', 'm', 5), on('tpu', 'n', 5), on('gpu', 'n', 5)];
    expect(await nodesOf('bfs', { nodes, profiles: both, apps })).toEqual([0, 1]);
  });

  it('prefers no node for its model on a GPU unless the model is shared', async () => {
    const apps = [one('m', 0.01), one('m')];
    expect(await nodesOf('bfs', { nodes: [{ ...GPU, count: 2 }], profiles, apps })).toEqual([0, 1]);
    const shared = apps.map((app) => ({ ...app, sharing: 'model' as const }));
    expect(await nodesOf('bfs', { nodes: [{ ...GPU, count: 2 }], profiles, apps: shared })).toEqual([0, 0]);
  });

  it('is depth first by name in natural order, not in scenario order', async () => {
    const nodes = [
      { ...TPU, name: 'coral-10' },
      { ...TPU, name: 'coral-2' },
    ];
    expect(await nodesOf('dfs', { nodes, profiles, apps: [one('m')] })).toEqual([1]);
    expect(await nodesOf('bfs', { nodes, profiles, apps: [one('m')] })).toEqual([0]);
  });

  it('is depth first on a GPU after a node that shares the model', async () => {
    const rates = { blocker: 0.04, small: 0.001 };
    const shared = (model: string, rate: number): AppToy => ({ ...one(model, rate), sharing: 'model' });
    // n (ρ .4) fills node 0 so that m (ρ .4) goes to node 1; the next m fits node 0 by name but joins node 1.
    const apps = [shared('n', rates.blocker), shared('m', 0.04), shared('m', rates.small)];
    expect(await nodesOf('dfs', { nodes: [{ ...GPU, count: 2 }], profiles, apps })).toEqual([0, 1, 1]);
    // An edgeTPU always takes the first by name.
    expect(await nodesOf('dfs', { nodes: [{ ...TPU, count: 2 }], profiles, apps })).toEqual([0, 1, 0]);
  });

  it('takes the kind of accelerator whose ρ grows less, and the GPU when they are equal', async () => {
    const nodes = [
      { ...TPU, device: 'tpu' },
      { ...GPU, device: 'gpu' },
    ];
    const on = (device: string, model: string, serviceTime: number, swapTime = 0) => ({
      device,
      model,
      serviceTime,
      swapTime,
    });
    const both = [on('tpu', 'm', 5, 50), on('gpu', 'm', 8), on('tpu', 'n', 5, 50), on('gpu', 'n', 8)];
    // m: .05 against .08 → TPU. n beside m: both classes start swapping, so ρ would grow by far more than .08 → GPU.
    expect(await nodesOf('bfs', { nodes, profiles: both, apps: [one('m', 0.01), one('n', 0.01)] })).toEqual([0, 1]);
    const equal = [on('tpu', 'm', 8), on('gpu', 'm', 8)];
    expect(await nodesOf('bfs', { nodes, profiles: equal, apps: [one('m', 0.01)] })).toEqual([1]);
    expect(await nodesOf('bfs', { nodes, profiles: [on('gpu', 'm', 8)], apps: [one('m', 0.01)] })).toEqual([1]);
  });
});
