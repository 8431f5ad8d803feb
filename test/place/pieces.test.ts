import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assigned, hostedWeight, statesOf } from '../../src/place/assign.ts';
import { fleetOf } from '../../src/place/fleet.ts';
import { IndexHeap } from '../../src/place/index-heap.ts';
import { leastWork } from '../../src/place/least-work.ts';
import { LinearSolver } from '../../src/place/lp.ts';
import { naturalOrder } from '../../src/place/natural-order.ts';
import { SolverThread } from '../../src/place/solver-thread.ts';
import { StateSpace } from '../../src/place/states.ts';
import { GB, placementOf, problemOf, profile, scenarioOf } from './toys.ts';

describe('natural order', () => {
  it('compares runs of digits as numbers and leaves the rest to the letters', () => {
    const names = ['coral-10', 'coral-2', 'b', 'coral', 'nano-1', 'coral-2b', 'a10c2', 'a9c11'];
    expect(names.sort(naturalOrder)).toEqual([
      'a9c11',
      'a10c2',
      'b',
      'coral',
      'coral-2',
      'coral-2b',
      'coral-10',
      'nano-1',
    ]);
  });

  it('is an order: antisymmetric, and zero only for equal names', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '0', '1', '9') });
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(Math.sign(naturalOrder(a, b))).toBe(-Math.sign(naturalOrder(b, a)) + 0);
        expect(naturalOrder(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('the heap of indices', () => {
  it('gives back what was put in, smallest first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (items) => {
        const heap = new IndexHeap();
        for (const item of items) heap.push(item);
        const out: number[] = [];
        while (!heap.isEmpty) out.push(heap.pop());
        expect(out).toEqual([...items].sort((a, b) => a - b));
      }),
    );
    expect(() => new IndexHeap().pop()).toThrow(RangeError);
  });
});

