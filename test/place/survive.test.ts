import { describe, expect, it } from 'vitest';
import type { Placement, Scenario } from '../../src/domain/scenario.ts';
import { placeGreedily } from '../../src/place/greedy.ts';
import { lossVectors } from '../../src/place/losses.ts';
import type { PlacementProblem } from '../../src/place/problem.ts';
import { survivalOfPlacement } from '../../src/place/survive.ts';
import { greatestWeight, keepsEverything } from './brute-force.ts';
import { type RandomSize, randomScenario } from './random-scenarios.ts';
import { placementOf, problemOf } from './toys.ts';

const SIZES: readonly RandomSize[] = [
  { classes: 3, mostInstances: 3, mostNodes: 2, mostAccelerators: 1 },
  { classes: 2, mostInstances: 2, mostNodes: 2, mostAccelerators: 2 },
  { classes: 3, mostInstances: 2, mostNodes: 3, mostAccelerators: 1 },
];

/** Every set of `losses` nodes, by global index. */
function* nodeSets(nodes: number, losses: number, from = 0): Generator<number[]> {
  if (losses === 0) yield [];
  else for (let n = from; n < nodes; n++) for (const rest of nodeSets(nodes, losses - 1, n + 1)) yield [n, ...rest];
}

/** The scenario without some nodes and with only what is hosted, written out for this test. */
function withoutNodes(scenario: Scenario, placement: Placement, lost: readonly number[]): Scenario {
  const keep = (first: number, count: number) =>
    Array.from({ length: count }, (_, k) => first + k).filter((node) => !lost.includes(node)).length;
  const hosted = (first: number, count: number) =>
    Array.from(placement.node.subarray(first, first + count)).filter((node) => node !== -1).length;
  return {
    ...scenario,
    nodes: scenario.nodes.map((group) => ({ ...group, count: keep(group.firstIndex, group.count) })),
    apps: scenario.apps.map((app) => ({ ...app, count: hosted(app.firstIndex, app.count) })),
  };
}

/** By brute force: whether everything hosted can be hosted whatever set of nodes is lost. */
function trulySurvives({ scenario, latency }: PlacementProblem, placement: Placement, losses: number): boolean {
  const nodes = scenario.nodes.reduce((sum, { count }) => sum + count, 0);
  return [...nodeSets(nodes, Math.min(losses, nodes))].every((lost) => {
    const left = withoutNodes(scenario, placement, lost);
    const offered = left.apps.reduce((sum, { count, weight }) => sum + count * weight, 0);
    return greatestWeight(left, keepsEverything(left, latency)) === offered;
  });
}

describe('surviving the loss of nodes', () => {
  it('is claimed and denied only where trying every loss by brute force says the same', async () => {
    const verdicts = { survives: 0, fails: 0, undecided: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const toy = randomScenario(seed, SIZES[seed % SIZES.length] as RandomSize);
      // Lighter requests than in the other tests, so that some clusters have room to spare.
      const apps = toy.apps.map((app) => ({ ...app, arrivalRate: (app.arrivalRate ?? 0) / (1 + (seed % 4)) }));
      const problem = { ...problemOf({ ...toy, apps }), steps: 500 };
      const { placement } = await placeGreedily(problem);
      for (const losses of [1, 2]) {
        const { verdict, worst, hosted } = await survivalOfPlacement(problem, placement, losses);
        verdicts[verdict]++;
        if (verdict === 'undecided') continue;
        const truth = trulySurvives(problem, placement, losses);
        expect(verdict, `seed ${seed}, ${losses} lost`).toBe(truth ? 'survives' : 'fails');
        if (hosted > 0) expect(worst?.unhosted.length === 0, `seed ${seed}`).toBe(truth);
      }
    }
    // 47 and 73 when measured: both answers are there, and hardly any question stays open.
    expect(verdicts.survives).toBeGreaterThan(25);
    expect(verdicts.fails).toBeGreaterThan(25);
    expect(verdicts.undecided).toBeLessThan(3);
  }, 120_000);

  const model = { model: 'm', serviceTime: 10 };
  /** Each application takes 0.3 of a node: two nodes with three places each. */
  const twoNodes = (apps: number) =>
    problemOf({
      nodes: [{ name: 'n', count: 2, discipline: 'ps' }],
      profiles: [model],
      apps: [{ name: 'a', count: apps, arrivalRate: 0.03 }],
    });

  it('asks only those of the lost node to move when the others can stay', async () => {
    const placement = placementOf([
      [0, 0],
      [0, 0],
      [1, 0],
    ]);
    const { verdict, worst } = await survivalOfPlacement(twoNodes(3), placement, 1);
    expect(verdict).toBe('survives');
    expect(worst).toMatchObject({ nodes: [0], displaced: 2, moves: 2, lost: [{ group: 'n', count: 1 }], unhosted: [] });
  });

  it('names what found no place after the worst loss', async () => {
    const placement = placementOf([
      [0, 0],
      [0, 0],
      [1, 0],
      [1, 0],
    ]);
    const { verdict, worst } = await survivalOfPlacement(twoNodes(4), placement, 1);
    expect(verdict).toBe('fails');
    expect(worst?.moves).toBeNull();
    expect(worst?.unhosted.map(({ app, count }) => [app.name, count])).toEqual([['a', 1]]);
  });

  it('counts applications of nodes that were not lost when they must make room', async () => {
    // The large one fits only an empty node: what is on the third node must join the small ones on the second.
    const problem = problemOf({
      nodes: [{ name: 'n', count: 3, discipline: 'ps' }],
      profiles: [model],
      apps: [
        { name: 'large', arrivalRate: 0.07 },
        { name: 'small', count: 2, arrivalRate: 0.04 },
      ],
    });
    const placement = placementOf([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
    const { verdict, worst } = await survivalOfPlacement(problem, placement, 1);
    expect(verdict).toBe('survives');
    expect(worst).toMatchObject({ nodes: [0], displaced: 1, moves: 2 });
  });

  it('fails when every node is lost, and survives when none is', async () => {
    const placement = placementOf([
      [0, 0],
      [1, 0],
      [1, 0],
    ]);
    expect((await survivalOfPlacement(twoNodes(3), placement, 2)).verdict).toBe('fails');
    expect((await survivalOfPlacement(twoNodes(3), placement, 9)).verdict).toBe('fails');
    expect((await survivalOfPlacement(twoNodes(3), placement, 0)).verdict).toBe('survives');
  });

  it('says undecided where more losses differ than it looks at', async () => {
    const nodes = Array.from({ length: 12 }, (_, k) => ({ name: `n${k}`, cores: k + 1 }));
    const problem = problemOf({ nodes, profiles: [model], apps: [{ name: 'a' }] });
    const { verdict, worst, reason } = await survivalOfPlacement(problem, placementOf([[0, 0]]), 4);
    expect({ verdict, worst }).toEqual({ verdict: 'undecided', worst: null });
    expect(reason).toMatch(/more than \d+ losses/);
  });
});

describe('ways to lose nodes', () => {
  it('are all vectors below the counts with the right sum, each once', () => {
    expect(lossVectors([2, 1, 3], 3, 100)).toEqual([
      [2, 1, 0],
      [2, 0, 1],
      [1, 1, 1],
      [1, 0, 2],
      [0, 1, 2],
      [0, 0, 3],
    ]);
    expect(lossVectors([2, 1], 9, 100)).toEqual([[2, 1]]);
    expect(lossVectors([5, 5, 5], 2, 5)).toBeNull();
  });
});
