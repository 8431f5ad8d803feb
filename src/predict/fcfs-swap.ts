/** `fcfs-swap` as an accelerator's model: the exact M/SM/1 queue of `msm1.ts`, and a correction for other arrivals. */

import { ARRIVALS_NOTE, NO_ARRIVALS, scvOfMix, superpose, waitFactor } from './arrivals.ts';
import type { AcceleratorModel, RequestClass, StageResponse } from './model.ts';
import { type SwapClasses, type SwapSolution, solveSwapQueue, totalRate, utilizationSwap } from './msm1.ts';
import { swapLaw } from './msm1-law.ts';

/**
 * Mean and percentiles exact for Poisson arrivals, service times fixed or gamma. Other arrivals: every wait is
 * multiplied by one two-moment factor (`arrivals.ts`), an approximation.
 */
export const fcfsSwap: AcceleratorModel = (requestClasses) => {
  const classes = swapClasses(requestClasses);
  const utilization = utilizationSwap(classes);
  if (!(utilization < 1)) return { utilization, responses: null };
  const solution = solveSwapQueue(classes);
  const mix = requestClasses.reduce((sum, { arrivals }) => superpose(sum, arrivals), NO_ARRIVALS);
  const factor = mix.isPoisson ? 1 : waitFactor(scvOfMix(mix, utilization), scvOfServices(classes), utilization);
  const responses = requestClasses.map((_, k) => response(classes, solution, k, factor, mix.isPoisson));
  return { utilization, responses };
};

function swapClasses(classes: readonly RequestClass[]): SwapClasses {
  const column = (value: (one: RequestClass) => number) => Float64Array.from(classes, value);
  return {
    arrivalRate: column((one) => one.arrivalRate),
    serviceTime: column((one) => one.profile.serviceTime),
    scvService: column((one) => one.profile.scvService),
    swapTime: column((one) => one.profile.swapTime),
  };
}

function response(
  classes: SwapClasses,
  solution: SwapSolution,
  k: number,
  factor: number,
  isPoisson: boolean,
): StageResponse {
  const total = totalRate(classes);
  const swaps = ((total - classes.arrivalRate[k]!) / total) * classes.swapTime[k]!;
  return {
    mean: classes.serviceTime[k]! + swaps + factor * solution.waitingTime,
    fidelity: isPoisson ? 'exact' : 'approximation',
    note: isPoisson ? null : ARRIVALS_NOTE,
    law: () => swapLaw(classes, solution, k, factor),
  };
}

/** Squared coefficient of variation of a random request's service with its swap. */
function scvOfServices({ arrivalRate, serviceTime, scvService, swapTime }: SwapClasses): number {
  const total = totalRate({ arrivalRate });
  const share = arrivalRate.map((rate) => rate / total);
  const own = serviceTime.map((service, k) => service + (1 - share[k]!) * swapTime[k]!);
  const mean = own.reduce((sum, value, k) => sum + share[k]! * value, 0);
  let variance = 0;
  for (let k = 0; k < share.length; k++) {
    const ofService = serviceTime[k]! ** 2 * scvService[k]!;
    const ofSwap = share[k]! * (1 - share[k]!) * swapTime[k]! ** 2;
    variance += share[k]! * (ofService + ofSwap + (own[k]! - mean) ** 2);
  }
  return variance / (mean * mean);
}