describe('the fleet', () => {
  it('merges what differs in name only, and nothing that differs in anything else', () => {
    const scenario = scenarioOf({
      nodes: [{ name: 'x' }, { name: 'y', memory: GB }, { name: 'z', count: 2 }],
      profiles: [{ model: 'm', serviceTime: 1 }],
      apps: [
        { name: 'a' },
        { name: 'b', weight: 2 },
        { name: 'c', count: 2 },
        { name: 'd', slo: { metric: 'p95', limit: 1e6 } },
      ],
    });
    const fleet = fleetOf(scenario);
    expect([...fleet.classOf]).toEqual([0, 1, 0, 0, 2]);
    expect([...fleet.kindOf]).toEqual([0, 1, 0, 0]);
    expect([...(fleet.classes[0]?.instances ?? [])]).toEqual([0, 2, 3]);
  });

  it('keeps instances in number order beyond nine', () => {
    const scenario = scenarioOf({ nodes: [], profiles: [], apps: [{ name: 'a', count: 12 }] });
    expect([...(fleetOf(scenario).classes[0]?.instances ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
});

describe('node states', () => {
  const problem = problemOf({
    nodes: [{ name: 'n', count: 2, accelerators: 2 }],
    profiles: [{ model: 'm', serviceTime: 10, memory: GB }],
    apps: [
      { name: 'a', count: 3, sharing: 'model' },
      { name: 'b', count: 1 },
    ],
  });

  it('are one object however they came about, and one question to the latency models', () => {
    let asked = 0;
    const latency: typeof problem.latency = (node, tenancy) => {
      asked++;
      return problem.latency(node, tenancy);
    };
    const space = new StateSpace({ ...problem, latency }, fleetOf(problem.scenario));
    const [a, b] = space.fleet.classes as [(typeof space.fleet.classes)[number], (typeof space.fleet.classes)[number]];
    const idle = space.idle(space.fleet.kinds[0] as (typeof space.fleet.kinds)[number]);
    const one = space.joined(space.joined(idle, a, 0), b, 0);
    const other = space.left(space.joined(space.joined(space.joined(idle, b, 0), a, 0), a, 1), a, 1);
    expect(other).toBe(one);
    expect(space.isFeasible(one) && space.utilization(other) > 0).toBe(true);
    expect(asked).toBe(1);
    expect(() => space.left(idle, a, 0)).toThrow('not in the mix');
  });

  it('survive the way to a placement and back', () => {
    const space = new StateSpace(problem, fleetOf(problem.scenario));
    const placement = placementOf([[0, 1], null, [1, 0], [1, 0]]);
    const states = statesOf(space, placement);
    expect(hostedWeight(space.fleet, states)).toBe(3);
    expect(statesOf(space, assigned(space.fleet, states))).toEqual(states);
  });
});

describe('least work', () => {
  const node = scenarioOf({ nodes: [{ name: 'n' }], profiles: [], apps: [] }).nodes[0];
  const fast = profile({
    model: 'fast',
    serviceTime: 10,
    batchServiceTimes: [
      [1, 10],
      [4, 16],
    ],
    concurrentServiceTimes: [
      [1, 10],
      [2, 14],
    ],
  });
  const plain = profile({ model: 'plain', serviceTime: 30 });
  const book = {
    find: (model: string) => (model === 'fast' ? fast : plain),
    models: ['fast', 'plain'],
    devices: ['dev'],
  };

  it('is the service time, less the best speed-up on the device where the discipline has one', () => {
    if (node === undefined) throw new Error('the toy has no node');
    expect(leastWork(plain, { ...node, discipline: 'ps' }, book)).toBe(30);
    expect(leastWork(plain, { ...node, discipline: 'batch' }, book)).toBeCloseTo(30 / 2.5, 12); // 4 × 10 / 16
    expect(leastWork(fast, { ...node, discipline: 'mps' }, book)).toBeCloseTo(10 / (20 / 14), 12);
  });
});

describe('the linear solver', () => {
  const row = (terms: [number, number][], limit: number, sense: 'atMost' | 'atLeast' = 'atMost') => ({
    terms,
    limit,
    sense,
  });

  it('solves the textbook program', async () => {
    const solver = new LinearSolver();
    // Dantzig's factory: max 3x + 5y; x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18 → (2, 6), Hillier & Lieberman, chapter 3.
    const rows = [
      row([[0, 1]], 4),
      row([[1, 2]], 12),
      row(
        [
          [0, 3],
          [1, 2],
        ],
        18,
      ),
    ];
    const factory = { goal: 'max' as const, objective: [3, 5], rows };
    expect((await solver.solve(factory))?.map((x) => Number(x.toFixed(6)))).toEqual([2, 6]);
    await solver.close();
  });

  it('answers one question after another on one thread, long before the guard would end it', async () => {
    const solver = new LinearSolver(60_000);
    const program = { goal: 'max' as const, objective: [1], rows: [row([[0, 2]], 3)] };
    for (let k = 0; k < 5; k++) expect(await solver.solve(program)).toEqual([1.5]);
    await solver.close();
  });

  it('gives up on a solver that stays silent, time after time', async () => {
    const silent = new SolverThread(new URL('data:text/javascript,setInterval(() => {}, 1000)'), 50);
    expect(await silent.ask({})).toBeNull();
    expect(await silent.ask({})).toBeNull();
    await silent.close();
  });

  it('answers null where there is nothing to believe', async () => {
    const solver = new LinearSolver();
    const impossible = {
      goal: 'max' as const,
      objective: [1],
      rows: [row([[0, 1]], 1), row([[0, 1]], 2, 'atLeast')],
      areIntegers: false,
    };
    expect(await solver.solve(impossible)).toBeNull();
    const endless = { goal: 'max' as const, objective: [1, 1], rows: [row([[0, 1]], 1)], areIntegers: false };
    expect(await solver.solve(endless)).toBeNull();
    await solver.close();
    await solver.close();
  });
});
