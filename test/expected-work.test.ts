import { describe, expect, it } from 'vitest';
import type { Arrivals } from '../src/domain/scenario.ts';
import { longWorkSentence, planningWork, type Work } from '../src/expected-work.ts';
import { GB, scenarioOf } from './place/toys.ts';

const WORKS: readonly Work[] = ['fit', 'greedy-online', 'replan', 'report', 'survive', 'size', 'compare'];

/** `distinct` applications of which no two are alike, `count` of each, on so many nodes. */
function fleet(
  distinct: number,
  count: number,
  nodes: number,
  arrivals: Arrivals = { kind: 'poisson' },
  accelerators = 1,
) {
  return scenarioOf({
    network: 0,
    limits: { utilization: 0.9, memory: 1 },
    nodes: [{ name: 'n', device: 'x', discipline: 'ps', count: nodes, accelerators, memory: GB, cores: 4 }],
    profiles: [{ model: 'm', device: 'x', serviceTime: 5 }],
    apps: Array.from({ length: distinct }, (_, k) => ({
      name: `a${k}`,
      count,
      model: 'm',
      arrivalRate: 0.001 + k / 1e6,
      arrivals,
    })),
  });
}

describe('work that takes long', () => {
  it('is told beforehand for the fleets on which it did', () => {
    const told = (scenario: ReturnType<typeof fleet>) =>
      WORKS.filter((work) => longWorkSentence(scenario, work) !== null);
    expect(told(fleet(3_000, 1, 200))).toEqual(['greedy-online', 'replan', 'report', 'survive', 'size', 'compare']);
    expect(told(fleet(1_000, 1, 100))).toEqual(['report', 'survive', 'size', 'compare']);
    expect(told(fleet(2_000, 1, 10_000))).toContain('fit');
    expect(told(fleet(20, 50, 200))).toEqual(['compare']);
    expect(told(fleet(12, 3, 8))).toEqual(['compare']);
    expect(told(fleet(6, 4, 8))).toEqual([]);
  });

  it('is told of smaller fleets where arrivals are replayed', () => {
    const told = (scenario: ReturnType<typeof fleet>) =>
      WORKS.filter((work) => longWorkSentence(scenario, work) !== null);
    const cameras = { kind: 'periodic' } as const;
    expect(told(fleet(60, 1, 20, cameras))).toEqual(WORKS);
    expect(told(fleet(12, 1, 3, cameras))).toEqual(['fit', 'replan', 'report', 'survive', 'size', 'compare']);
    expect(told(fleet(5, 5, 3, cameras))).toEqual([]);
    expect(told(fleet(3, 4, 3, cameras, 2))).toEqual(['fit', 'replan', 'report', 'survive', 'size', 'compare']);
  });

  it('is told with its numbers', () => {
    expect(longWorkSentence(fleet(1_000, 2, 100), 'size')).toBe(
      '2,000 applications of 1,000 sorts on 100 nodes: this may take longer than 10 s, and more than 1 GB of memory.',
    );
  });

  it('of a plan is that of its policy, or of the losses that it has to bear', () => {
    expect(planningWork('auto', null)).toBe('fit');
    expect(planningWork('greedy-online', null)).toBe('greedy-online');
    expect(planningWork('greedy-online', 1)).toBe('survive');
  });
});
