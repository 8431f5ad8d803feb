/** Placement joined with the real latency models: the proofs of `optimal` against every possible plan. */

import { describe, expect, it } from 'vitest';
import type { Discipline } from '../../src/domain/disciplines.ts';
import { checkPlacement } from '../../src/place/check.ts';
import { fleetOf, placedWeight } from '../../src/place/fleet.ts';
import { placeOptimally } from '../../src/place/optimal.ts';
import type { PlacementProblem } from '../../src/place/problem.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { greatestWeight, keepsEverything } from './brute-force.ts';
import { type RandomSize, randomScenario } from './random-scenarios.ts';
import { problemOf, scenarioOf } from './toys.ts';

const SIZES: readonly RandomSize[] = [
  { classes: 3, mostInstances: 4, mostNodes: 2, mostAccelerators: 1 },
  { classes: 3, mostInstances: 2, mostNodes: 1, mostAccelerators: 2 },
  { classes: 4, mostInstances: 3, mostNodes: 3, mostAccelerators: 1 },
];
/** Of the two kinds of node of each instance. */
const DISCIPLINES: readonly (readonly [Discipline, Discipline])[] = [
  ['fcfs-swap', 'ps'],
  ['fcfs-swap', 'time-slice'],
  ['fcfs', 'time-slice'],
  ['fcfs-swap', 'mps'],
  ['batch', 'ps'],
];

/** Half of the SLOs on the mean, half on the 95th percentile. */
function realProblem(seed: number): PlacementProblem {
  const toy = randomScenario(seed, SIZES[seed % SIZES.length] as RandomSize);
  const disciplines = DISCIPLINES[seed % DISCIPLINES.length] as readonly [Discipline, Discipline];
  const apps = toy.apps.map((app, k) => {
    const metric = (seed + k) % 2 === 0 ? ('mean' as const) : ('p95' as const);
    return { ...app, slo: { metric, limit: app.slo?.limit ?? 100 } };
  });
  const nodes = toy.nodes.map((node, k) => ({ ...node, discipline: disciplines[k] as Discipline }));
  const real = { ...toy, apps, nodes };
  return { ...problemOf(real, createLatencyQuestion(scenarioOf(real))), steps: 20_000 };
}

describe('optimal with the real latency models', () => {
  it('hosts on 200 small random instances exactly what trying every plan finds, and proves it on nearly all', async () => {
    let proved = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const problem = realProblem(seed);
      const { scenario, latency } = problem;
      const truth = greatestWeight(scenario, keepsEverything(scenario, latency));
      const { placement, upperBound, status } = await placeOptimally(problem);
      expect(placedWeight(fleetOf(scenario), placement), `seed ${seed}`).toBe(truth);
      expect(upperBound, `seed ${seed}`).toBeGreaterThanOrEqual(truth);
      expect(checkPlacement(scenario, latency, placement), `seed ${seed}`).toEqual([]);
      if (status === 'optimal') proved++;
    }
    // 200 when measured.
    expect(proved).toBeGreaterThanOrEqual(195);
  }, 120_000);
});
