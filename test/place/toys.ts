/** Small scenarios and toy latency questions: placement is tested without any queueing model of the program. */

import type { IbisClass, IbisQuestion, LatencyQuestion, ResponseTime, Tenant } from '../../src/domain/latency.ts';
import type {
  ApplicationGroup,
  NodeGroup,
  Placement,
  Profile,
  ProfileBook,
  Scenario,
} from '../../src/domain/scenario.ts';
import type { PlacementProblem } from '../../src/place/problem.ts';

export const GB = 1e9;

export type AppToy = Partial<ApplicationGroup> & { name: string };
export type NodeToy = Partial<NodeGroup> & { name: string };
export type ProfileToy = Partial<Profile> & { model: string; serviceTime: number };

export function profile(toy: ProfileToy): Profile {
  return {
    device: 'dev',
    scvService: 0,
    swapTime: 0,
    memory: 0,
    onChipMemory: null,
    offChipMemory: null,
    preprocessTime: null,
    batchServiceTimes: [[1, toy.serviceTime]],
    concurrentServiceTimes: [[1, toy.serviceTime]],
    samples: null,
    source: 'made up',
    origin: null,
    ...toy,
  };
}

export function book(profiles: readonly ProfileToy[]): ProfileBook {
  const all = profiles.map(profile);
  return {
    find: (model, device) => all.find((p) => p.model === model && p.device === device) ?? null,
    models: [...new Set(all.map((p) => p.model))],
    devices: [...new Set(all.map((p) => p.device))],
  };
}

function indexed<T extends { count?: number }, G>(
  toys: readonly T[],
  make: (toy: T, index: number, first: number) => G,
) {
  let firstIndex = 0;
  return toys.map((toy, index) => {
    const group = make(toy, index, firstIndex);
    firstIndex += toy.count ?? 1;
    return group;
  });
}

export interface ScenarioToy {
  readonly nodes: readonly NodeToy[];
  readonly apps: readonly AppToy[];
  readonly profiles: readonly ProfileToy[];
  readonly limits?: { utilization: number; memory: number };
  readonly network?: number;
}

export function scenarioOf({ nodes, apps, profiles, limits, network }: ScenarioToy): Scenario {
  return {
    name: 'toy',
    network: network ?? 0,
    limits: limits ?? { utilization: 1, memory: 1 },
    nodes: indexed(nodes, (toy, index, firstIndex) => ({
      index,
      isCounted: toy.count !== undefined,
      count: 1,
      firstIndex,
      device: 'dev',
      discipline: 'ps' as const,
      accelerators: 1,
      memory: 1000 * GB,
      cores: 4,
      cost: 1,
      concurrency: 1,
      maxBatch: null,
      maxBatchDelay: 0,
      origin: null,
      ...toy,
    })),
    apps: indexed(apps, (toy, index, firstIndex) => ({
      index,
      isCounted: toy.count !== undefined,
      count: 1,
      firstIndex,
      model: 'm',
      arrivalRate: 0.001,
      slo: { metric: 'mean' as const, limit: 1e6 },
      preprocessTime: 0,
      memory: 0,
      sharing: 'none' as const,
      arrivals: { kind: 'poisson' as const },
      weight: 1,
      origin: null,
      ...toy,
    })),
    profiles: book(profiles),
    placement: null,
    gates: [],
  };
}

/** A response time that is always the same: every quantile is the mean. */
function certain(mean: number, network: number): ResponseTime {
  return {
    mean,
    stages: { network, cpu: 0, accelerator: mean - network },
    fidelity: 'exact',
    note: null,
    quantile: () => mean,
    tail: (t) => (t < mean ? 1 : 0),
  };
}

/**
 * A toy with the shape of the real thing: every request waits in proportion to ρ/(1 − ρ), and a change of model costs
 * the newcomer's swap time once in proportion to the other models' share of the requests.
 */
export function toyLatency(scenario: Scenario): LatencyQuestion {
  const load = (node: NodeGroup, tenants: readonly Tenant[]) => {
    const total = tenants.reduce((sum, { app, count }) => sum + count * app.arrivalRate, 0);
    return tenants.reduce((sum, { app, count }) => {
      const p = scenario.profiles.find(app.model, node.device);
      if (p === null) throw new RangeError(`no profile of ${app.model} on ${node.device}`);
      const same = tenants.filter((t) => t.app.model === app.model);
      const own = same.reduce((rate, t) => rate + t.count * t.app.arrivalRate, 0);
      return sum + count * app.arrivalRate * (p.serviceTime + (1 - own / total) * p.swapTime);
    }, 0);
  };
  return (node, tenancy) => {
    const cpu = tenancy
      .flat()
      .reduce((sum, { app, count }) => sum + count * app.arrivalRate * (app.preprocessTime ?? 0), 0);
    const cpuUtilization = cpu / (node.cores ?? 1);
    return {
      cpuUtilization,
      accelerators: tenancy.map((tenants) => {
        const utilization = load(node, tenants);
        const isStable = utilization < 1 && cpuUtilization < 1;
        return {
          utilization,
          isStable,
          tenants: tenants.map(({ app }) => {
            if (!isStable) return { response: null, reason: 'more work than time' };
            const { serviceTime } = scenario.profiles.find(app.model, node.device) as Profile;
            return {
              response: certain(scenario.network + serviceTime / (1 - utilization), scenario.network),
              reason: null,
            };
          }),
        };
      }),
    };
  };
}

/** The published formulas as the contract gives them, written out for these tests only. */
export const ibisFormulas: IbisQuestion = (rules, classes) => {
  const total = classes.reduce((sum, k) => sum + k.arrivalRate, 0);
  const occupancy = (k: IbisClass) =>
    rules === 'gpu' ? k.serviceTime : k.serviceTime + (1 - k.arrivalRate / total) * k.swapTime;
  const utilization = classes.reduce((sum, k) => sum + k.arrivalRate * occupancy(k), 0);
  if (!(utilization < 1)) return { utilization, responseTimes: null };
  if (rules === 'gpu') {
    const serviceRate = total / utilization;
    const waiting = 1 / (serviceRate - total) - 1 / serviceRate;
    return { utilization, responseTimes: classes.map((k) => k.serviceTime + waiting) };
  }
  const second = classes.reduce((sum, k) => sum + (k.arrivalRate / total) * occupancy(k) ** 2, 0);
  const waiting = (total * second) / (2 * (1 - utilization));
  return { utilization, responseTimes: classes.map((k) => occupancy(k) + waiting) };
};

export function problemOf(toy: ScenarioToy, latency?: LatencyQuestion): PlacementProblem {
  const scenario = scenarioOf(toy);
  return { scenario, latency: latency ?? toyLatency(scenario), ibis: ibisFormulas, seed: 1, steps: 100 };
}

export function placedCount(placement: Placement): number {
  return placement.node.filter((node) => node >= 0).length;
}

/** A placement from [node, accelerator] pairs, `null` where an instance is left out. */
export function placementOf(places: readonly (readonly [number, number] | null)[]): Placement {
  return {
    node: Int32Array.from(places, (place) => place?.[0] ?? -1),
    accelerator: Int32Array.from(places, (place) => place?.[1] ?? -1),
  };
}
