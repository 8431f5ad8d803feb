import { describe, expect, it } from 'vitest';
import { movesBetween } from '../../src/domain/moves.ts';
import type { Placement, Scenario } from '../../src/domain/scenario.ts';
import { type RateChange, withRates } from '../../src/domain/scenario-changes.ts';
import { checkPlacement } from '../../src/place/check.ts';
import { POLICIES } from '../../src/place/policies.ts';
import type { PlacementProblem } from '../../src/place/problem.ts';
import { type Running, repaired } from '../../src/place/replan/repair.ts';
import { keepsEverything } from './brute-force.ts';
import { randomScenario } from './random-scenarios.ts';
import { ibisFormulas, placementOf, scenarioOf, toyLatency } from './toys.ts';

const SIZE = { classes: 3, mostInstances: 4, mostNodes: 2, mostAccelerators: 1 };

function problemFor(scenario: Scenario): PlacementProblem {
  return { scenario, latency: toyLatency(scenario), ibis: ibisFormulas, seed: 1, steps: 4000 };
}

const running = (placement: Placement): Running => ({ placement, displaced: [], isNew: [] });

/** A random scenario, a plan of it, and the same scenario with one group's rate doubled. */
async function burst(seed: number, size = SIZE) {
  const scenario = scenarioOf(randomScenario(seed, size));
  const { placement } = await POLICIES.greedy.run({ ...problemFor(scenario), steps: 100 });
  const app = scenario.apps[seed % scenario.apps.length] as Scenario['apps'][number];
  const change: RateChange = { first: app.firstIndex, count: app.count, arrivalRate: 2 * app.arrivalRate };
  return { scenario, placement, now: withRates(scenario, [change]) };
}

/** Without a fresh plan to follow: the search itself. */
const repair = (now: Scenario, placement: Placement, mostMoves = Number.POSITIVE_INFINITY) =>
  repaired(problemFor(now), running(placement), mostMoves, null);

interface Cost {
  readonly weight: number;
  readonly moves: number;
  readonly displacements: number;
}

/** Instances of each group on each node (of one accelerator). */
function countsOf(scenario: Scenario, { node }: Placement, nodes: number): number[][] {
  const counts = Array.from({ length: nodes }, () => scenario.apps.map(() => 0));
  for (const app of scenario.apps) {
    for (let k = app.firstIndex; k < app.firstIndex + app.count; k++) {
      const row = counts[node[k] as number];
      if (row !== undefined) row[app.index] = (row[app.index] as number) + 1;
    }
  }
  return counts;
}

function costOf(scenario: Scenario, before: readonly number[][], after: readonly number[][]): Cost {
  let [weight, moves, displacements] = [0, 0, 0];
  for (const { index, weight: each } of scenario.apps) {
    let [departures, arrivals] = [0, 0];
    for (const [k, row] of before.entries()) {
      const change = (after[k]?.[index] as number) - (row[index] as number);
      departures += Math.max(0, -change);
      arrivals += Math.max(0, change);
      weight += each * (after[k]?.[index] as number);
    }
    moves += Math.min(departures, arrivals);
    displacements += departures;
  }
  return { weight, moves, displacements };
}

/** Every way to host no more than what ran, tried: cost of each, where every constraint is kept. */
function everyRepair(scenario: Scenario, before: readonly number[][]): Cost[] {
  const isFeasible = keepsEverything(scenario, toyLatency(scenario));
  const groups = scenario.nodes.flatMap((group) => Array.from({ length: group.count }, () => group));
  const ran = scenario.apps.map((_, index) => before.reduce((sum, row) => sum + (row[index] as number), 0));
  const vectors = (most: readonly number[]): number[][] =>
    most.reduce<number[][]>(
      (all, count) => all.flatMap((head) => Array.from({ length: count + 1 }, (_, k) => [...head, k])),
      [[]],
    );
  const allowed = scenario.nodes.map((group) => vectors(ran).filter((counts) => isFeasible(group, [counts])));
  const costs = new Map<string, Cost>();
  const visit = (k: number, left: readonly number[], after: readonly number[][]): void => {
    const group = groups[k];
    if (group === undefined) {
      const cost = costOf(scenario, before, after);
      costs.set(`${cost.weight} ${cost.moves} ${cost.displacements}`, cost);
      return;
    }
    for (const counts of allowed[group.index] as number[][]) {
      if (counts.some((count, index) => count > (left[index] as number))) continue;
      visit(
        k + 1,
        left.map((count, index) => count - (counts[index] as number)),
        [...after, counts],
      );
    }
  };
  visit(0, ran, []);
  return [...costs.values()];
}

