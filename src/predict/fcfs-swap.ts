/** `fcfs-swap` as an accelerator's model: the exact M/SM/1 queue of `msm1.ts`, and what is put to it approximately. */

import { cacheKeys } from '../domain/parameter-cache.ts';
import { parameterBytes } from '../domain/scenario.ts';
import { gammaTime, stretched, toPower } from '../math/laplace.ts';
import { ARRIVALS_NOTE, type ArrivingWork, type DelayChange, delayChanges, nearness } from './arrivals.ts';
import { meanWaitingTimeMg1, offeredLoad, type ServiceClasses, waitTransformMg1 } from './mg1.ts';
import type { AcceleratorModel, RequestClass, StageResponse, Station, StationAnswer } from './model.ts';
import { type SwapClasses, solveSwapQueue, totalRate, utilizationSwap } from './msm1.ts';
import { swapLaw } from './msm1-law.ts';
import { blended, type LawPart, type ResponseLaw } from './response-law.ts';
import { changeProbabilities } from './stream-changes.ts';

const TOGETHER_NOTE = 'models compiled together: taken as one class with their mixed services';

/**
 * Mean and percentiles exact for Poisson arrivals, service times fixed or gamma. Approximations: other arrivals (`irregular`);
 * models that were compiled together and fit the cache are one class of the queue, with the first two moments of their
 * mixed services and their mean swap time.
 */
export const fcfsSwap: AcceleratorModel = (requestClasses, station) => {
  const together = cachedTogether(requestClasses, station);
  if (!requestClasses.every(({ arrivals }) => arrivals.isPoisson)) return irregular(requestClasses, together);
  const classes = swapClasses(together);
  const utilization = utilizationSwap(classes);
  if (!(utilization < 1)) return { utilization, responses: null };
  const solution = solveSwapQueue(classes);
  const changes = changesOf(requestClasses, together);
  const note = together.length < requestClasses.length ? TOGETHER_NOTE : null;
  const responses = requestClasses.map(({ profile }, k): StageResponse => {
    const own = groupOf(requestClasses[k]!, together);
    return {
      mean: profile.serviceTime + changes[k]! * profile.swapTime + solution.waitingTime,
      fidelity: note === null ? 'exact' : 'approximation',
      note,
      law: () => swapLaw(classes, solution, own, profile),
    };
  });
  return { utilization, responses };
};

/**
 * Arrivals that are not Poisson: how often models change follows from the streams (`stream-changes.ts`), and so does the
 * utilization; the wait is that of M/G/1 with changes that come by chance, brought to the arrivals (`arrivals.ts`). Near
 * Poisson arrivals the exact wait of these takes the place of that of M/G/1, the more the nearer.
 */
function irregular(classes: readonly RequestClass[], together: readonly (readonly RequestClass[])[]): StationAnswer {
  const changes =
    together.length === 1 || classes.every(({ profile }) => profile.swapTime === 0)
      ? new Float64Array(classes.length)
      : changeProbabilities(
          classes.map((one) => ({
            arrivals: one.arrivals,
            group: groupOf(one, together),
          })),
        );
  const services = servicesOf(classes, changes);
  const utilization = offeredLoad(services);
  const waiting = meanWaitingTimeMg1(services);
  if (waiting === null) return { utilization, responses: null };
  const delays = delayChanges(arrivingWork(classes, changes), utilization);
  const likePoisson = withoutChance(classes, together, utilization);
  const meanWait = waiting + (likePoisson === null ? 0 : likePoisson.part * (likePoisson.wait - waiting));
  const note = together.length < classes.length ? `${TOGETHER_NOTE}; ${ARRIVALS_NOTE}` : ARRIVALS_NOTE;
  const responses = classes.map(({ profile }, k): StageResponse => {
    return {
      mean: profile.serviceTime + changes[k]! * profile.swapTime + delays[k]!.factor * meanWait,
      fidelity: 'approximation',
      note,
      law: () => {
        const law = irregularLaw(services, 1 - utilization, profile, changes[k]!, delays[k]!);
        return likePoisson === null ? law : blended(likePoisson.law(k, delays[k]!.factor), law, likePoisson.part);
      },
    };
  });
  return { utilization, responses };
}

