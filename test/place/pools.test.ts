/** Memory of accelerators, slots and pods against the truth: every mix of every node is tried. */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import type { Placement, Scenario } from '../../src/domain/scenario.ts';
import { Admission } from '../../src/place/admission.ts';
import { checkPlacement } from '../../src/place/check.ts';
import { explainLeftOut } from '../../src/place/explain.ts';
import { fleetOf, placedWeight } from '../../src/place/fleet.ts';
import { companyOf } from '../../src/place/node-company.ts';
import { POLICIES } from '../../src/place/policies.ts';
import { greatestWeight, keepsEverything } from './brute-force.ts';
import { randomScenario } from './random-scenarios.ts';
import { GB, problemOf, type ScenarioToy } from './toys.ts';

const SIZE = { classes: 3, mostInstances: 3, mostNodes: 2, mostAccelerators: 2 };

/** A random scenario in which accelerators have memory of their own, and Kubernetes counts containers and pods. */
function pooled(seed: number): ScenarioToy {
  const toy = randomScenario(seed, SIZE);
  const random = xoroshiro128plus(seed + 1000);
  const between = (low: number, high: number) => low + (high - low) * uniformFloat64(random);
  const int = (low: number, high: number) => uniformInt(random, low, high);
  return {
    ...toy,
    nodes: toy.nodes.map((node) => ({
      ...node,
      acceleratorMemory: int(0, 2) > 0 ? between(0.2, 2) * GB : null,
      kubernetes: {
        hostname: null,
        resource: int(0, 3) > 0 ? 'nvidia.com/gpu' : null,
        replicas: int(0, 2) > 0 ? int(1, 3) : null,
        pods: int(0, 2) > 0 ? int(1, 8) : null,
        taints: [],
      },
    })),
    profiles: toy.profiles.map((one) => ({
      ...one,
      memory: int(0, 4) > 0 ? (one.memory ?? 0) : null,
      acceleratorMemory: int(0, 2) === 0 ? between(0, 1) * GB : null,
    })),
    apps: toy.apps.map((app) => ({ ...app, slo: { metric: 'mean' as const, limit: between(100, 2000) } })),
  };
}

/** What a placement takes of every pool, counted here once more, with none of the code of the program. */
function overdrawn({ nodes, apps, profiles, limits }: Scenario, placement: Placement): string[] {
  const groups = apps.flatMap((app) => Array.from({ length: app.count }, () => app));
  const found: string[] = [];
  let index = 0;
  for (const group of nodes) {
    for (let k = 0; k < group.count; k++, index++) {
      const here = groups.flatMap((app, i) =>
        placement.node[i] === index ? [{ app, i, on: placement.accelerator[i] as number }] : [],
      );
      const own = new Map<string, number>();
      const backends = new Set<string>();
      for (const { app, i, on } of here) {
        const copy = profiles.find(app.model, group.device);
        const who = app.sharing === 'model' ? app.model : `#${i}`;
        own.set(`${on} ${who}`, copy?.acceleratorMemory ?? copy?.memory ?? 0);
        backends.add(group.discipline === 'ps' ? `${on} ${who}` : `${on}`);
      }
      for (let a = 0; a < group.accelerators; a++) {
        const used = [...own].reduce((sum, [key, bytes]) => sum + (key.startsWith(`${a} `) ? bytes : 0), 0);
        const size = group.acceleratorMemory;
        if (typeof size === 'number' && used > limits.memory * size * (1 + 1e-9)) found.push(`memory of ${index}/${a}`);
      }
      const { resource = null, replicas = null, pods = null } = group.kubernetes ?? {};
      const isCounted = resource !== null && replicas !== null && group.discipline === 'ps';
      if (isCounted && backends.size > (replicas as number) * group.accelerators) found.push(`slots of ${index}`);
      if (pods !== null && backends.size + here.length > pods) found.push(`pods of ${index}`);
    }
  }
  return found;
}

const SEEDS = Array.from({ length: 60 }, (_, k) => k + 1);

