import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';

// A path and no import: the module uses the built library, which is not there when types are checked.
const { KNOWN_CASES, randomBySeed, randomPlanCase, planViolations } = await import(
  pathToFileURL(join(import.meta.dirname, 'plan-properties.js')).href
);

/** Of each further thousand `npm run fuzz` says whether they hold; these are for every run of the tests. */
const CASES = 40;

describe('plans of small random scenarios', () => {
  it('keep every constraint, their bound and the truth, whichever way the scenario is written', async () => {
    const violations: string[] = [];
    for (let seed = 1; seed <= CASES; seed++) {
      const found: string[] = await planViolations(randomPlanCase(randomBySeed(seed)));
      violations.push(...found.map((sentence) => `${seed}: ${sentence}`));
    }
    expect(violations).toEqual([]);
  });

  it.each(Object.keys(KNOWN_CASES))('are right, too, for %s', async (name) => {
    expect(await planViolations(KNOWN_CASES[name])).toEqual([]);
  });

  it.each<[string, (plan: Plan) => Plan]>([
    ['that is above its bound', (plan) => ({ ...plan, upperBound: 0.5 * (plan.upperBound as number) })],
    ['that leaves out what its proof counts', (plan) => ({ ...plan, nodes: plan.nodes.map(() => null) })],
    [
      'whose placement is another',
      (plan) => ({ ...plan, placement: { ...plan.placement, accelerator: plan.placement.accelerator.map(() => 7) } }),
    ],
  ])('are looked at by checks that find one %s', async (_, tampered) => {
    const one = randomPlanCase(randomBySeed(1));
    expect(await planViolations(one)).toEqual([]);
    expect(await planViolations(one, tampered)).not.toEqual([]);
  });
});
