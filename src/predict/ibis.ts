/**
 * The published baseline's own formulas, kept with their errors: Liang, Hanafy, Ali-Eldin and Shenoy 2023,
 * "Model-driven cluster resource management for AI workloads in edge clouds" (system name Ibis). Nothing here is a
 * prediction of ours; the policies `ibis-*` and the comparison in `validate` ask it. Contract: "The Ibis baseline".
 */

import type { IbisAnswer, IbisClass, IbisQuestion } from '../domain/latency.ts';

/** The classes with their total rate λ, requests per ms, and ρ = Σ λₖ mₖ for the given service times mₖ. */
function answer(
  classes: readonly IbisClass[],
  services: readonly number[],
  response: (service: number, utilization: number) => number,
): IbisAnswer {
  const utilization = classes.reduce((sum, { arrivalRate }, k) => sum + arrivalRate * services[k]!, 0);
  if (!(utilization < 1)) return { utilization, responseTimes: null };
  return { utilization, responseTimes: services.map((service) => response(service, utilization)) };
}

function totalRateOf(classes: readonly IbisClass[]): number {
  return classes.reduce((sum, { arrivalRate }) => sum + arrivalRate, 0);
}

/** mₖ = Sₖ + (1 − λₖ/λ) Oₖ; E[W] = λ Σ (λₖ/λ) mₖ² / (2 (1 − ρ)); Rₖ = mₖ + E[W]: swaps as if independent. */
function edgeTpu(classes: readonly IbisClass[]): IbisAnswer {
  const total = totalRateOf(classes);
  const services = classes.map(
    ({ arrivalRate, serviceTime, swapTime }) => serviceTime + (1 - arrivalRate / total) * swapTime,
  );
  const squares = classes.reduce((sum, { arrivalRate }, k) => sum + arrivalRate * services[k]! ** 2, 0);
  return answer(classes, services, (service, utilization) => service + squares / (2 * (1 - utilization)));
}

/** Rₖ = Sₖ + 1/(μ − λ) − 1/μ with 1/μ = Σ λₖ Sₖ/λ: one waiting time, as of M/M/1, for every class. */
function gpu(classes: readonly IbisClass[]): IbisAnswer {
  const total = totalRateOf(classes);
  const services = classes.map(({ serviceTime }) => serviceTime);
  return answer(classes, services, (service, utilization) => {
    const meanService = utilization / total;
    return service + meanService / (1 - utilization) - meanService;
  });
}

/** Mean response times of the accelerator stage by Ibis's rules; no classes answer ρ = 0 and an empty list. */
export const ibisQuestion: IbisQuestion = (rules, classes) => (rules === 'edgetpu' ? edgeTpu(classes) : gpu(classes));

/**
 * Ibis's CPU stage, 1/(μ_c − λ) with μ_c = 1/preprocess, ms: the newcomer alone on one core. 0 without a CPU stage.
 *
 * @param arrivalRate λ of the newcomer, requests per ms
 * @param preprocessTime ms, from 0
 * @returns ms; `null` when the CPU would be overloaded
 */
export function ibisCpuResponseTime(arrivalRate: number, preprocessTime: number): number | null {
  if (preprocessTime === 0) return 0;
  const spare = 1 / preprocessTime - arrivalRate;
  return spare > 0 ? 1 / spare : null;
}
