import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/domain/scenario.ts';
import { checkPlacement } from '../../src/place/check.ts';
import type { Offer } from '../../src/place/cover-master.ts';
import type { PlacementProblem } from '../../src/place/problem.ts';
import { type Sized, sizedFor } from '../../src/place/size.ts';
import type { NotSized } from '../../src/place/size-start.ts';
import { greatestWeight, keepsEverything } from './brute-force.ts';
import { type RandomSize, randomScenario } from './random-scenarios.ts';
import { problemOf } from './toys.ts';

const SIZES: readonly RandomSize[] = [
  { classes: 4, mostInstances: 3, mostNodes: 1, mostAccelerators: 1 },
  { classes: 3, mostInstances: 2, mostNodes: 1, mostAccelerators: 2 },
  { classes: 3, mostInstances: 4, mostNodes: 1, mostAccelerators: 1 },
];
const COSTS = [
  [1, 1],
  [1, 2],
  [1.5, 1],
  [3, 2],
] as const;

/** More nodes of a kind than brute force tries. */
const MANY = 6;

function randomProblem(seed: number): { problem: PlacementProblem; offers: readonly Offer[] } {
  const problem = { ...problemOf(randomScenario(seed, SIZES[seed % SIZES.length] as RandomSize)), steps: 2_000 };
  const costs = COSTS[seed % COSTS.length] as readonly [number, number];
  return { problem, offers: costs.map((cost) => ({ cost, least: 0, most: MANY })) };
}

/** With these numbers of nodes in its groups. */
const withNodes = (scenario: Scenario, counts: readonly number[]): Scenario => {
  let firstIndex = 0;
  const nodes = scenario.nodes.map((group, k) => {
    const count = counts[k] as number;
    const changed = { ...group, count, firstIndex };
    firstIndex += count;
    return changed;
  });
  return { ...scenario, nodes };
};

/** Whether numbers of nodes of two kinds host everything, by brute force. */
function truth({ scenario, latency }: PlacementProblem) {
  const offered = scenario.apps.reduce((sum, { count, weight }) => sum + count * weight, 0);
  const known = new Map<string, boolean>();
  const hosts = (counts: readonly number[]): boolean => {
    const key = counts.join();
    const answer =
      known.get(key) ?? greatestWeight(withNodes(scenario, counts), keepsEverything(scenario, latency)) === offered;
    known.set(key, answer);
    return answer;
  };
  /** After any loss of so many nodes, of whichever kind. */
  return ([x, y]: readonly [number, number], losses: number): boolean => {
    for (let lostX = 0; lostX <= Math.min(losses, x); lostX++) {
      const lostY = Math.min(losses - lostX, y);
      if (lostX + lostY === Math.min(losses, x + y) && !hosts([x - lostX, y - lostY])) return false;
    }
    return true;
  };
}

/** The least cost of numbers of nodes from `least` to `most`, or `null` where none will do. */
function leastCost(problem: PlacementProblem, offers: readonly Offer[], losses: number): number | null {
  const holds = truth(problem);
  const [first, second] = offers as readonly [Offer, Offer];
  const choices: [number, readonly [number, number]][] = [];
  for (let x = first.least; x <= first.most; x++) {
    for (let y = second.least; y <= second.most; y++) choices.push([x * first.cost + y * second.cost, [x, y]]);
  }
  choices.sort(([a], [b]) => a - b);
  return choices.find(([, nodes]) => holds(nodes, losses))?.[0] ?? null;
}

const isSized = (answer: Sized | NotSized): answer is Sized => 'nodes' in answer;
const paid = (offers: readonly Offer[], nodes: readonly number[]) =>
  nodes.reduce((sum, count, k) => sum + count * (offers[k] as Offer).cost, 0);

/** What must hold of every answer, whatever the truth. */
function expectConsistent(problem: PlacementProblem, offers: readonly Offer[], answer: Sized, note: string): void {
  const scenario = withNodes(problem.scenario, answer.nodes);
  expect(checkPlacement(scenario, problem.latency, answer.placement), note).toEqual([]);
  expect(answer.placement.node.includes(-1), note).toBe(false);
  expect(answer.lowerBound, note).toBeLessThanOrEqual(paid(offers, answer.nodes) + 1e-9);
  for (const [k, { least, most }] of offers.entries()) {
    expect(answer.nodes[k], note).toBeGreaterThanOrEqual(least);
    expect(answer.nodes[k], note).toBeLessThanOrEqual(most);
  }
}

describe('sizing against brute force', () => {
  it('finds the cheapest nodes, and claims no bound above them', async () => {
    const found = { optimal: 0, open: 0, infeasible: 0 };
    for (let seed = 1; seed <= 80; seed++) {
      const { problem, offers } = randomProblem(seed);
      const answer = await sizedFor({ problem, offers, losses: 0 });
      const least = leastCost(problem, offers, 0);
      if (!isSized(answer)) {
        expect(least, `seed ${seed}: ${JSON.stringify(answer)}`).toBeNull();
        found.infeasible++;
        continue;
      }
      expectConsistent(problem, offers, answer, `seed ${seed}`);
      expect(paid(offers, answer.nodes), `seed ${seed}`).toBeCloseTo(least as number, 9);
      expect(answer.lowerBound, `seed ${seed}`).toBeLessThanOrEqual((least as number) + 1e-9);
      found[answer.status === 'optimal' ? 'optimal' : 'open']++;
    }
    console.log(found);
    expect(found.open).toBeLessThan(3);
  });

  it('finds the cheapest nodes that can lose any one or two of them', async () => {
    const found = { optimal: 0, open: 0, none: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const { problem, offers } = randomProblem(seed);
      for (const losses of [1, 2]) {
        const note = `seed ${seed}, ${losses} lost`;
        const answer = await sizedFor({ problem, offers, losses });
        const least = leastCost(problem, offers, losses);
        if (!isSized(answer)) {
          if (answer.status === 'infeasible') expect(least, note).toBeNull();
          else console.log(note, least, answer);
          found.none++;
          continue;
        }
        expectConsistent(problem, offers, answer, note);
        expect(answer.lowerBound, note).toBeLessThanOrEqual((least as number) + 1e-9);
        expect(paid(offers, answer.nodes), note).toBeGreaterThanOrEqual((least as number) - 1e-9);
        expect(answer.survival?.verdict, note).toBe('survives');
        if (answer.status === 'optimal') expect(paid(offers, answer.nodes), note).toBeCloseTo(least as number, 9);
        if (answer.status !== 'optimal')
          console.log(
            note,
            least,
            offers.map((o) => o.cost),
            answer.status,
            answer.nodes,
            answer.lowerBound,
          );
        found[answer.status === 'optimal' ? 'optimal' : 'open']++;
      }
    }
    console.log(found);
    expect(found.open).toBeLessThan(5);
  });
});