describe('pools of random scenarios', () => {
  it('no plan of a policy that may look at them overdraws one', async () => {
    const kept = Object.values(POLICIES).filter(({ name }) => !name.startsWith('ibis'));
    for (const seed of SEEDS) {
      const problem = problemOf(pooled(seed));
      for (const { name, run } of kept) {
        const { placement } = await run({ ...problem, steps: 400 });
        expect(overdrawn(problem.scenario, placement), `${name}, seed ${seed}`).toEqual([]);
      }
    }
  });

  it('the optimum is the greatest weight of all mixes, and the checker finds nothing in it', async () => {
    let [proved, binding] = [0, 0];
    for (const seed of SEEDS) {
      const problem = problemOf(pooled(seed));
      const { scenario, latency } = problem;
      const truth = greatestWeight(scenario, keepsEverything(scenario, latency));
      const { placement, status, upperBound } = await POLICIES.optimal.run({ ...problem, steps: 5000 });
      const weight = placedWeight(fleetOf(scenario), placement);
      expect(upperBound, `seed ${seed}`).toBeGreaterThanOrEqual(truth);
      expect(weight, `seed ${seed}`).toBe(truth);
      expect(checkPlacement(scenario, latency, placement), `seed ${seed}`).toEqual([]);
      if (status === 'optimal') proved++;
      const free = {
        ...scenario,
        nodes: scenario.nodes.map((node) => ({ ...node, acceleratorMemory: null, kubernetes: null })),
      };
      if (greatestWeight(free, keepsEverything(free, latency)) > truth) binding++;
    }
    expect(proved).toBeGreaterThanOrEqual(55);
    expect(binding).toBeGreaterThanOrEqual(20);
  });

  it('the checker finds what is overdrawn in any placement, and nothing else of that kind', () => {
    for (const seed of SEEDS) {
      const { scenario, latency } = problemOf(pooled(seed));
      const random = xoroshiro128plus(seed);
      const nodes = scenario.nodes.flatMap((group) => Array.from({ length: group.count }, () => group));
      const instances = scenario.apps.flatMap(({ count }) => Array.from({ length: count }));
      const node = Int32Array.from(instances, () => uniformInt(random, -1, nodes.length - 1));
      const accelerator = node.map((n) => (n < 0 ? -1 : uniformInt(random, 0, (nodes[n]?.accelerators ?? 1) - 1)));
      const told = checkPlacement(scenario, latency, { node, accelerator }).flatMap((one) => {
        if (one.kind === 'accelerator-memory') return [`memory of ${one.node}/${one.accelerator}`];
        return one.kind === 'slots' || one.kind === 'pods' ? [`${one.kind} of ${one.node}`] : [];
      });
      expect(told.toSorted(), `seed ${seed}`).toEqual(overdrawn(scenario, { node, accelerator }).toSorted());
    }
  });

  it('more memory on every accelerator never hosts less', async () => {
    for (const seed of SEEDS.slice(0, 15)) {
      const toy = pooled(seed);
      const hosted = await Promise.all(
        [1, 1.5, 4].map(async (factor) => {
          const nodes = toy.nodes.map((node) => ({
            ...node,
            acceleratorMemory: typeof node.acceleratorMemory === 'number' ? factor * node.acceleratorMemory : null,
          }));
          const problem = problemOf({ ...toy, nodes });
          const { placement } = await POLICIES.optimal.run({ ...problem, steps: 5000 });
          return placedWeight(fleetOf(problem.scenario), placement);
        }),
      );
      expect(hosted, `seed ${seed}`).toEqual(hosted.toSorted((a, b) => a - b));
    }
  });
});

const CARD: ScenarioToy = {
  nodes: [{ name: 'n', memory: 64 * GB, acceleratorMemory: 16 * GB }],
  profiles: [{ model: 'm', serviceTime: 1, memory: 6 * GB }],
  apps: [{ name: 'a', count: 4 }],
};

async function hosted(toy: ScenarioToy): Promise<readonly [number, string | null]> {
  const problem = problemOf(toy);
  const { placement } = await POLICIES.auto.run({ ...problem, steps: 1000 });
  const [reason] = explainLeftOut(problem, placement);
  return [placedWeight(fleetOf(problem.scenario), placement), reason?.sentence ?? null];
}

const shares = (replicas: number, pods: number | null = null) => ({
  hostname: null,
  resource: 'nvidia.com/gpu',
  replicas,
  pods,
  taints: [],
});

describe('a card with memory of its own', () => {
  it('takes two copies of 6 GB on 16 GB, one if a tenth of it stays free for each, and all of them where it shares', async () => {
    expect(await hosted(CARD)).toEqual([2, 'memory of the accelerator: 16.8 GiB needed, 14.9 GiB allowed']);
    expect((await hosted({ ...CARD, limits: { utilization: 1, memory: 0.7 } }))[0]).toBe(1);
    expect(await hosted({ ...CARD, apps: [{ name: 'a', count: 4, sharing: 'model' }] })).toEqual([4, null]);
    expect(await hosted({ ...CARD, nodes: [{ name: 'n', memory: 64 * GB }] })).toEqual([4, null]);
  });

  it('is filled by what the profile says of it, else by the memory of a copy on the node', async () => {
    const profiles = [{ model: 'm', serviceTime: 1, memory: 6 * GB, acceleratorMemory: 5 * GB }];
    expect((await hosted({ ...CARD, profiles }))[0]).toBe(3);
    expect((await hosted({ ...CARD, profiles: [{ model: 'm', serviceTime: 1, memory: null }] }))[0]).toBe(4);
    const small = { ...CARD, nodes: [{ name: 'n', memory: 7 * GB, acceleratorMemory: 16 * GB }] };
    expect((await hosted(small))[0]).toBe(1);
  });
});

describe('slots and pods of Kubernetes', () => {
  const toy = (facts: ReturnType<typeof shares>, accelerators = 1): ScenarioToy => ({
    ...CARD,
    nodes: [{ name: 'n', accelerators, kubernetes: facts }],
    apps: [{ name: 'a', count: 14 }],
  });

  it('limit containers, and say how many are needed', async () => {
    expect(await hosted(toy(shares(12)))).toEqual([12, '12 slots for nvidia.com/gpu, 13 needed']);
    expect((await hosted(toy(shares(4), 2)))[0]).toBe(8);
    expect(await hosted(toy(shares(20, 11)))).toEqual([5, '11 pods, 12 needed']);
  });

  it('count one container for all that share a model, and one for an accelerator that takes one process', async () => {
    const shared = { ...toy(shares(1, 9)), apps: [{ name: 'a', count: 14, sharing: 'model' as const }] };
    expect((await hosted(shared))[0]).toBe(8);
    const single = toy(shares(1, 9));
    const nodes = single.nodes.map((node) => ({ ...node, discipline: 'fcfs' as const }));
    expect((await hosted({ ...single, nodes }))[0]).toBe(8);
  });

  it('hold for one newcomer as well', () => {
    const { scenario, latency } = problemOf(toy(shares(2)));
    const [node] = scenario.nodes;
    const [app] = scenario.apps;
    if (node === undefined || app === undefined) throw new Error('the toy has a node and an application');
    const company = companyOf(
      [app, app].map((one) => ({ app: one, accelerator: 0 })),
      1,
    );
    const verdict = new Admission(scenario, latency).verdict(node, company, app);
    expect(verdict).toMatchObject({ isAdmitted: false, violation: { kind: 'slots', needed: 3, allowed: 2 } });
  });
});