/** `after` less what did not run before: a repair is compared by what ran. */
function withoutStarts(before: readonly number[][], after: readonly number[][]): number[][] {
  const kept = after.map((row) => [...row]);
  for (const index of (before[0] as number[]).keys()) {
    const total = (rows: readonly number[][]) => rows.reduce((sum, row) => sum + (row[index] as number), 0);
    let started = total(after) - total(before);
    for (const [k, row] of kept.entries()) {
      const arrived = (row[index] as number) - (before[k]?.[index] as number);
      const taken = Math.max(0, Math.min(arrived, started));
      row[index] = (row[index] as number) - taken;
      started -= taken;
    }
  }
  return kept;
}

describe('a repair against every possible one', () => {
  it('hosts the greatest weight with the fewest moves in all but a few of 300 random bursts', async () => {
    let [broken, heaviest, fewest, extraMoves, lost] = [0, 0, 0, 0, 0];
    for (let seed = 1; seed <= 300; seed++) {
      const { placement, now } = await burst(seed);
      if (checkPlacement(now, toyLatency(now), placement).length === 0) continue;
      broken++;
      const before = countsOf(
        now,
        placement,
        now.nodes.reduce((sum, group) => sum + group.count, 0),
      );
      const { placement: mended, atLeast } = await repair(now, placement);
      const after = countsOf(now, mended, before.length);
      const own = costOf(now, before, withoutStarts(before, after));
      const all = everyRepair(now, before);
      const weight = Math.max(...all.map((cost) => cost.weight));
      const least = Math.min(...all.filter((cost) => cost.weight === own.weight).map((cost) => cost.moves));
      expect(own.weight).toBeLessThanOrEqual(weight);
      expect(own.moves).toBeGreaterThanOrEqual(least);
      expect(atLeast).toBeLessThanOrEqual(Math.min(...all.map((cost) => cost.displacements)));
      if (own.weight === weight) heaviest++;
      else lost += weight - own.weight;
      if (own.moves === least) fewest++;
      else extraMoves += own.moves - least;
    }
    // Measured: 114 broken; 113 as heavy as can be, one lighter by 1; never a move more than it takes.
    expect(broken).toBeGreaterThan(80);
    expect(heaviest).toBeGreaterThanOrEqual(broken - 2);
    expect(lost).toBeLessThanOrEqual(2);
    expect({ fewest, extraMoves }).toEqual({ fewest: broken, extraMoves: 0 });
  }, 300_000);
});

describe('a repair', () => {
  const seeds = Array.from({ length: 40 }, (_, k) => k + 1);

  it.each([{ accelerators: 1 }, { accelerators: 2 }])(
    'moves nothing where nothing changed, on nodes of $accelerators accelerators',
    async ({ accelerators }) => {
      for (const seed of seeds) {
        const { scenario, placement } = await burst(seed, { ...SIZE, mostAccelerators: accelerators });
        const { placement: after, atLeast } = await repair(scenario, placement);
        expect(movesBetween(placement, after).filter(({ kind }) => kind !== 'start')).toEqual([]);
        expect(atLeast).toBe(0);
      }
    },
  );

  it('breaks nothing, whatever broke, and moves nobody to where it was', async () => {
    for (const seed of seeds) {
      const { placement, now } = await burst(seed, { ...SIZE, mostInstances: 8, mostAccelerators: 2, classes: 4 });
      const { placement: after } = await repair(now, placement);
      expect(checkPlacement(now, toyLatency(now), after)).toEqual([]);
      for (const { kind, from, to } of movesBetween(placement, after))
        if (kind === 'move') expect(to).not.toEqual(from);
    }
  });

  it('never moves more than it may, and stops what it may not move', async () => {
    for (const seed of seeds) {
      const { placement, now } = await burst(seed, { ...SIZE, mostInstances: 8, mostNodes: 4 });
      for (const most of [0, 1, 3]) {
        const { placement: after } = await repair(now, placement, most);
        const moves = movesBetween(placement, after).filter(({ kind }) => kind === 'move');
        expect(moves.length).toBeLessThanOrEqual(most);
        expect(checkPlacement(now, toyLatency(now), after)).toEqual([]);
      }
    }
  });

  it('displaces no fewer than its bound says', async () => {
    for (const seed of seeds) {
      const { placement, now } = await burst(seed, { ...SIZE, mostInstances: 8, mostNodes: 3 });
      const { placement: after, atLeast } = await repair(now, placement);
      const left = movesBetween(placement, after).filter(({ kind }) => kind !== 'start');
      expect(left.length).toBeGreaterThanOrEqual(atLeast);
    }
  });

  it('gives the same answer twice', async () => {
    const { placement, now } = await burst(7, { ...SIZE, mostInstances: 8, mostNodes: 4 });
    expect(await repair(now, placement)).toEqual(await repair(now, placement));
  });
});

