/** `fcfs-swap` as an accelerator's model: the exact M/SM/1 queue of `msm1.ts`, and what is put to it approximately. */

import { cacheKeys } from '../domain/parameter-cache.ts';
import { parameterBytes } from '../domain/scenario.ts';
import { ARRIVALS_NOTE, type ArrivingWork, delayChanges } from './arrivals.ts';
import type { AcceleratorModel, RequestClass, StageResponse, Station } from './model.ts';
import { type SwapClasses, solveSwapQueue, totalRate, utilizationSwap } from './msm1.ts';
import { swapLaw } from './msm1-law.ts';

const TOGETHER_NOTE = 'models compiled together: taken as one class with their mixed services';

/**
 * Mean and percentiles exact for Poisson arrivals, service times fixed or gamma. Approximations: other arrivals
 * multiply every wait by its class's factor (`arrivals.ts`); models that were compiled together and fit the
 * cache are one class of the queue, with the first two moments of their mixed services and their mean swap time.
 */
export const fcfsSwap: AcceleratorModel = (requestClasses, station) => {
  const together = cachedTogether(requestClasses, station);
  const classes = swapClasses(together);
  const utilization = utilizationSwap(classes);
  if (!(utilization < 1)) return { utilization, responses: null };
  const solution = solveSwapQueue(classes);
  const changes = changesOf(requestClasses, together);
  const delays = delayChanges(arrivingWork(requestClasses, changes), utilization);
  const note = noteFor(requestClasses, together);
  const responses = requestClasses.map(({ profile }, k): StageResponse => {
    const own = together.findIndex((members) => members.includes(requestClasses[k]!));
    return {
      mean: profile.serviceTime + changes[k]! * profile.swapTime + delays[k]!.factor * solution.waitingTime,
      fidelity: note === null ? 'exact' : 'approximation',
      note,
      law: () => swapLaw(classes, solution, own, delays[k]!, profile),
    };
  });
  return { utilization, responses };
};

/** The classes by what the cache holds together: mostly each alone. */
function cachedTogether(classes: readonly RequestClass[], station: Station): readonly (readonly RequestClass[])[] {
  if (!station.compiledTogether?.length) return classes.map((one) => [one]);
  const profiles = new Map(classes.map(({ profile }) => [profile.model, profile]));
  const keys = cacheKeys(station, [...profiles.keys()], (model) => parameterBytes(profiles.get(model)!));
  const members = new Map<string, RequestClass[]>();
  classes.forEach((one, k) => {
    const known = members.get(keys[k]!);
    if (known === undefined) members.set(keys[k]!, [one]);
    else known.push(one);
  });
  return [...members.values()];
}

function swapClasses(together: readonly (readonly RequestClass[])[]): SwapClasses {
  const mixed = together.map(mixedClass);
  const column = (value: (one: (typeof mixed)[number]) => number) => Float64Array.from(mixed, value);
  return {
    arrivalRate: column((one) => one.arrivalRate),
    serviceTime: column((one) => one.serviceTime),
    scvService: column((one) => one.scvService),
    swapTime: column((one) => one.swapTime),
  };
}

/** Rate, first two moments of the service, and mean swap time of a random request of these classes. */
function mixedClass(members: readonly RequestClass[]) {
  const [only] = members;
  if (only !== undefined && members.length === 1) return { ...only.profile, arrivalRate: only.arrivalRate };
  let [arrivalRate, services, squares, swaps] = [0, 0, 0, 0];
  for (const { arrivalRate: rate, profile } of members) {
    arrivalRate += rate;
    services += rate * profile.serviceTime;
    squares += rate * profile.serviceTime ** 2 * (1 + profile.scvService);
    swaps += rate * profile.swapTime;
  }
  const serviceTime = services / arrivalRate;
  const scvService = squares / arrivalRate / serviceTime ** 2 - 1;
  return { arrivalRate, serviceTime, scvService, swapTime: swaps / arrivalRate };
}

/** For every class, the probability that a request finds parameters of others in the cache. */
function changesOf(classes: readonly RequestClass[], together: readonly (readonly RequestClass[])[]): Float64Array {
  const total = totalRate({ arrivalRate: Float64Array.from(classes, (one) => one.arrivalRate) });
  return Float64Array.from(classes, (one) => {
    const own = together.find((members) => members.includes(one)) ?? [];
    return (total - own.reduce((sum, { arrivalRate }) => sum + arrivalRate, 0)) / total;
  });
}

/** What each class's requests bring: a service, and a swap where the cache holds others. */
function arrivingWork(classes: readonly RequestClass[], changes: Float64Array): ArrivingWork[] {
  return classes.map(({ arrivals, profile: { serviceTime, scvService, swapTime } }, k) => {
    const mean = serviceTime + changes[k]! * swapTime;
    const variance = serviceTime ** 2 * scvService + changes[k]! * (1 - changes[k]!) * swapTime ** 2;
    return { arrivals, serviceTime: mean, scvService: variance / (mean * mean) };
  });
}

function noteFor(classes: readonly RequestClass[], together: readonly (readonly RequestClass[])[]): string | null {
  const notes: string[] = [];
  if (together.length < classes.length) notes.push(TOGETHER_NOTE);
  if (!classes.every(({ arrivals }) => arrivals.isPoisson)) notes.push(ARRIVALS_NOTE);
  return notes.length === 0 ? null : notes.join('; ');
}
