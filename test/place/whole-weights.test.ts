import { describe, expect, it } from 'vitest';
import { commonStep } from '../../src/place/cost-steps.ts';
import { POLICIES } from '../../src/place/policies.ts';
import { placeSurviving } from '../../src/place/surviving.ts';
import { inSteps } from '../../src/place/whole-weights.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { randomScenario } from './random-scenarios.ts';
import { problemOf, scenarioOf } from './toys.ts';

const SIZE = { classes: 4, mostInstances: 4, mostNodes: 2, mostAccelerators: 1 };
const SEEDS = Array.from({ length: 25 }, (_, k) => k + 1);

/** A problem in which hardly ever everything fits, its weights multiplied. */
function weighted(seed: number, factor: number) {
  const toy = randomScenario(seed, SIZE);
  const apps = toy.apps.map((app, k) => ({ ...app, weight: (1 + ((seed + 3 * k) % 5)) * factor }));
  const scaled = { ...toy, apps };
  return problemOf(scaled, createLatencyQuestion(scenarioOf(scaled)));
}

describe('the common step', () => {
  it.each([
    [[1, 2, 5], 1],
    [[10, 30], 10],
    [[0.1, 0.3], 0.1],
    [[0.3, 0.8999999999999999], 0.3],
    [[2e-9, 6e-9], 2e-9],
    [[3e6, 4.5e6], 1.5e6],
    [[Math.PI, 1], 0],
    [[], 0],
  ])('of %j is %d', (amounts, step) => {
    expect(commonStep(amounts)).toBe(step);
  });

  it('gives a weight back as it is written', () => {
    expect(inSteps(3, 0.1)).toBe(0.3);
    expect(inSteps(7, 1)).toBe(7);
  });
});

describe('weights that are not whole', () => {
  it.each([0.1, 0.3, 1e-3, 1e6])('times %d: the same plan with the same proof as whole ones', async (factor) => {
    let proved = 0;
    for (const seed of SEEDS) {
      const whole = await POLICIES.auto.run(weighted(seed, 1));
      const { placement, status, upperBound } = await POLICIES.auto.run(weighted(seed, factor));
      expect([placement, status]).toEqual([whole.placement, whole.status]);
      expect((upperBound as number) / factor).toBeCloseTo(whole.upperBound as number, 9);
      if (status === 'optimal') proved++;
    }
    expect(proved).toBe(SEEDS.length);
  });

  it('without a common step are proved up to rounding', async () => {
    for (const seed of SEEDS) {
      const whole = await POLICIES.auto.run(weighted(seed, 1));
      const { status, upperBound } = await POLICIES.auto.run(weighted(seed, Math.PI));
      expect(status).toBe(whole.status);
      expect((upperBound as number) / Math.PI).toBeCloseTo(whole.upperBound as number, 6);
    }
  });

  it('cost no steps once the best is proved', async () => {
    const asked = async (factor: number) => {
      let questions = 0;
      const problem = weighted(2, factor);
      const latency: typeof problem.latency = (...question) => {
        questions++;
        return problem.latency(...question);
      };
      await POLICIES.auto.run({ ...problem, latency });
      return questions;
    };
    expect(await asked(0.1)).toBe(await asked(1));
  });

  it('are proved of what survives a loss, too', async () => {
    const whole = await placeSurviving(weighted(3, 1), 1);
    const tenths = await placeSurviving(weighted(3, 0.1), 1);
    expect(tenths?.status).toBe(whole?.status);
    expect(tenths?.placement).toEqual(whole?.placement);
    expect(10 * (tenths?.upperBound as number)).toBeCloseTo(whole?.upperBound as number, 9);
  });
});
