/**
 * `time-slice`: containers share the device equally, each serving its own queue in order of arrival. Coupled queues,
 * for which no closed form is known beyond two containers. Approximation; its steps, and what they were checked
 * against, are in REFERENCES.md, "Time-sliced containers".
 */

import { gammaTime } from '../math/laplace.ts';
import { ARRIVALS_NOTE, delayChanges, partOf } from './arrivals.ts';
import type { AcceleratorModel, RequestClass, StageResponse } from './model.ts';
import type { LawPart, ResponseLaw } from './response-law.ts';
import { sharingLaw, type VarianceOfSize, varianceRateFunction, varianceSingleServer } from './sharing-law.ts';
import { type Activity, activityOf, type ContainerKinds } from './time-slice-activity.ts';
import { totalOf } from './time-slice-pairs.ts';
import { type ArrivalFactors, meanWaits, type Waits } from './time-slice-waits.ts';
import { type WorkersResponse, withWorkers } from './time-slice-workers.ts';

/**
 * By how much a wait's squared coefficient of variation grows with what others add to the wait. Fitted to p90, p95 and
 * p99 of simulated devices, as is the next.
 */
const WAIT_SPREAD = 2.5;
/**
 * By how much the delay during service varies more than if containers were busy independently of each other and of
 * the wait before.
 */
const DELAY_SPREAD = 1.6;

/** One kind of container as the device treats it: everything that its response time depends on. */
interface Container {
  /** E[Sₖ], ms. */
  readonly service: number;
  readonly scv: number;
  /** uₖ, the probability that it is busy, and 1 − uₖ. */
  readonly busy: number;
  readonly idle: number;
  /** fₖ = uₖ/ρₖ: how much longer a service takes for the others' sake. */
  readonly stretch: number;
  /** Variance of the number of other busy containers, over fₖ². */
  readonly unrest: number;
  /** How long the others' activity lasts, ms. */
  readonly otherTurns: number;
  /** E[Wₖ], ms. */
  readonly wait: number;
  /** That wait over the wait with even services. */
  readonly excess: number;
}

/**
 * Mean within 3.3 % of simulation for nine containers in ten, at loads up to 0.97; worst known 35 % too short, at 0.97,
 * and 51 % too long, of services a fiftieth as long as a neighbour's. Exact for one container. Percentiles from a wait
 * that is gamma-distributed when there is one and a gamma delay during service: for nine in ten p90 within 10 %, p95
 * within 13 % and p99 within 26 % up to 0.95, where far off mostly too long. `concurrency`: workers of each container, which
 * divide its one share (`time-slice-workers.ts`). Other than Poisson arrivals: see `time-slice-waits.ts`; the mean is then
 * 1 to 16 % off on average, the more the fuller the device.
 */
export const timeSlice: AcceleratorModel = (classes, { concurrency }) => {
  const kinds = kindsOf(classes);
  const utilization = totalOf(kinds.load, kinds.count);
  if (!(utilization < 1)) return { utilization, responses: null };
  const activity = activityOf(kinds);
  const changes = changesOf(classes, kinds, activity, utilization);
  const waits = meanWaits(kinds, activity, changes);
  const containers = Array.from(kinds.load, (_, k) => containerOf(k, kinds, activity, waits));
  const responses = classes.map((one, c) => {
    const kind = kinds.kindOf[c]!;
    return response(one, containers[kind]!, changes.evenness[kind]!, concurrency);
  });
  return { utilization, responses };
};

interface Kinds extends ContainerKinds {
  /** The kind of each class. */
  readonly kindOf: readonly number[];
}

/**
 * Containers of equal load and service are one kind, however many applications they come from; where arrivals are not
 * Poisson, those of one class.
 */
function kindsOf(classes: readonly RequestClass[]): Kinds {
  const isPoisson = classes.every(({ arrivals }) => arrivals.isPoisson);
  const known = new Map<string, number>();
  const kinds: RequestClass[] = [];
  const count: number[] = [];
  const kindOf = classes.map((one, c) => {
    const { serviceTime, scvService } = one.profile;
    const key = isPoisson ? `${one.arrivalRate / one.containers} ${serviceTime} ${scvService}` : `${c}`;
    const kind = known.get(key) ?? kinds.push(one) - 1;
    known.set(key, kind);
    count[kind] = (count[kind] ?? 0) + one.containers;
    return kind;
  });
  return {
    kindOf,
    count: Float64Array.from(count),
    load: Float64Array.from(kinds, (one) => (one.arrivalRate * one.profile.serviceTime) / one.containers),
    serviceTime: Float64Array.from(kinds, (one) => one.profile.serviceTime),
    scvService: Float64Array.from(kinds, (one) => one.profile.scvService),
  };
}

/** Of a container busier than this, 1 − u has lost its digits; the change of its wait has long reached its limit. */
const BUSIEST = 1 - 1e-9;

