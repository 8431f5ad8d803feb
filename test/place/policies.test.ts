import { describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../src/domain/policies.ts';
import { checkPlacement } from '../../src/place/check.ts';
import { fleetOf, placedWeight } from '../../src/place/fleet.ts';
import { POLICIES } from '../../src/place/policies.ts';
import { type RandomSize, randomScenario } from './random-scenarios.ts';
import { type AppToy, type NodeToy, placedCount, problemOf, type ScenarioToy } from './toys.ts';

const SIZE: RandomSize = { classes: 6, mostInstances: 8, mostNodes: 4, mostAccelerators: 2 };
const TOYS = [1, 2, 3, 4, 5, 6].map((seed) => randomScenario(seed, SIZE));

/** Every counted group spelt out as single entries. */
function spelt(toy: ScenarioToy): ScenarioToy {
  const single = <T extends { name: string; count?: number }>(groups: readonly T[]): T[] =>
    groups.flatMap(({ count = 1, ...rest }) =>
      Array.from({ length: count }, (_, k) => ({ ...rest, name: `${rest.name}-${k}` }) as unknown as T),
    );
  return { ...toy, apps: single<AppToy>(toy.apps), nodes: single<NodeToy>(toy.nodes) };
}

describe.each(POLICY_NAMES.map((name) => ({ name, policy: POLICIES[name] })))('policy $name', ({ name, policy }) => {
  it('is listed under its own name with a sentence about it', () => {
    expect(policy.name).toBe(name);
    expect(policy.summary).toMatch(/^[A-Z].*\.$/);
  });

  it('places every application on a node that exists, or on none, and no model where it has no profile', async () => {
    for (const toy of TOYS) {
      const problem = problemOf(toy);
      const { placement, upperBound } = await policy.run(problem);
      const kinds = checkPlacement(problem.scenario, problem.latency, placement).map(({ kind }) => kind);
      expect(kinds).not.toContain('place');
      expect(kinds).not.toContain('profile');
      expect(placement.node.map((node, k) => (node === -1 ? (placement.accelerator[k] as number) : -1))).toEqual(
        new Int32Array(placement.node.length).fill(-1),
      );
      const weight = placedWeight(fleetOf(problem.scenario), placement);
      expect(weight).toBeGreaterThan(0);
      if (upperBound !== null) expect(weight).toBeLessThanOrEqual(upperBound);
    }
  });

  it('breaks no constraint if it is said to keep SLOs', async () => {
    for (const toy of policy.keepsSlos ? TOYS : []) {
      const problem = problemOf(toy);
      const { placement } = await policy.run(problem);
      expect(checkPlacement(problem.scenario, problem.latency, placement)).toEqual([]);
    }
  });

  it('gives the same answer to the same question', async () => {
    const answers = await Promise.all([1, 2].map(() => policy.run(problemOf(TOYS[0] as ScenarioToy))));
    expect(answers[0]).toEqual(answers[1]);
  });

  it('does not care whether equal things are counted or spelt out', async () => {
    for (const toy of TOYS) {
      const [counted, single] = await Promise.all([toy, spelt(toy)].map((t) => policy.run(problemOf(t))));
      expect(single?.placement).toEqual(counted?.placement);
      expect(single?.upperBound).toBe(counted?.upperBound);
    }
  });

  it('places nothing where there is no node, and everything where there is nothing to place', async () => {
    const toy = TOYS[0] as ScenarioToy;
    expect(placedCount((await policy.run(problemOf({ ...toy, nodes: [] }))).placement)).toBe(0);
    expect((await policy.run(problemOf({ ...toy, apps: [] }))).placement.node).toHaveLength(0);
  });
});
