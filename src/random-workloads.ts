/**
 * Workloads that a scenario might have had: on its own cluster, of models measured there, as many applications in as
 * many groups, with loads and SLOs between the extremes of its own. One lucky workload proves nothing; many do.
 */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { WorkloadRanges } from './domain/comparison.ts';
import {
  type ApplicationGroup,
  applicationCount,
  type Profile,
  preprocessTimeOf,
  type Scenario,
} from './domain/scenario.ts';
import { proportionalCounts } from './math/proportional-counts.ts';
import { generatorFor } from './verify/variates.ts';

/** From where workloads are drawn; `null` when no application's model is measured on any device of the cluster. */
export function workloadRanges(scenario: Scenario): WorkloadRanges | null {
  const measured = scenario.apps.flatMap((app) => {
    const profile = fastest(scenario, app.model);
    return profile === null ? [] : [{ app, profile }];
  });
  if (measured.length === 0) return null;
  const loads = measured.map(({ app, profile }) => app.arrivalRate * profile.serviceTime);
  const tightness = measured.map(({ app, profile }) => app.slo.limit / unloadedTime(scenario, app, profile));
  return {
    applications: applicationCount(scenario),
    groups: scenario.apps.length,
    models: modelsOf(scenario).length,
    load: extremes(loads),
    tightness: extremes(tightness),
  };
}

/**
 * The applications of workload `number` of a seed; each number's draws are its own, so any part of a series can be
 * made by itself. Of each group: the model evenly among those measured on the cluster; load and tightness evenly on a
 * logarithmic scale between their extremes; all else as in a group of the scenario, evenly drawn (a recording becomes
 * Poisson arrivals). Group sizes are in proportion to whole numbers from 50 to 150.
 */
export function randomWorkload(scenario: Scenario, seed: number, number: number): readonly ApplicationGroup[] {
  const ranges = workloadRanges(scenario);
  if (ranges === null) throw new RangeError('no model of the scenario is measured on its cluster');
  const random = generatorFor('workload', seed, number);
  const sizes = scenario.apps.map(() => uniformInt(random, 50, 150));
  const counts = proportionalCounts(sizes, ranges.applications);
  const models = modelsOf(scenario);
  let firstIndex = 0;
  return counts
    .map((count) => ({ count, drawn: drawnGroup(scenario, ranges, models, random) }))
    .filter(({ count }) => count > 0)
    .map(({ count, drawn }, index) => {
      const app = { ...drawn, index, name: `random-${index + 1}`, isCounted: true, count, firstIndex, origin: null };
      firstIndex += count;
      return app;
    });
}

function drawnGroup(
  scenario: Scenario,
  { load, tightness }: WorkloadRanges,
  models: readonly string[],
  random: RandomGenerator,
): ApplicationGroup {
  const like = scenario.apps[uniformInt(random, 0, scenario.apps.length - 1)] as ApplicationGroup;
  const model = models[uniformInt(random, 0, models.length - 1)] as string;
  const profile = fastest(scenario, model) as Profile;
  const arrivalRate = evenLogarithm(random, load) / profile.serviceTime;
  const drawn = { ...like, model, arrivalRate };
  const limit = evenLogarithm(random, tightness) * unloadedTime(scenario, drawn, profile);
  const arrivals = like.arrivals.kind === 'trace' ? ({ kind: 'poisson' } as const) : like.arrivals;
  return { ...drawn, slo: { metric: like.slo.metric, limit }, arrivals };
}

/** Models measured on some device of the cluster. */
function modelsOf(scenario: Scenario): readonly string[] {
  return scenario.profiles.models.filter((model) => fastest(scenario, model) !== null);
}

/** The profile with the least service time on the cluster, the first of equal ones. */
function fastest({ nodes, profiles }: Scenario, model: string): Profile | null {
  let best: Profile | null = null;
  for (const { device } of nodes) {
    const profile = profiles.find(model, device);
    if (profile !== null && (best === null || profile.serviceTime < best.serviceTime)) best = profile;
  }
  return best;
}

/** Response time on the profile's device with nothing waiting, ms. */
function unloadedTime({ network }: Scenario, app: ApplicationGroup, profile: Profile): number {
  return network + preprocessTimeOf(app, profile) + profile.serviceTime;
}

function extremes(values: readonly number[]): readonly [number, number] {
  const least = values.reduce((a, b) => Math.min(a, b));
  return [least, values.reduce((a, b) => Math.max(a, b))];
}

function evenLogarithm(random: RandomGenerator, [least, most]: readonly [number, number]): number {
  return least * (most / least) ** uniformFloat64(random);
}
