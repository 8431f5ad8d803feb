import { describe, expect, it } from 'vitest';
import { hostedCounts } from '../../src/place/assign.ts';
import { fleetOf, type NodeKind } from '../../src/place/fleet.ts';
import { type ColumnProgram, HighsSolver } from '../../src/place/highs.ts';
import { placeOptimally } from '../../src/place/optimal.ts';
import { quickPatterns } from '../../src/place/pattern-greedy.ts';
import { toppedUp, withoutSurplus } from '../../src/place/pattern-integer.ts';
import { patternValue, pricedBound } from '../../src/place/pattern-master.ts';
import { type Room, roomOf } from '../../src/place/pattern-room.ts';
import { searchPatterns } from '../../src/place/pattern-search.ts';
import type { NodeState } from '../../src/place/states.ts';
import { StateSpace } from '../../src/place/states.ts';
import { greatestWeight, keepsEverything } from './brute-force.ts';
import { type RandomSize, randomScenario } from './random-scenarios.ts';
import { GB, problemOf, type ScenarioToy } from './toys.ts';

const SIZES: readonly RandomSize[] = [
  { classes: 4, mostInstances: 4, mostNodes: 2, mostAccelerators: 1 },
  { classes: 3, mostInstances: 2, mostNodes: 2, mostAccelerators: 2 },
];
const SEEDS = Array.from({ length: 40 }, (_, k) => k + 1);
const NO_LIMITS = { mostNodes: 1e6, mostQuestions: 1e6, mostFound: 1e6 };

function spaceOf(toy: ScenarioToy): StateSpace {
  const problem = problemOf(toy);
  return new StateSpace(problem, fleetOf(problem.scenario));
}

const randomSpace = (seed: number) => spaceOf(randomScenario(seed, SIZES[seed % SIZES.length] as RandomSize));

/** Ten light applications of each of three models whose swaps weigh more than their services. */
function swappingSpace(seed: number): StateSpace {
  const { nodes, profiles, apps, ...toy } = randomScenario(seed, {
    classes: 3,
    mostInstances: 1,
    mostNodes: 1,
    mostAccelerators: 1,
  });
  return spaceOf({
    ...toy,
    limits: { utilization: 0.8, memory: 1 },
    nodes: nodes.filter(({ device }) => device === 'x').map((node) => ({ ...node, memory: 100 * GB })),
    profiles: profiles.map((one) => ({ ...one, swapTime: 30 + (one.swapTime ?? 0), serviceTime: 10 })),
    apps: apps.map((app, k) => {
      const arrivalRate = 0.004 + 0.001 * ((seed + k) % 3);
      return {
        ...app,
        count: 10,
        model: 'abc'.charAt(k),
        arrivalRate,
        slo: { metric: 'mean', limit: 1000 },
        preprocessTime: 0,
      };
    }),
  });
}

/** Prices that depend on the seed, some of them 0. */
function pricesFor(space: StateSpace, seed: number): Float64Array {
  return Float64Array.from(space.fleet.classes, (_, k) => ((seed * 7 + k * 5) % 11) / 10);
}

/** Every feasible state of a kind, found by joining one instance at a time: right where nothing needs company. */
function everyPattern(space: StateSpace, { kind, pieces }: Room): NodeState[] {
  const found = new Set<NodeState>([space.idle(kind)]);
  for (const state of found) {
    const hosted = hostedCounts(space.fleet, [state]);
    for (const { application } of pieces) {
      if ((hosted[application.index] as number) === application.instances.length) continue;
      for (const accelerator of space.distinctAccelerators(state)) {
        const next = space.joined(state, application, accelerator);
        if (space.couldBecomeFeasible(next)) found.add(next);
      }
    }
  }
  return [...found].filter((state) => space.isFeasible(state));
}

const roomsOf = (space: StateSpace) => space.fleet.kinds.map((kind) => roomOf(space, kind));

