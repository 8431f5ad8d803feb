import { describe, expect, it } from 'vitest';
import { checkPlacement } from '../../src/place/check.ts';
import { fleetOf, placedWeight } from '../../src/place/fleet.ts';
import { placeGreedily } from '../../src/place/greedy.ts';
import { placeByKnapsack } from '../../src/place/knapsack.ts';
import { fitsKnapsack, greatestWeight, keepsEverything } from './brute-force.ts';
import { type RandomSize, randomScenario } from './random-scenarios.ts';
import { problemOf } from './toys.ts';

const SMALL: RandomSize = { classes: 3, mostInstances: 4, mostNodes: 2, mostAccelerators: 1 };
const TWO_EACH: RandomSize = { classes: 3, mostInstances: 2, mostNodes: 1, mostAccelerators: 2 };
const SEEDS = Array.from({ length: 60 }, (_, k) => k + 1);
const INSTANCES = SEEDS.map((seed) => ({ seed, toy: randomScenario(seed, seed % 4 === 0 ? TWO_EACH : SMALL) }));

describe('against brute force on small random instances', () => {
  it('the upper bound is never below the greatest weight that keeps every SLO', async () => {
    let met = 0;
    let gap = 0;
    for (const { seed, toy } of INSTANCES) {
      const problem = problemOf(toy);
      const { scenario, latency } = problem;
      const truth = greatestWeight(scenario, keepsEverything(scenario, latency));
      const { placement, upperBound, status } = await placeGreedily(problem);
      const weight = placedWeight(fleetOf(scenario), placement);
      expect(upperBound, `seed ${seed}`).toBeGreaterThanOrEqual(truth);
      expect(weight, `seed ${seed}`).toBeLessThanOrEqual(truth);
      expect(checkPlacement(scenario, latency, placement), `seed ${seed}`).toEqual([]);
      if (status === 'optimal') expect(weight, `seed ${seed}`).toBe(truth);
      if (weight === truth) met++;
      gap += ((upperBound ?? Number.NaN) - truth) / Math.max(1, truth);
    }
    console.log('greedy optimal', met, 'of', INSTANCES.length, 'mean bound gap', gap / INSTANCES.length);
  });

  it('the knapsack hosts the greatest weight wherever it says so, and never more', async () => {
    let optimal = 0;
    for (const { seed, toy } of INSTANCES) {
      const problem = problemOf(toy);
      const { scenario } = problem;
      const truth = greatestWeight(scenario, fitsKnapsack(scenario));
      const { placement, upperBound, status } = await placeByKnapsack(problem);
      const weight = placedWeight(fleetOf(scenario), placement);
      expect(upperBound, `seed ${seed}`).toBeGreaterThanOrEqual(truth);
      expect(weight, `seed ${seed}`).toBeLessThanOrEqual(truth);
      if (status === 'optimal') {
        expect(weight, `seed ${seed}`).toBe(truth);
        optimal++;
      }
    }
    console.log('knapsack optimal', optimal);
  });
});
