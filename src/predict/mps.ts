/**
 * `mps` as an accelerator's model: requests run side by side and speed each other's throughput up, as measured. n
 * copies of one model that each need sₙ ms among n give φ(n) = n·s₁/sₙ (section "Shared service" of REFERENCES.md).
 */

import type { Profile } from '../domain/scenario.ts';
import { ARRIVALS_NOTE } from './arrivals.ts';
import { offeredLoad, type ServiceClasses, scvOfMixture } from './mg1.ts';
import type { AcceleratorModel, RequestClass } from './model.ts';
import { slowdownOf } from './processor-sharing.ts';
import { serviceClasses, sharingDelayChanges } from './ps.ts';
import { sharingLaw, varianceRateFunction } from './sharing-law.ts';

/**
 * Mean exact for Poisson arrivals and one model. Approximations: how many requests are present follows from one curve
 * for all models, the harmonic mean of theirs weighted by load, and each model's requests are slowed along its own
 * (which keeps Little's law); percentiles as in `sharing-law.ts`. Utilization is the offered load over the last
 * speed, which is held for every greater number of requests.
 */
export const mps: AcceleratorModel = (requestClasses) => {
  const classes = serviceClasses(requestClasses);
  const load = offeredLoad(classes);
  const curves = alignedCurves(requestClasses);
  const speeds = mixedSpeeds(classes, curves, load);
  const utilization = load / speeds[speeds.length - 1]!;
  if (!(utilization < 1)) return { utilization, responses: null };
  const rate = classes.arrivalRate.reduce((sum, value) => sum + value, 0);
  const delays = sharingDelayChanges(requestClasses, utilization);
  const scvMix = scvOfMixture(classes);
  const note = noteFor(requestClasses);
  const responses = requestClasses.map(({ profile: { serviceTime, scvService } }, k) => {
    const { factor, evenness } = delays[k]!;
    const met = slowdownOf(speeds, load, rate, curves[k]!);
    const slowdown = 1 + factor * (met.mean - 1);
    const variance = varianceRateFunction(met, scvMix);
    return {
      mean: serviceTime * slowdown,
      fidelity: 'approximation' as const,
      note,
      law: () => sharingLaw(serviceTime, scvService, slowdown, (x) => (factor * factor * variance(x)) / evenness),
    };
  });
  return { utilization, responses };
};

function noteFor(classes: readonly RequestClass[]): string {
  const isPoisson = classes.every(({ arrivals }) => arrivals.isPoisson);
  const mean =
    classes.length === 1
      ? 'mean exact'
      : 'several speed-up curves: requests present counted by their load-weighted mean';
  return `${isPoisson ? mean : ARRIVALS_NOTE}; percentiles from a gamma delay with an estimated variance`;
}

/** φₖ(1) … φₖ(L) of every class, L being the longest measured. */
function alignedCurves(classes: readonly RequestClass[]): readonly Float64Array[] {
  const curves = classes.map(({ profile }) => speedsOf(profile));
  const longest = curves.reduce((most, curve) => Math.max(most, curve.length), 0);
  return curves.map((curve) => Float64Array.from({ length: longest }, (_, n) => curve[Math.min(n, curve.length - 1)]!));
}

/** φ(1), φ(2), … of all models together: 1/φ(n) = Σ (loadₖ/load)/φₖ(n). */
function mixedSpeeds(
  { arrivalRate, serviceTime }: ServiceClasses,
  curves: readonly Float64Array[],
  load: number,
): Float64Array {
  return Float64Array.from(curves[0]!, (_, n) => {
    const slowness = curves.reduce((sum, curve, k) => sum + (arrivalRate[k]! * serviceTime[k]!) / curve[n]!, 0);
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