/** What arrivals that are not Poisson change, for each kind of container. */
function changesOf(
  classes: readonly RequestClass[],
  { kindOf, load }: Kinds,
  { busy }: Activity,
  utilization: number,
): ArrivalFactors & { readonly evenness: Float64Array } {
  const works = classes.map(({ arrivals, profile: { serviceTime, scvService } }) => {
    return { arrivals, serviceTime, scvService };
  });
  const own = new Float64Array(load.length);
  const device = new Float64Array(load.length);
  const evenness = new Float64Array(load.length);
  const together = delayChanges(works, utilization);
  classes.forEach(({ arrivals, containers }, c) => {
    const kind = kindOf[c]!;
    const work = { ...works[c]!, arrivals: partOf(arrivals, containers) };
    const alone = delayChanges([work], Math.min(busy[kind]!, BUSIEST))[0]!;
    own[kind] = alone.factor;
    evenness[kind] = alone.evenness;
    device[kind] = together[c]!.factor;
  });
  return { own, device, evenness };
}

function containerOf(
  k: number,
  { load, serviceTime, scvService, count }: ContainerKinds,
  { busy, idle }: Activity,
  { wait, excess }: Waits,
): Container {
  const stretch = busy[k]! / load[k]!;
  let variance = 0;
  let turns = 0;
  for (let j = 0; j < busy.length; j++) {
    const others = count[j]! - (j === k ? 1 : 0);
    const variability = others * busy[j]! * idle[j]!;
    variance += variability;
    turns += (variability * serviceTime[j]! * busy[j]!) / load[j]!;
  }
  return {
    service: serviceTime[k]!,
    scv: scvService[k]!,
    busy: busy[k]!,
    idle: idle[k]!,
    stretch,
    unrest: variance / stretch ** 2,
    otherTurns: variance > 0 ? turns / variance : 0,
    wait: wait[k]!,
    excess: excess[k]!,
  };
}

function response({ arrivals }: RequestClass, container: Container, evenness: number, workers: number): StageResponse {
  const served = withWorkers({ ...container, load: container.busy / container.stretch }, workers);
  const note = 'time-sliced containers: coupled queues approximated';
  return {
    mean: served.wait + container.service * served.slowdown,
    fidelity: 'approximation',
    note: arrivals.isPoisson ? note : `${note}; ${ARRIVALS_NOTE}`,
    law: () => containerLaw(container, served, evenness),
  };
}

/**
 * A wait with the chance that all workers are busy, gamma-distributed with the spread that it has in M/G/1, then the service
 * and its delay: by other containers, and by the container's own requests beside it as in processor sharing.
 */
function containerLaw(container: Container, { wait, waits, slowdown }: WorkersResponse, evenness: number): ResponseLaw {
  const { service, scv, stretch, unrest, otherTurns } = container;
  const byOthers = varianceRateFunction(
    { mean: slowdown, variance: DELAY_SPREAD * unrest * slowdown ** 2, correlationTime: otherTurns / stretch },
    1,
  );
  const byOwn = ownVariance(container, slowdown);
  const served = sharingLaw(service, scv, slowdown, (x) => (unrest > 0 ? byOthers(x) : 0) + byOwn(x));
  // So that the least chance of a wait is not rounded to none, while the wait is divided by it.
  const busy = -Math.expm1(evenness * Math.log1p(-waits));
  if (!(wait > 0 && busy > 0)) return served;
  const idle = 1 - busy;
  const scvWait = evenWaitScv(container, evenness);
  const waiting = gammaTime(1 / scvWait, (wait / busy) * scvWait);
  return served.flatMap((part): LawPart[] => [
    { ...part, mass: part.mass * idle },
    { ...part, mass: part.mass * busy, atom: 0, remainder: [...part.remainder, waiting] },
  ]);
}

/** Var[R(x)] by requests beside it in the container: of M/G/1 processor sharing, as far as the own delay is as long. */
function ownVariance({ service, scv, busy, idle, stretch }: Container, slowdown: number): VarianceOfSize {
  const delay = slowdown / stretch - 1;
  if (!(delay > NO_DELAY)) return () => 0;
  const part = (delay * idle) / busy;
  const variance = varianceSingleServer(
    {
      arrivalRate: Float64Array.of(busy / (service * stretch)),
      serviceTime: Float64Array.of(service * stretch),
      scvService: Float64Array.of(scv),
    },
    busy,
  );
  return (x) => part * part * variance(x * stretch);
}

/** Smaller own delays are rounding. */
const NO_DELAY = 1e-9;

/** The same of waits so much more even, those of 0 counted in. */
function evenWaitScv(container: Container, evenness: number): number {
  const scv = waitScv(container);
  if (evenness === 1) return scv;
  const ofAll = (1 + scv) / container.busy - 1;
  return Math.max(LEAST_SCV, (1 + ofAll / evenness) * (1 - container.idle ** evenness) - 1);
}

/** Narrower laws are more than the inversion resolves beside the steps of a service. */
const LEAST_SCV = 1 / 16;

/**
 * Squared coefficient of variation of a wait above 0. In M/G/1 at load u it is 2u − 1 + 4(1 − u)/3 · E[S]E[S³]/E[S²]²,
 * and tends to 1, an exponential wait, as u → 1. The others' coming and going adds to it as it adds to the mean, in
 * proportion to 1 − u: it too averages out over a long backlog.
 */
function waitScv({ scv, busy, idle, excess }: Container): number {
  // Waits that are shorter than with even services are so for their arrivals' sake.
  const spread = (1 + scv) * Math.max(excess, 1) - 1;
  const added = WAIT_SPREAD * (spread - scv);
  return 2 * busy - 1 + idle * (((4 / 3) * (1 + 2 * spread)) / (1 + spread) + added);
}