describe('the search for patterns', () => {
  it('finds the pattern that is worth most, and with its nodes cut short a bound that is not below', async () => {
    for (const seed of SEEDS) {
      const space = randomSpace(seed);
      const values = pricesFor(space, seed);
      for (const room of roomsOf(space)) {
        const truth = Math.max(...everyPattern(space, room).map((state) => patternValue(state, values)));
        const order = { values, threshold: 0, want: 'best' as const };
        const best = await searchPatterns(space, room, { ...order, ...NO_LIMITS });
        const last = best.found.at(-1);
        expect(best.isComplete, `seed ${seed}`).toBe(true);
        expect(last === undefined ? 0 : patternValue(last, values), `seed ${seed}`).toBeCloseTo(truth, 9);
        expect(best.bound, `seed ${seed}`).toBeCloseTo(truth, 9);
        for (const mostNodes of [0, 1, 3, 10]) {
          const cut = await searchPatterns(new StateSpace(space.problem, space.fleet), room, {
            ...order,
            ...NO_LIMITS,
            mostNodes,
          });
          expect(cut.bound, `seed ${seed}, ${mostNodes} nodes`).toBeGreaterThanOrEqual(truth - 1e-9);
        }
      }
    }
  });

  it('does the same where swaps decide who goes with whom', async () => {
    for (const seed of SEEDS.slice(0, 20)) {
      const space = swappingSpace(seed);
      for (const room of roomsOf(space)) {
        const patterns = everyPattern(space, room);
        for (const shift of [0, 1, 2]) {
          const values = pricesFor(space, seed + shift);
          const truth = Math.max(...patterns.map((state) => patternValue(state, values)));
          const { bound, found } = await searchPatterns(space, room, {
            values,
            threshold: 0,
            want: 'best',
            ...NO_LIMITS,
          });
          const last = found.at(-1);
          expect(last === undefined ? 0 : patternValue(last, values), `seed ${seed}`).toBeCloseTo(truth, 9);
          expect(bound, `seed ${seed}`).toBeCloseTo(truth, 9);
        }
      }
    }
  });

  it('lists every pattern worth more than a threshold that nothing can join', async () => {
    for (const seed of SEEDS) {
      const space = randomSpace(seed);
      const values = pricesFor(space, seed);
      for (const room of roomsOf(space)) {
        const patterns = everyPattern(space, room);
        const most = Math.max(...patterns.map((state) => patternValue(state, values)));
        const threshold = 0.7 * most;
        const { found, isComplete } = await searchPatterns(space, room, {
          values,
          threshold,
          want: 'all',
          ...NO_LIMITS,
        });
        expect(isComplete).toBe(true);
        // Company that differs only in which accelerator it is on is one pattern: compare what is hosted in all.
        const hosted = (state: NodeState) => hostedCounts(space.fleet, [state]).join();
        const listed = new Set(found.map(hosted));
        for (const state of patterns) {
          if (!(patternValue(state, values) > threshold + 1e-6)) continue;
          const isCovered = found.some((larger) => covers(space, larger, state));
          expect(listed.has(hosted(state)) || isCovered, `seed ${seed}: ${hosted(state)}`).toBe(true);
        }
      }
    }
  });

  it('finds quickly only what is feasible and worth enough', () => {
    for (const seed of SEEDS) {
      const space = randomSpace(seed);
      const values = pricesFor(space, seed);
      for (const room of roomsOf(space)) {
        for (const state of quickPatterns(space, room, values, 0.5)) {
          expect(space.isFeasible(state)).toBe(true);
          expect(patternValue(state, values)).toBeGreaterThan(0.5);
        }
      }
    }
  });
});

function covers(space: StateSpace, larger: NodeState, state: NodeState): boolean {
  const [many, few] = [larger, state].map((one) => hostedCounts(space.fleet, [one])) as [Int32Array, Int32Array];
  return few.every((count, index) => count <= (many[index] as number));
}

describe('the bound by prices', () => {
  it('holds at any prices, so that it does not rest on the solver being right', async () => {
    for (const seed of SEEDS) {
      const space = randomSpace(seed);
      const { scenario, latency } = space.problem;
      const truth = greatestWeight(scenario, keepsEverything(scenario, latency));
      for (const shift of [0, 1, 2, 3]) {
        const values = pricesFor(space, seed + shift);
        const most: number[] = [];
        for (const room of roomsOf(space)) {
          const order = { values, threshold: 0, want: 'best' as const, ...NO_LIMITS, mostNodes: 5 };
          most.push((await searchPatterns(space, room, order)).bound);
        }
        expect(pricedBound(space.fleet, values, most), `seed ${seed}`).toBeGreaterThanOrEqual(truth - 1e-9);
      }
    }
  });
});

