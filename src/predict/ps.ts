/** `ps` as an accelerator's model: M/G/1 processor sharing. */

import { stretched } from '../math/laplace.ts';
import { ARRIVALS_NOTE, NO_ARRIVALS, scvOfMix, superpose, waitFactor } from './arrivals.ts';
import { offeredLoad, type ServiceClasses, scvOfMixture } from './mg1.ts';
import type { AcceleratorModel, RequestClass, StageResponse } from './model.ts';
import { delayTransformPs, undelayedPs } from './ps-law.ts';
import type { ResponseLaw } from './response-law.ts';
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
 * By how much other than Poisson arrivals change the delay in a shared server: 1 for Poisson. Approximation: the
 * unfinished work does not depend on the order of service, and in heavy traffic the number present is in proportion
 * to it, so that the factor is that of first come first served.
 */
export function delayFactor(
  requestClasses: readonly RequestClass[],
  classes: ServiceClasses,
  utilization: number,
): number {
  const mix = requestClasses.reduce((sum, { arrivals }) => superpose(sum, arrivals), NO_ARRIVALS);
  return mix.isPoisson ? 1 : waitFactor(scvOfMix(mix, utilization), scvOfMixture(classes), utilization);
}

/**
 * Poisson arrivals: mean exact, whatever the service law; percentiles exact for a class of fixed service times
 * (`ps-law.ts`), and for another from a gamma delay of the exact mean and variance (`sharing-law.ts`).
 */
export const ps: AcceleratorModel = (requestClasses) => {
  const classes = serviceClasses(requestClasses);
  const utilization = offeredLoad(classes);
  if (!(utilization < 1)) return { utilization, responses: null };
  const factor = delayFactor(requestClasses, classes, utilization);
  const responses = requestClasses.map((one) => response(one, classes, utilization, factor));
  return { utilization, responses };
};

function response(
  { profile: { serviceTime, scvService } }: RequestClass,
  classes: ServiceClasses,
  utilization: number,
  factor: number,
): StageResponse {
  const slowdown = 1 + (factor * utilization) / (1 - utilization);
  const notes: string[] = [];
  if (factor !== 1) notes.push(ARRIVALS_NOTE);
  if (scvService > 0) notes.push('mean exact; percentiles from a gamma delay of exact mean and variance');
  const variance = varianceSingleServer(classes, utilization);
  return {
    mean: serviceTime * slowdown,
    fidelity: notes.length === 0 ? 'exact' : 'approximation',
    note: notes.length === 0 ? null : notes.join('; '),
    law: () =>
      scvService === 0
        ? fixedSizeLaw(classes, serviceTime, factor)
        : sharingLaw(serviceTime, scvService, slowdown, (x) => factor * factor * variance(x)),
  };
}

/** Own service, and a delay `factor` times as long as Poisson arrivals would cause. */
function fixedSizeLaw(classes: ServiceClasses, service: number, factor: number): ResponseLaw {
  if (factor === 0) return [{ mass: 1, shift: service, atom: 1, remainder: [] }];
  const remainder = [stretched(delayTransformPs(classes, service), factor)];
  return [{ mass: 1, shift: service, atom: undelayedPs(classes, service), remainder }];
}
