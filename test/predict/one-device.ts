import type { Discipline } from '../../src/domain/disciplines.ts';
import type { AcceleratorAnswer, NodeAnswer, ResponseTime, Tenant } from '../../src/domain/latency.ts';
import type { ApplicationGroup, NodeGroup, Profile } from '../../src/domain/scenario.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';

/** One application on the device; anything left out has the scenario's default. */
export interface App extends Partial<ApplicationGroup> {
  /** λ of one instance, requests per ms. */
  readonly arrivalRate: number;
  /** Measured behaviour of its model; `model` names it where applications share one. */
  readonly profile: Partial<Profile> & { readonly serviceTime: number };
  readonly instances?: number;
}

const NODE: NodeGroup = {
  index: 0,
  name: 'node',
  isCounted: false,
  count: 1,
  firstIndex: 0,
  device: 'device',
  discipline: 'ps',
  accelerators: 1,
  memory: 1e9,
  cores: null,
  cost: 1,
  concurrency: 1,
  maxBatch: null,
  maxBatchDelay: 0,
  origin: null,
};

function profileOf(model: string, given: App['profile']): Profile {
  return {
    model,
    device: 'device',
    scvService: 0,
    swapTime: 0,
    memory: 0,
    onChipMemory: null,
    offChipMemory: null,
    preprocessTime: null,
    batchServiceTimes: [[1, given.serviceTime]],
    concurrentServiceTimes: [[1, given.serviceTime]],
    samples: null,
    source: 'test',
    origin: null,
    ...given,
  };
}

function tenantOf(app: App, index: number): Tenant {
  const { profile: _, instances = 1, ...said } = app;
  const group: ApplicationGroup = {
    index,
    name: `app-${index}`,
    isCounted: false,
    count: instances,
    firstIndex: index,
    model: `model-${index}`,
    slo: { metric: 'mean', limit: 100 },
    preprocessTime: null,
    memory: 0,
    sharing: 'none',
    arrivals: { kind: 'poisson' },
    weight: 1,
    origin: null,
    ...said,
  };
  return { app: group, count: instances };
}

/** The answer for a node with the given accelerators' applications. */
export function askNode(
  accelerators: readonly (readonly App[])[],
  node: Partial<NodeGroup> = {},
  network = 0,
): NodeAnswer {
  const tenancy = accelerators.map((apps, a) =>
    apps.map((app, k) => tenantOf({ model: `model-${a}-${k}`, ...app }, k)),
  );
  const profiles = new Map<string, Profile>();
  accelerators.forEach((apps, a) => {
    apps.forEach((app, k) => {
      const { model } = tenancy[a]![k]!.app;
      profiles.set(model, profileOf(model, app.profile));
    });
  });
  const find = (model: string, device: string) => (device === 'device' ? (profiles.get(model) ?? null) : null);
  const question = createLatencyQuestion({ profiles: { find, models: [], devices: [] }, network });
  return question({ ...NODE, accelerators: accelerators.length, ...node }, tenancy);
}

/** The answer for a node with one accelerator. */
export function askDevice(
  discipline: Discipline,
  apps: readonly App[],
  node: Partial<NodeGroup> = {},
): AcceleratorAnswer {
  return askNode([apps], { discipline, ...node }).accelerators[0] as AcceleratorAnswer;
}

/** One application per entry of the columns; rates per ms, times in ms. */
export function appsOf(
  arrivalRate: readonly number[],
  serviceTime: readonly number[],
  swapTime: readonly number[] = [],
  scvService: readonly number[] = [],
): App[] {
  return arrivalRate.map((rate, k) => ({
    arrivalRate: rate,
    profile: { serviceTime: serviceTime[k] as number, swapTime: swapTime[k] ?? 0, scvService: scvService[k] ?? 0 },
  }));
}

/** The response times of a stable device; throws where there is none. */
export function responsesOf(answer: AcceleratorAnswer): ResponseTime[] {
  return answer.tenants.map(({ response, reason }) => {
    if (response === null) throw new Error(`no response time: ${reason}`);
    return response;
  });
}

export function meansOf(answer: AcceleratorAnswer): number[] {
  return responsesOf(answer).map(({ mean }) => mean);
}

/** Whether `found` is within the fraction `tolerance` of `expected`; false for NaN. */
export function isWithin(found: number, expected: number, tolerance: number): boolean {
  return Math.abs(found - expected) <= tolerance * Math.abs(expected);
}