describe('who gives way to whom', () => {
  /** Two nodes; an application takes 0.4 of one, so that each holds two. */
  const crowd = (weights: readonly number[]) =>
    scenarioOf({
      nodes: [{ name: 'n', count: 2 }],
      profiles: [{ model: 'm', serviceTime: 40 }],
      apps: weights.map((weight, k) => ({ name: `app${k}`, arrivalRate: 0.01, weight })),
      limits: { utilization: 0.85, memory: 1 },
    });
  const full = (extra: number) => placementOf([[0, 0], [0, 0], [1, 0], [1, 0], ...new Array(extra).fill(null)]);

  it('a running application is not stopped for a new one of equal weight', async () => {
    const scenario = crowd([1, 1, 1, 1, 1]);
    const { placement } = await repaired(
      problemFor(scenario),
      { placement: full(1), displaced: [], isNew: [4] },
      99,
      null,
    );
    expect(placement).toEqual(full(1));
  });

  it('a lighter one is stopped for a new one of greater weight', async () => {
    const scenario = crowd([2, 1, 2, 2, 3]);
    const { placement } = await repaired(
      problemFor(scenario),
      { placement: full(1), displaced: [], isNew: [4] },
      99,
      null,
    );
    expect([...placement.node]).toEqual([0, -1, 1, 1, 0]);
  });

  it('who was left out before does not push anybody aside, however heavy', async () => {
    const scenario = crowd([2, 1, 2, 2, 3]);
    const { placement } = await repaired(problemFor(scenario), running(full(1)), 99, null);
    expect(placement).toEqual(full(1));
  });

  it('who lost its node takes the place of a lighter one, which stops', async () => {
    const scenario = crowd([2, 1, 2, 2, 3]);
    const { placement } = await repaired(
      problemFor(scenario),
      { placement: full(1), displaced: [4], isNew: [] },
      99,
      null,
    );
    expect([...placement.node]).toEqual([0, -1, 1, 1, 0]);
  });

  it('one makes room where that lets another run', async () => {
    // The first node holds 0.4 + 0.2, the second 0.4: the newcomer of 0.6 fits only if the small one goes over.
    const scenario = scenarioOf({
      nodes: [{ name: 'n', count: 2 }],
      profiles: [{ model: 'm', serviceTime: 10 }],
      apps: [
        { name: 'small', arrivalRate: 0.02 },
        { name: 'left', arrivalRate: 0.02 },
        { name: 'right', arrivalRate: 0.04 },
        { name: 'new', arrivalRate: 0.06 },
      ],
      limits: { utilization: 0.85, memory: 1 },
    });
    const before = placementOf([[0, 0], [0, 0], [1, 0], null]);
    const { placement } = await repaired(
      problemFor(scenario),
      { placement: before, displaced: [], isNew: [3] },
      99,
      null,
    );
    expect(
      movesBetween(before, placement)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['move', 'start']);
    expect(checkPlacement(scenario, toyLatency(scenario), placement)).toEqual([]);
    const none = await repaired(problemFor(scenario), { placement: before, displaced: [], isNew: [3] }, 0, null);
    expect(none.placement).toEqual(before);
  });
});
