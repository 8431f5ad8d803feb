/** Repairs of many equal nodes: where one place takes a chain of moves, all nodes that are alike follow it. */

import { describe, expect, it } from 'vitest';
import { countMoves, movesBetween } from '../../src/domain/moves.ts';
import type { Placement } from '../../src/domain/scenario.ts';
import { checkPlacement } from '../../src/place/check.ts';
import { repaired } from '../../src/place/replan/repair.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { problemOf, type ScenarioToy, scenarioOf } from './toys.ts';

const PAIRS = 60;
const loose = { metric: 'mean' as const, limit: 1e6 };

/**
 * Twice as many nodes a as pairs, each with three small ones (load 0.39); one node b for each pair with a middle one
 * (0.5 there, 0.7 on a) and one with two big ones, whose load has become 0.8 each: one of the two must leave, to a node b
 * that its middle one leaves, to a node a that its three small ones leave, to another node a.
 */
const toy: ScenarioToy = {
  limits: { utilization: 0.8, memory: 1 },
  nodes: [
    { name: 'a', device: 'a', discipline: 'fcfs', count: 2 * PAIRS },
    { name: 'b', device: 'b', discipline: 'fcfs', count: 2 * PAIRS },
  ],
  profiles: [
    { model: 'small', device: 'a', serviceTime: 13 },
    { model: 'middle', device: 'a', serviceTime: 70 },
    { model: 'middle', device: 'b', serviceTime: 50 },
    { model: 'big', device: 'b', serviceTime: 80 },
  ],
  apps: [
    { name: 'small', model: 'small', arrivalRate: 0.01, count: 6 * PAIRS, slo: loose },
    { name: 'middle', model: 'middle', arrivalRate: 0.01, count: PAIRS, slo: loose },
    { name: 'big', model: 'big', arrivalRate: 0.01, count: 2 * PAIRS, slo: loose },
  ],
};

function packed(): Placement {
  const small = Array.from({ length: 6 * PAIRS }, (_, k) => Math.floor(k / 3));
  const middle = Array.from({ length: PAIRS }, (_, k) => 2 * PAIRS + k);
  const big = Array.from({ length: 2 * PAIRS }, (_, k) => 3 * PAIRS + Math.floor(k / 2));
  const node = Int32Array.from([...small, ...middle, ...big]);
  return { node, accelerator: new Int32Array(node.length) };
}

describe('the repair of a fleet', () => {
  it('keeps everybody where two half-empty nodes must become one for each that has no place', async () => {
    const scenario = scenarioOf(toy);
    const latency = createLatencyQuestion(scenario);
    const problem = { ...problemOf(toy, latency), steps: 8000 };
    const placement = packed();
    const running = { placement, displaced: [], isNew: [] };
    const repair = await repaired(problem, running, Number.POSITIVE_INFINITY, null);
    expect(checkPlacement(scenario, latency, repair.placement)).toEqual([]);
    // Three small ones, a middle and a big one for each pair, and no repair does with less.
    expect(countMoves(movesBetween(placement, repair.placement))).toEqual({ moves: 5 * PAIRS, stops: 0, starts: 0 });
  });

  it('moves no more than it may', async () => {
    const scenario = scenarioOf(toy);
    const latency = createLatencyQuestion(scenario);
    const placement = packed();
    const running = { placement, displaced: [], isNew: [] };
    const problem = { ...problemOf(toy, latency), steps: 8000 };
    const repair = await repaired(problem, running, 52, null);
    expect(checkPlacement(scenario, latency, repair.placement)).toEqual([]);
    const { moves, stops } = countMoves(movesBetween(placement, repair.placement));
    expect(moves).toBeLessThanOrEqual(52);
    expect(stops).toBe(PAIRS - 10);
  });
});
