/** `ps` as an accelerator's model: M/G/1 processor sharing. */

import { ARRIVALS_NOTE, type DelayChange, delayChanges, nearness } from './arrivals.ts';
import { offeredLoad, type ServiceClasses } from './mg1.ts';
import type { AcceleratorModel, RequestClass, StageResponse } from './model.ts';
import { fixedSizeLaw } from './ps-law.ts';
import { blended } from './response-law.ts';
import { sharingLaw, varianceSingleServer } from './sharing-law.ts';

/** Rates and service laws of the classes, one entry each. */
export function serviceClasses(classes: readonly RequestClass[]): ServiceClasses {
  return {
    arrivalRate: Float64Array.from(classes, (one) => one.arrivalRate),
    serviceTime: Float64Array.from(classes, (one) => one.profile.serviceTime),
    scvService: Float64Array.from(classes, (one) => one.profile.scvService),
  };
}

/**
 * By how much other than Poisson arrivals change each class's delay in a shared server: 1 for Poisson. Approximation:
 * the unfinished work does not depend on the order of service, and in heavy traffic the number present is in
 * proportion to it, so that the factor is that of first come first served.
 */
export function sharingDelayChanges(classes: readonly RequestClass[], utilization: number): readonly DelayChange[] {
  return delayChanges(
    classes.map(({ arrivals, profile: { serviceTime, scvService } }) => ({ arrivals, serviceTime, scvService })),
    utilization,
  );
}

/**
 * Poisson arrivals: mean exact, whatever the service law; percentiles exact for a class of fixed service times
 * (`ps-law.ts`), and for another from a gamma delay of the exact mean and variance (`sharing-law.ts`).
 */
export const ps: AcceleratorModel = (requestClasses) => {
  const classes = serviceClasses(requestClasses);
  const utilization = offeredLoad(classes);
  if (!(utilization < 1)) return { utilization, responses: null };
  const delays = sharingDelayChanges(requestClasses, utilization);
  const near = nearness(requestClasses);
  const responses = requestClasses.map((one, k) => response(one, classes, utilization, delays[k]!, near));
  return { utilization, responses };
};

function response(
  { profile: { serviceTime, scvService } }: RequestClass,
  classes: ServiceClasses,
  utilization: number,
  { factor, evenness }: DelayChange,
  near: number,
): StageResponse {
  const slowdown = 1 + (factor * utilization) / (1 - utilization);
  const notes: string[] = [];
  if (near < 1) notes.push(ARRIVALS_NOTE);
  if (scvService > 0) notes.push('mean exact; percentiles from a gamma delay of exact mean and variance');
  const variance = varianceSingleServer(classes, utilization);
  return {
    mean: serviceTime * slowdown,
    fidelity: notes.length === 0 ? 'exact' : 'approximation',
    note: notes.length === 0 ? null : notes.join('; '),
    law: () => {
      if (scvService === 0 && near === 1) return fixedSizeLaw(classes, serviceTime);
      const law = sharingLaw(serviceTime, scvService, slowdown, (x) => (factor * factor * variance(x)) / evenness);
      return scvService === 0 && near > 0 ? blended(fixedSizeLaw(classes, serviceTime), law, near) : law;
    },
  };
}
