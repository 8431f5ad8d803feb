/**
 * `mps` as an accelerator's model: requests run side by side and speed each other's throughput up, as measured. n
 * copies of one model that each need sₙ ms among n give φ(n) = n·s₁/sₙ (section "Shared service" of REFERENCES.md).
 */

import type { Profile } from '../domain/scenario.ts';
import { ARRIVALS_NOTE } from './arrivals.ts';
import { offeredLoad, type ServiceClasses } from './mg1.ts';
import type { AcceleratorModel, RequestClass } from './model.ts';
import { slowdownOf } from './processor-sharing.ts';
import { delayFactor, serviceClasses } from './ps.ts';
import { sharingLaw, varianceRateFunction } from './sharing-law.ts';

/**
 * Mean exact for Poisson arrivals and one model. Approximations: several models share one curve, the harmonic mean of
 * theirs weighted by load (each request meets mostly its own model's interference when that dominates the device);
 * percentiles as in `sharing-law.ts`. Utilization is the offered load over the last measured speed, which is held for
 * every greater number of requests.
 */
export const mps: AcceleratorModel = (requestClasses) => {
  const classes = serviceClasses(requestClasses);
  const load = offeredLoad(classes);
  const speeds = mixedSpeeds(requestClasses, load);
  const utilization = load / speeds[speeds.length - 1]!;
  if (!(utilization < 1)) return { utilization, responses: null };
  const rate = classes.arrivalRate.reduce((sum, value) => sum + value, 0);
  const met = slowdownOf(speeds, load, rate);
  const factor = delayFactor(requestClasses, utilization);
  const slowdown = 1 + factor * (met.mean - 1);
  const variance = varianceRateFunction(met, scvOfMixture(classes, load, rate));
  const note = noteFor(requestClasses, factor);
  const responses = requestClasses.map(({ profile: { serviceTime, scvService } }) => ({
    mean: serviceTime * slowdown,
    fidelity: 'approximation' as const,
    note,
    law: () => sharingLaw(serviceTime, scvService, slowdown, (x) => factor * factor * variance(x)),
  }));
  return { utilization, responses };
};

function noteFor(classes: readonly RequestClass[], factor: number): string {
  const mean = classes.length === 1 ? 'mean exact' : 'models share one load-weighted speed-up curve';
  return `${factor === 1 ? mean : ARRIVALS_NOTE}; percentiles from a gamma delay with an estimated variance`;
}

/** Squared coefficient of variation of a random request's service time. */
function scvOfMixture({ arrivalRate, serviceTime, scvService }: ServiceClasses, load: number, rate: number): number {
  const square = arrivalRate.reduce((sum, one, k) => sum + one * serviceTime[k]! ** 2 * (1 + scvService[k]!), 0);
  return (square / rate) * (rate / load) ** 2 - 1;
}

/** φ(1), φ(2), … of all models together: 1/φ(n) = Σ (loadₖ/load)/φₖ(n). */
function mixedSpeeds(classes: readonly RequestClass[], load: number): Float64Array {
  const curves = classes.map(({ profile }) => speedsOf(profile));
  const longest = Math.max(...curves.map((curve) => curve.length));
  return Float64Array.from({ length: longest }, (_, n) => {
    const slowness = classes.reduce((sum, { arrivalRate, profile: { serviceTime } }, k) => {
      const curve = curves[k]!;
      return sum + (arrivalRate * serviceTime) / curve[Math.min(n, curve.length - 1)]!;
    }, 0);
    return load / slowness;
  });
}

/**
 * φ(1) … φ(N) of one model from its measured times of one inference among n; between measured numbers of copies the
 * speed is interpolated linearly. φ(1) is 1 by definition, also where the measurement alone is missing.
 */
export function speedsOf({ concurrentServiceTimes, serviceTime }: Profile): Float64Array {
  const alone = concurrentServiceTimes.find(([copies]) => copies === 1)?.[1] ?? serviceTime;
  const measured = concurrentServiceTimes
    .filter(([copies]) => copies > 1)
    .map(([copies, time]) => [copies, (copies * alone) / time] as const);
  const points = [[1, 1] as const, ...measured];
  const speeds = new Float64Array(points[points.length - 1]![0]);
  for (let p = 0; p < points.length; p++) {
    const [from, speed] = points[p]!;
    const [to, nextSpeed] = points[p + 1] ?? [from + 1, speed];
    for (let n = from; n < to; n++) speeds[n - 1] = speed + ((nextSpeed - speed) * (n - from)) / (to - from);
  }
  return speeds;
}
