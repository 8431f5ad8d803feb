import { describe, expect, it } from 'vitest';
import { boundOf } from '../../src/place/bound.ts';
import { fleetOf, placedWeight } from '../../src/place/fleet.ts';
import { placeGreedily, placeGreedilyOnline } from '../../src/place/greedy.ts';
import { placeByKnapsack } from '../../src/place/knapsack.ts';
import { LinearSolver } from '../../src/place/lp.ts';
import { lagrangianBound } from '../../src/place/relaxation.ts';
import { StateSpace } from '../../src/place/states.ts';
import { fitsKnapsack, greatestWeight, keepsEverything } from './brute-force.ts';
import { type RandomSize, randomScenario } from './random-scenarios.ts';
import { problemOf } from './toys.ts';

const SIZES: readonly RandomSize[] = [
  { classes: 3, mostInstances: 4, mostNodes: 2, mostAccelerators: 1 },
  { classes: 3, mostInstances: 2, mostNodes: 1, mostAccelerators: 2 },
  { classes: 4, mostInstances: 3, mostNodes: 3, mostAccelerators: 1 },
];
const INSTANCES = Array.from({ length: 60 }, (_, k) => ({
  seed: k + 1,
  problem: problemOf(randomScenario(k + 1, SIZES[k % SIZES.length] as RandomSize)),
}));

describe('against brute force on small random instances', () => {
  it('no bound is below the greatest weight that keeps every SLO, and no claim of optimality is false', async () => {
    let reached = 0;
    for (const { seed, problem } of INSTANCES) {
      const { scenario, latency } = problem;
      const truth = greatestWeight(scenario, keepsEverything(scenario, latency));
      const { placement, upperBound, status } = await placeGreedily(problem);
      const weight = placedWeight(fleetOf(scenario), placement);
      expect(upperBound, `seed ${seed}`).toBeGreaterThanOrEqual(truth);
      expect(weight, `seed ${seed}`).toBeLessThanOrEqual(truth);
      if (status === 'optimal') expect(weight, `seed ${seed}`).toBe(truth);
      if (weight === truth) reached++;
    }
    // 58 when measured; it is a heuristic, and this keeps it a good one.
    expect(reached).toBeGreaterThanOrEqual(55);
  });

  it('the bound holds at any prices, so that it does not rest on the solver being right', async () => {
    const solver = new LinearSolver();
    for (const { seed, problem } of INSTANCES.slice(0, 30)) {
      const { scenario, latency } = problem;
      const truth = greatestWeight(scenario, keepsEverything(scenario, latency));
      const { relaxation, prices } = await boundOf(new StateSpace(problem, fleetOf(scenario)), solver);
      for (const factor of [0, 0.3, 1, 1.7, 10]) {
        const wrong = prices.map((kind, k) =>
          kind.map((price, r) => factor * price + ((k + r) % 2) * (factor - 1) ** 2),
        );
        expect(lagrangianBound(relaxation, wrong), `seed ${seed}`).toBeGreaterThanOrEqual(truth - 1e-9);
      }
      expect(lagrangianBound(relaxation, prices), `seed ${seed}`).toBeLessThanOrEqual(
        lagrangianBound(
          relaxation,
          prices.map((kind) => kind.map(() => 0)),
        ) + 1e-6,
      );
    }
    await solver.close();
  });

  it('the knapsack hosts the greatest weight wherever it says so, and its bound is never below it', async () => {
    let optimal = 0;
    for (const { seed, problem } of INSTANCES) {
      const { scenario } = problem;
      const truth = greatestWeight(scenario, fitsKnapsack(scenario));
      const { placement, upperBound, status } = await placeByKnapsack(problem);
      const weight = placedWeight(fleetOf(scenario), placement);
      expect(upperBound, `seed ${seed}`).toBeGreaterThanOrEqual(truth);
      expect(weight, `seed ${seed}`).toBeLessThanOrEqual(truth);
      if (status === 'optimal') expect(weight, `seed ${seed}`).toBe(truth);
      if (status === 'optimal') optimal++;
    }
    expect(optimal).toBeGreaterThanOrEqual(50);
  });

  it('greedy is never below greedy-online', async () => {
    for (const { seed, problem } of INSTANCES.slice(0, 20)) {
      const fleet = fleetOf(problem.scenario);
      const [sorted, online] = await Promise.all([placeGreedily(problem), placeGreedilyOnline(problem)]);
      const weights = [sorted, online].map(({ placement }) => placedWeight(fleet, placement));
      expect(weights[0], `seed ${seed}`).toBeGreaterThanOrEqual(weights[1] as number);
    }
  });
});
