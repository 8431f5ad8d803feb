/** A scenario with one input changed: how many applications or nodes, all rates, all SLOs, or a random workload. */

import { scaledRate } from './domain/arrival-rates.ts';
import type { ComparedParameter, Variation } from './domain/comparison.ts';
import type { Scenario } from './domain/scenario.ts';
import { proportionalCounts } from './math/proportional-counts.ts';
import { randomWorkload } from './random-workloads.ts';

/** The scenario under a variation, without a given placement; `null` leaves its applications and nodes alone. */
export function variedScenario(scenario: Scenario, variation: Variation | null): Scenario {
  const free = { ...scenario, placement: null };
  if (variation === null) return free;
  if (variation.parameter === 'random') {
    return { ...free, apps: randomWorkload(scenario, variation.seed, variation.value) };
  }
  return VARIED[variation.parameter](free, variation.value);
}

const VARIED: Readonly<Record<ComparedParameter, (scenario: Scenario, value: number) => Scenario>> = {
  offered: (scenario, count) => ({ ...scenario, apps: taken(scenario.apps, count) }),
  nodes: (scenario, count) => ({ ...scenario, nodes: taken(scenario.nodes, count) }),
  rate: (scenario, factor) => ({ ...scenario, apps: scenario.apps.map((app) => scaledRate(app, factor)) }),
  slo: (scenario, factor) => ({
    ...scenario,
    apps: scenario.apps.map((app) => ({ ...app, slo: { ...app.slo, limit: factor * app.slo.limit } })),
  }),
};

interface Counted {
  readonly index: number;
  readonly firstIndex: number;
  readonly count: number;
  readonly isCounted: boolean;
}

/**
 * `total` instances of these groups, taken in proportion: instance k of a group of c comes at (k − ½)/c, and the first
 * ones are taken, in the order of groups where they come together (Sainte-Laguë). All of them give the groups back;
 * more than all go on in the same proportions. Who is there with fewer is there with more.
 */
function taken<G extends Counted>(groups: readonly G[], total: number): readonly G[] {
  const counts = proportionalCounts(
    groups.map(({ count }) => count),
    total,
  );
  let firstIndex = 0;
  return groups
    .map((group, k) => ({ group, count: counts[k] as number }))
    .filter(({ count }) => count > 0)
    .map(({ group, count }, index) => {
      const next = { ...group, index, count, firstIndex, isCounted: group.isCounted || count > 1 };
      firstIndex += count;
      return next;
    });
}
