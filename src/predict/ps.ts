/** `ps` as an accelerator's model: M/G/1 processor sharing. */

import { ARRIVALS_NOTE, NO_ARRIVALS, scvOfMix, superpose, waitFactor } from './arrivals.ts';
import { offeredLoad, type ServiceClasses } from './mg1.ts';
import type { AcceleratorModel, RequestClass } from './model.ts';
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
 * By how much other than Poisson arrivals change the delay in a shared server: 1 for Poisson. Approximation: with
 * exponential services the mean is that of first come first served, whose two-moment factor is used for all services.
 */
export function delayFactor(classes: readonly RequestClass[], utilization: number): number {
  const mix = classes.reduce((sum, { arrivals }) => superpose(sum, arrivals), NO_ARRIVALS);
  return mix.isPoisson ? 1 : waitFactor(scvOfMix(mix, utilization), 1, utilization);
}

/**
 * Mean exact for Poisson arrivals, whatever the service law. Percentiles: own service plus a gamma delay of the exact
 * mean and variance (`sharing-law.ts`).
 */
export const ps: AcceleratorModel = (requestClasses) => {
  const classes = serviceClasses(requestClasses);
  const utilization = offeredLoad(classes);
  if (!(utilization < 1)) return { utilization, responses: null };
  const factor = delayFactor(requestClasses, utilization);
  const slowdown = 1 + (factor * utilization) / (1 - utilization);
  const variance = varianceSingleServer(classes, utilization);
  const note = `${factor === 1 ? 'mean exact' : ARRIVALS_NOTE}; percentiles from a gamma delay of its mean and variance`;
  const responses = requestClasses.map(({ profile: { serviceTime, scvService } }) => ({
    mean: serviceTime * slowdown,
    fidelity: 'approximation' as const,
    note,
    law: () => sharingLaw(serviceTime, scvService, slowdown, (x) => factor * factor * variance(x)),
  }));
  return { utilization, responses };
};