/** What Poisson arrivals have in an answer for others that are near them. */
interface LikePoisson {
  /** From above 0 to 1. */
  readonly part: number;
  /** ms */
  readonly wait: number;
  /** Of class k, its wait multiplied by `factor`. */
  law(k: number, factor: number): ResponseLaw;
}

/** The M/SM/1 queue of the same rates, brought to this utilization; `null` far from Poisson arrivals, or where it is not stable. */
function withoutChance(
  requestClasses: readonly RequestClass[],
  together: readonly (readonly RequestClass[])[],
  utilization: number,
): LikePoisson | null {
  const part = nearness(requestClasses);
  const classes = swapClasses(together);
  const spare = 1 - utilizationSwap(classes);
  const isSwapped = together.length > 1 && requestClasses.some(({ profile }) => profile.swapTime > 0);
  if (part === 0 || !isSwapped || !(spare > 0)) return null;
  const solution = solveSwapQueue(classes);
  const scale = spare / (1 - utilization);
  return {
    part,
    wait: scale * solution.waitingTime,
    law(k, factor) {
      const { profile } = requestClasses[k]!;
      const law = swapLaw(classes, solution, groupOf(requestClasses[k]!, together), profile);
      return law.map(({ remainder: [wait, ...others], ...rest }) => {
        return { ...rest, remainder: [stretched(wait!, factor * scale), ...others] };
      });
    },
  };
}

/** Requests with a swap and those without as classes of their own. */
function servicesOf(classes: readonly RequestClass[], changes: Float64Array): ServiceClasses {
  const parts = classes.flatMap(({ arrivalRate, profile: { serviceTime, scvService, swapTime } }, k) =>
    [
      { arrivalRate: arrivalRate * (1 - changes[k]!), serviceTime, scvService },
      {
        arrivalRate: arrivalRate * changes[k]!,
        serviceTime: serviceTime + swapTime,
        scvService: (scvService * serviceTime ** 2) / (serviceTime + swapTime) ** 2,
      },
    ].filter((part) => part.arrivalRate > 0),
  );
  return {
    arrivalRate: Float64Array.from(parts, (part) => part.arrivalRate),
    serviceTime: Float64Array.from(parts, (part) => part.serviceTime),
    scvService: Float64Array.from(parts, (part) => part.scvService),
  };
}

/**
 * The wait of M/G/1, so many times as long and so much more even: a geometric sum, so that any power of its transform is
 * one of a time.
 */
function irregularLaw(
  services: ServiceClasses,
  idle: number,
  { serviceTime, scvService, swapTime }: RequestClass['profile'],
  change: number,
  { factor, evenness }: DelayChange,
): ResponseLaw {
  const wait = toPower(stretched(waitTransformMg1(services), factor / evenness), evenness);
  const part = (mass: number, swap: number): LawPart => {
    const shift = scvService === 0 ? serviceTime + swap : swap;
    const remainder = factor === 0 ? [] : [wait];
    if (scvService > 0) remainder.push(gammaTime(1 / scvService, scvService * serviceTime));
    return { mass, shift, atom: scvService > 0 ? 0 : factor === 0 ? 1 : idle ** evenness, remainder };
  };
  return swapTime === 0 || change === 0 ? [part(1, 0)] : [part(1 - change, 0), part(change, swapTime)];
}

/** The position of the classes that the cache holds together with this one. */
function groupOf(one: RequestClass, together: readonly (readonly RequestClass[])[]): number {
  return together.findIndex((members) => members.includes(one));
}

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
    const own = together[groupOf(one, together)]!;
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
