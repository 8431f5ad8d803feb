import { describe, expect, it } from 'vitest';
import {
  bestRow,
  type ComparedPolicy,
  type Comparison,
  type ComparisonRow,
  ratioIn,
  ratioOf,
  ratioSpreads,
  shardValues,
} from '../../src/domain/comparison.ts';

function row(policy: ComparedPolicy, ok: number, safe: number | null = null, violating = 0): ComparisonRow {
  const safePrefix = safe === null ? null : { offered: safe, placed: safe, isExact: true };
  const nothing = { simulated: null, status: 'feasible', upperBound: null, derating: null } as const;
  return { policy, placed: ok + violating, violating, okWeight: ok, safePrefix, ...nothing };
}

const of = (...rows: readonly ComparisonRow[]): Comparison => ({ offered: 100, nodes: 1, upperBound: null, rows });

describe('ratios', () => {
  it('are 1 where both host none, infinite where only the base hosts none, and unknown where either is', () => {
    expect([ratioOf(6, 4), ratioOf(0, 4), ratioOf(0, 0), ratioOf(6, 0), ratioOf(null, 4), ratioOf(6, null)]).toEqual([
      1.5,
      0,
      1,
      Number.POSITIVE_INFINITY,
      null,
      null,
    ]);
  });

  it('are to the best knapsack as configured by each measure on its own, never to the derated one', () => {
    const rows = [
      row('auto', 60, 50),
      row('knapsack', 20, 5, 30),
      row('knapsack-first', 10, 25),
      row('knapsack-derated', 40, 40),
    ];
    expect(bestRow(rows, 'knapsack', 'ok')?.value).toBe(20);
    expect(bestRow(rows, 'knapsack', 'safePrefix')?.value).toBe(25);
    expect(ratioIn(of(...rows), { ours: 'edge-plan', baseline: 'knapsack', measure: 'ok' })).toBe(3);
    expect(ratioIn(of(...rows), { ours: 'edge-plan', baseline: 'knapsack', measure: 'safePrefix' })).toBe(2);
    expect(ratioIn(of(...rows), { ours: 'edge-plan', baseline: 'derated', measure: 'ok' })).toBe(1.5);
    expect(ratioIn(of(...rows), { ours: 'edge-plan', baseline: 'ibis', measure: 'ok' })).toBeNull();
  });

  it('count the best of ours, or ours without foresight', () => {
    const rows = [row('auto', 30), row('greedy-online', 20), row('ibis-bfs', 10)];
    expect(ratioIn(of(...rows), { ours: 'edge-plan', baseline: 'ibis', measure: 'ok' })).toBe(3);
    expect(ratioIn(of(...rows), { ours: 'greedy-online', baseline: 'ibis', measure: 'ok' })).toBe(2);
  });
});

describe('the spread of ratios', () => {
  it('has values that occurred: a quarter, a half, three quarters of the items have at most this', () => {
    const items = [8, 1, 7, 2, 6, 3, 5, 4].map((ok) => of(row('auto', ok), row('knapsack', 1)));
    const [spread, ...others] = ratioSpreads(items);
    expect(spread).toEqual({
      ours: 'edge-plan',
      baseline: 'knapsack',
      measure: 'ok',
      items: 8,
      worst: 1,
      lowerQuartile: 2,
      median: 4,
      upperQuartile: 6,
      best: 8,
    });
    expect(others).toEqual([]);
  });
});

describe('the values of shards', () => {
  it('are each in one shard, and all of them without one', () => {
    const values = [1, 2, 3, 4, 5, 6, 7];
    expect(shardValues(values, null)).toEqual(values);
    expect([1, 2, 3].map((index) => shardValues(values, { index, of: 3 }))).toEqual([
      [1, 4, 7],
      [2, 5],
      [3, 6],
    ]);
  });
});
