import { describe, expect, it } from 'vitest';
import { deratedScenario, largestCleanFactor } from '../../src/place/knapsack-derated.ts';
import { randomScenario } from './random-scenarios.ts';
import { problemOf } from './toys.ts';

/** A planner that violates nothing at exactly these factors, and what it was asked. */
function planner(isClean: (factor: number) => boolean) {
  const asked: number[] = [];
  const search = largestCleanFactor(async (factors) => {
    for (const factor of factors) {
      asked.push(factor);
      if (isClean(factor)) return { factor, placed: Math.round(100 * factor) };
    }
    return null;
  });
  return { search, asked };
}

describe('the largest factor that violates nothing', () => {
  it('is 1 where nothing violates as configured', async () => {
    const { search, asked } = planner(() => true);
    expect(await search).toEqual({ factor: 1, placed: 100, precision: 0 });
    expect(asked).toEqual([1]);
  });

  it('is found to a thousandth where smaller factors are clean too', async () => {
    for (const limit of [0.9999, 0.6789, 0.68, 0.0155]) {
      const found = await planner((factor) => factor <= limit).search;
      expect(found?.factor).toBe(Math.floor(limit * 1000) / 1000);
      expect(found?.precision).toBe(0.001);
    }
  });

  it('is not lost where a smaller factor violates again: a bisection would end below 0.3', async () => {
    const { search } = planner((factor) => factor <= 0.3 || (factor >= 0.7 && factor <= 0.723));
    expect((await search)?.factor).toBe(0.723);
  });

  it('leaves none out: every hundredth from the top, then every thousandth above the first clean one', async () => {
    const { search, asked } = planner((factor) => factor <= 0.97);
    await search;
    expect(asked).toEqual([1, 0.99, 0.98, 0.97, 0.979, 0.978, 0.977, 0.976, 0.975, 0.974, 0.973, 0.972, 0.971]);
  });

  it('is below a hundredth where it must be, and none where each violates', async () => {
    expect((await planner((factor) => factor <= 0.004).search)?.factor).toBe(0.004);
    expect(await planner(() => false).search).toBeNull();
  });
});

describe('a derated scenario', () => {
  it('has that share of both limits', () => {
    const { scenario } = problemOf(
      randomScenario(1, { classes: 2, mostInstances: 2, mostNodes: 2, mostAccelerators: 1 }),
    );
    const limits = { utilization: 0.8, memory: 0.6 };
    expect(deratedScenario({ ...scenario, limits }, 0.5).limits).toEqual({ utilization: 0.4, memory: 0.3 });
  });
});
