/**
 * `time-slice`: containers share the device equally, each serving its own queue in order of arrival. Coupled queues,
 * for which no closed form is known beyond two containers. Approximation; its steps, and what they were checked
 * against, are in REFERENCES.md, "Time-sliced containers".
 */

import { gammaTime } from '../math/laplace.ts';
import { ARRIVALS_NOTE, delayFactors } from './arrivals.ts';
import type { ServiceClasses } from './mg1.ts';
import type { AcceleratorModel, RequestClass, StageResponse } from './model.ts';
import { serviceClasses } from './ps.ts';
import type { LawPart, ResponseLaw } from './response-law.ts';
import { sharingLaw, varianceRateFunction, varianceSingleServer } from './sharing-law.ts';
import { busyProbabilities, type ContainerKinds } from './time-slice-activity.ts';

/**
 * By how much the delay during service varies more than if containers were busy independently of each other and of
 * the wait before. Fitted to the p90 of the same simulated devices as the clinging of `time-slice-activity.ts`.
 */
const DELAY_SPREAD = 1.5;

/** One kind of container as the device treats it: everything that its response time depends on. */
interface Container {
  /** λₖ of one container, requests per ms. */
  readonly arrivalRate: number;
  /** E[Sₖ], ms. */
  readonly service: number;
  readonly scv: number;
  /** uₖ, the probability that it is busy. */
  readonly busy: number;
  /** fₖ = uₖ/ρₖ: how much longer a service takes for the others' sake. */
  readonly stretch: number;
  /** Variance of the number of other busy containers, over fₖ². */
  readonly unrest: number;
  /** How long the others' activity lasts, ms. */
  readonly otherTurns: number;
  /** E[Wₖ] by step 2, ms, before it is scaled. */
  readonly wait: number;
}

/**
 * Mean within 3 % of simulation for nine containers in ten, loads to 0.9; exact for one container. Percentiles from a
 * wait that is gamma-distributed when there is one and a gamma delay during service: p90 within 6 %, p95 within 8 %, p99 within 14 % for nine in ten. With `concurrency` c > 1 (c
 * workers per container, all running requests sharing equally) the mean moves from this towards plain processor
 * sharing as max(uₖ)^(c−1) falls, within 3 % of simulation mostly.
 */
export const timeSlice: AcceleratorModel = (classes, { concurrency }) => {
  const { kinds, load, serviceTime, count, kindOf } = kindsOf(classes);
  const utilization = load.reduce((sum, one, k) => sum + one * count[k]!, 0);
  if (!(utilization < 1)) return { utilization, responses: null };
  const busy = busyProbabilities({ load, serviceTime, count });
  const containers = kinds.map((one, k) => containerOf(one, k, busy, load, serviceTime, count));
  const scale = waitScale(containers, count, utilization);
  const sharing = 1 - busy.reduce((most, one) => Math.max(most, one), 0) ** (concurrency - 1);
  const together = { sharing, utilization, classes: serviceClasses(classes) };
  const responses = classes.map((one, c) => response(one, containers[kindOf[c]!]!, scale, together));
  return { utilization, responses };
};

interface Kinds extends ContainerKinds {
  /** A class of each kind. */
  readonly kinds: readonly RequestClass[];
  /** The kind of each class. */
  readonly kindOf: readonly number[];
}

/** Containers of equal load and service are one kind, however many applications they come from. */
function kindsOf(classes: readonly RequestClass[]): Kinds {
  const known = new Map<string, number>();
  const kinds: RequestClass[] = [];
  const count: number[] = [];
  const kindOf = classes.map((one) => {
    const { serviceTime, scvService } = one.profile;
    const key = `${one.arrivalRate / one.containers} ${serviceTime} ${scvService}`;
    const kind = known.get(key) ?? kinds.push(one) - 1;
    known.set(key, kind);
    count[kind] = (count[kind] ?? 0) + one.containers;
    return kind;
  });
  return {
    kinds,
    kindOf,
    count: Float64Array.from(count),
    load: Float64Array.from(kinds, (one) => (one.arrivalRate * one.profile.serviceTime) / one.containers),
    serviceTime: Float64Array.from(kinds, (one) => one.profile.serviceTime),
  };
}

/** Step 2: one container as an M/G/1 queue whose services are stretched, and unevenly so, by the others. */
function containerOf(
  { arrivalRate, containers, profile: { scvService } }: RequestClass,
  k: number,
  busy: Float64Array,
  load: Float64Array,
  serviceTime: Float64Array,
  count: Float64Array,
): Container {
  const own = busy[k]!;
  const service = serviceTime[k]!;
  const stretch = own / load[k]!;
  let variance = 0;
  let turns = 0;
  for (let j = 0; j < busy.length; j++) {
    const others = count[j]! - (j === k ? 1 : 0);
    const variability = others * busy[j]! * (1 - busy[j]!);
    variance += variability;
    turns += (variability * serviceTime[j]! * busy[j]!) / load[j]!;
  }
  const otherTurns = variance > 0 ? turns / variance : 0;
  const unrest = variance / stretch ** 2;
  const stretched = service * stretch;
  const rate = arrivalRate / containers;
  const container = { arrivalRate: rate, service, scv: scvService, busy: own, stretch, unrest, otherTurns };
  const wait = (rate * stretched ** 2 * (1 + scvService + unevenness(container))) / (2 * (1 - own));
  return { ...container, wait };
}