describe('from patterns to nodes', () => {
  const toy: ScenarioToy = {
    limits: { utilization: 0.8, memory: 1 },
    nodes: [{ name: 'n', count: 2 }],
    profiles: [{ model: 'm', serviceTime: 10 }],
    apps: [
      { name: 'a', count: 3, arrivalRate: 0.02 },
      { name: 'b', count: 2, arrivalRate: 0.04, weight: 3 },
    ],
  };

  it('takes away what there is not, and puts what is left where it fits, the heaviest first', () => {
    const space = spaceOf(toy);
    const kind = space.fleet.kinds[0] as NodeKind;
    const full = space.state(kind, [[[0, 4]]]);
    const trimmed = withoutSurplus(space, [full, full]);
    expect([...hostedCounts(space.fleet, trimmed)]).toEqual([3, 0]);
    expect([...hostedCounts(space.fleet, toppedUp(space, trimmed))]).toEqual([3, 2]);
    // One node of 0.8: two of b fill it, three of a would leave room for none.
    expect([...hostedCounts(space.fleet, toppedUp(space, [space.idle(kind)]))]).toEqual([0, 2]);
  });

  it('empties nodes that can lose nobody, as many as must be', () => {
    const problem = problemOf(toy);
    const latency: typeof problem.latency = (node, tenancy) => {
      const hosted = (tenancy[0] ?? []).reduce((sum, { count }) => sum + count, 0);
      const answer = problem.latency(node, tenancy);
      return hosted === 4 || hosted === 0
        ? answer
        : { ...answer, accelerators: [{ utilization: 2, isStable: false, tenants: [] }] };
    };
    const space = new StateSpace({ ...problem, latency }, fleetOf(problem.scenario));
    const kind = space.fleet.kinds[0] as NodeKind;
    const full = space.state(kind, [[[0, 4]]]);
    expect(withoutSurplus(space, [full, full])).toEqual([space.idle(kind), space.idle(kind)]);
  });
});

describe('optimal', () => {
  it('says stopped, with a bound that holds, where its steps do not suffice', async () => {
    let stopped = 0;
    for (const seed of SEEDS.slice(0, 20)) {
      const problem = { ...problemOf(randomScenario(seed, SIZES[0] as RandomSize)), steps: 3 };
      const { scenario, latency } = problem;
      const { status, upperBound } = await placeOptimally(problem);
      expect(upperBound, `seed ${seed}`).toBeGreaterThanOrEqual(
        greatestWeight(scenario, keepsEverything(scenario, latency)),
      );
      if (status === 'stopped') stopped++;
    }
    expect(stopped).toBeGreaterThan(0);
  });
});

describe('the adapter of HiGHS', () => {
  /** max 3x + 2y, x + y ≤ 4, x + 3y ≤ 6, x ≤ 3.5. */
  const program: ColumnProgram = {
    columns: { cost: Float64Array.of(3, 2), upper: Float64Array.of(3.5, 10) },
    rows: { upper: Float64Array.of(4, 6) },
    matrix: {
      starts: Int32Array.of(0, 2, 4),
      indices: Int32Array.of(0, 1, 0, 1),
      values: Float64Array.of(1, 1, 1, 3),
    },
  };
  const wholeNumbers = { areIntegers: Uint8Array.of(1, 1), start: null, mostNodes: 100, absoluteGap: 0 };

  it('solves a linear program with its prices: at x = 3.5, y = 0.5 only the first row binds, at 2', async () => {
    const solver = new HighsSolver();
    const answer = await solver.linear(program);
    expect([...(answer?.values ?? [])]).toEqual([3.5, 0.5]);
    expect([...(answer?.duals ?? [])]).toEqual([2, 0]);
    await solver.close();
  });

  it('solves an integer program: x = 3, y = 1, worth 11', async () => {
    const solver = new HighsSolver();
    const answer = await solver.integer(program, wholeNumbers);
    expect([...(answer?.values ?? [])]).toEqual([3, 1]);
    expect(answer?.bound).toBeCloseTo(11, 6);
    const warm = await solver.integer(program, { ...wholeNumbers, start: Float64Array.of(3, 1) });
    expect([...(warm?.values ?? [])]).toEqual([3, 1]);
    await solver.close();
  });

  it('answers null where nothing keeps the rows', async () => {
    const solver = new HighsSolver();
    const impossible = { ...program, rows: { upper: Float64Array.of(-1, 6) } };
    expect(await solver.linear(impossible)).toBeNull();
    expect(await solver.integer(impossible, wholeNumbers)).toBeNull();
    await solver.close();
    await solver.close();
  });
});