/**
 * What the others' coming and going adds to the squared coefficient of variation of a container's services: more the
 * longer their turns outlast one service, and the longer the queue lasts over which they add up.
 */
function unevenness({ service, busy, stretch, unrest, otherTurns }: Omit<Container, 'wait'>): number {
  return (2 * unrest * otherTurns) / ((otherTurns + service * stretch) * (1 - busy));
}

/**
 * Step 3, work conservation: whatever the order of service, the mean unfinished work is V = λE[S²]/(2(1 − ρ)). What
 * is in service is worth uₖE[Sₖ²]/(2E[Sₖ]); the waits are scaled so that the queues hold the rest.
 */
function waitScale(containers: readonly Container[], count: Float64Array, utilization: number): number {
  let squares = 0;
  let inService = 0;
  let waiting = 0;
  containers.forEach(({ arrivalRate, service, scv, busy, wait }, k) => {
    const square = service * service * (1 + scv);
    squares += count[k]! * arrivalRate * square;
    inService += (count[k]! * busy * square) / (2 * service);
    waiting += count[k]! * service * arrivalRate * wait;
  });
  return (squares / (2 * (1 - utilization)) - inService) / waiting;
}

/** The device as a whole, towards which several workers per container bring it. */
interface Together {
  /** 0 for one worker per container; 1 is plain processor sharing. */
  readonly sharing: number;
  readonly utilization: number;
  readonly classes: ServiceClasses;
}

function response(
  { arrivals, profile: { serviceTime, scvService } }: RequestClass,
  container: Container,
  scale: number,
  together: Together,
): StageResponse {
  const { sharing, utilization } = together;
  const factor = delayFactors([{ arrivals, serviceTime, scvService }], container.busy)[0]!;
  const inOrder = factor * scale * container.wait + serviceTime * container.stretch;
  const mean = inOrder + sharing * (serviceTime / (1 - utilization) - inOrder);
  const note = 'time-sliced containers: coupled queues approximated';
  return {
    mean,
    fidelity: 'approximation',
    note: arrivals.isPoisson ? note : `${note}; ${ARRIVALS_NOTE}`,
    law: () => mixed(containerLaw(container, mean), sharedLaw(serviceTime, scvService, mean, together), sharing),
  };
}

/** With probability `sharing` the one law, else the other. */
function mixed(inOrder: ResponseLaw, shared: () => ResponseLaw, sharing: number): ResponseLaw {
  if (sharing === 0) return inOrder;
  return [
    ...inOrder.map((part) => ({ ...part, mass: part.mass * (1 - sharing) })),
    ...shared().map((part) => ({ ...part, mass: part.mass * sharing })),
  ];
}

/** Plain processor sharing with the delay brought to this mean. */
function sharedLaw(service: number, scv: number, mean: number, { utilization, classes }: Together): () => ResponseLaw {
  const slowdown = mean / service;
  const squeeze = (slowdown - 1) / (utilization / (1 - utilization));
  return () => {
    const variance = varianceSingleServer(classes, utilization);
    return sharingLaw(service, scv, slowdown, (x) => squeeze * squeeze * variance(x));
  };
}

/**
 * A wait with probability uₖ, gamma-distributed with the spread that it has in M/G/1, then the service and its delay.
 * The wait makes up whatever of the mean the service does not.
 */
function containerLaw(container: Container, mean: number): ResponseLaw {
  const { service, scv, busy, stretch, unrest, otherTurns } = container;
  const variance = DELAY_SPREAD * unrest * stretch ** 2;
  const slowdown = { mean: stretch, variance, correlationTime: otherTurns / stretch };
  const served = sharingLaw(service, scv, stretch, varianceRateFunction(slowdown, 1));
  const wait = mean - service * stretch;
  if (!(wait > 0)) return served;
  const scvWait = waitScv(container);
  const waiting = gammaTime(1 / scvWait, (wait / busy) * scvWait);
  return served.flatMap((part): LawPart[] => [
    { ...part, mass: part.mass * (1 - busy) },
    { ...part, mass: part.mass * busy, atom: 0, remainder: [...part.remainder, waiting] },
  ]);
}

/**
 * Squared coefficient of variation of a wait above 0: 2u − 1 + 4(1 − u)/3 · E[S]E[S³]/E[S²]² in M/G/1 at load u, and
 * as much again as the others' unrest adds to the services.
 */
function waitScv(container: Container): number {
  const { scv, busy } = container;
  const added = unevenness(container);
  const spread = scv + added;
  return 2 * busy - 1 + ((4 / 3) * (1 - busy) * (1 + 2 * spread)) / (1 + spread) + added;
}
