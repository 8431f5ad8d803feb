/** What a kind of node is worth at most, also where it is too much to be searched whole. */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { fleetOf, type NodeKind } from '../../src/place/fleet.ts';
import { HighsSolver } from '../../src/place/highs.ts';
import { soleLoads } from '../../src/place/levelled-prices.ts';
import { classPrices, PatternMaster, patternValue } from '../../src/place/pattern-master.ts';
import { roomOf } from '../../src/place/pattern-room.ts';
import { searchedKind } from '../../src/place/pattern-rounds.ts';
import { searchPatterns } from '../../src/place/pattern-search.ts';
import { PatternSet } from '../../src/place/pattern-set.ts';
import { StateSpace } from '../../src/place/states.ts';
import { StepCount } from '../../src/place/steps.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { problemOf, type ScenarioToy, scenarioOf } from './toys.ts';

const NO_LIMITS = { mostNodes: 1e6, mostQuestions: 1e6, mostFound: 1e6 };
const SEEDS = Array.from({ length: 12 }, (_, k) => k + 1);

/** One node of a discipline and ten of each of some models, every third of them with little patience and of more worth. */
function crowd(discipline: 'ps' | 'fcfs-swap', models: number, seed: number) {
  const random = xoroshiro128plus(seed);
  const between = (low: number, high: number) => low + (high - low) * uniformFloat64(random);
  const profiles = Array.from({ length: models }, (_, k) => ({
    model: `m${k}`,
    serviceTime: Math.exp(between(Math.log(2), Math.log(50))),
    swapTime: 10,
  }));
  const apps = profiles.map(({ model, serviceTime }, k) => ({
    name: model,
    count: 10,
    model,
    arrivalRate: between(0.02, 0.2) / serviceTime,
    slo: k % 3 === 0 ? { metric: 'p95' as const, limit: 4 * serviceTime } : { metric: 'mean' as const, limit: 1e6 },
  }));
  const toy: ScenarioToy = {
    limits: { utilization: 0.8, memory: 1 },
    nodes: [{ name: 'n', discipline }],
    profiles,
    apps,
  };
  const problem = problemOf(toy, createLatencyQuestion(scenarioOf(toy)));
  const fleet = fleetOf(problem.scenario);
  const space = new StateSpace(problem, fleet);
  const room = roomOf(space, fleet.kinds[0] as NodeKind);
  const values = Float64Array.from(apps, ({ arrivalRate }, k) => {
    return arrivalRate * (profiles[k]?.serviceTime ?? 0) * (k % 3 === 0 ? 1.3 : between(0.95, 1.05));
  });
  return { space, room, values };
}

describe('what a kind of node is worth at most', () => {
  it.each(['ps', 'fcfs-swap'] as const)(
    '%s: is never below the best pattern, however early it is cut short',
    async (discipline) => {
      for (const seed of SEEDS) {
        const { space, room, values } = crowd(discipline, 4, seed);
        const whole = await searchPatterns(space, room, { values, threshold: 0, want: 'best', ...NO_LIMITS });
        const truth = patternValue(whole.found.at(-1) ?? space.idle(room.kind), values);
        for (const threshold of [0, 0.9 * truth, truth, 1.2 * truth]) {
          for (const mostNodes of [1, 5, 20, 80]) {
            const search = { space, master: new PatternSet(), steps: new StepCount(space, 1e6) };
            const { bound, isComplete, isNew } = await searchedKind(search, room, { values, threshold, mostNodes });
            expect(truth).toBeGreaterThan(0);
            const said = `seed ${seed}, above ${threshold}, ${mostNodes} nodes`;
            expect(Math.max(bound, threshold), said).toBeGreaterThanOrEqual(truth - 1e-9);
            if (isComplete && !isNew) expect(threshold, said).toBeGreaterThanOrEqual(truth - 1e-6);
            for (const state of search.master.patterns) expect(patternValue(state, values)).toBeGreaterThan(threshold);
          }
        }
      }
    },
  );

  it('is proved from above where one search is too long, and closer than that search is when it is cut short', async () => {
    for (const seed of [1, 2, 3]) {
      const { space, room, values } = crowd('ps', 14, seed);
      const mostNodes = 2_000;
      const limits = { ...NO_LIMITS, mostNodes };
      const best = await searchPatterns(space, room, { values, threshold: 0, want: 'best', ...limits });
      const threshold = patternValue(best.found.at(-1) ?? space.idle(room.kind), values);
      const cut = await searchPatterns(space, room, { values, threshold, want: 'best', ...limits });
      expect(cut.isComplete, `seed ${seed}`).toBe(false);
      const search = { space, master: new PatternSet(), steps: new StepCount(space, 1e6) };
      const { bound, isNew } = await searchedKind(search, room, { values, threshold, mostNodes: 2 * mostNodes });
      if (!isNew) expect(bound - threshold, `seed ${seed}`).toBeLessThan(0.8 * (cut.bound - threshold));
    }
  });
});

describe('levelled prices', () => {
  it('make no class dearer, for the share of the load that is imagined, than what a node yields', async () => {
    const { space, room } = crowd('ps', 6, 1);
    const master = new PatternMaster(space.fleet);
    master.add(space.state(room.kind, [[[0, 1]]]));
    const solver = new HighsSolver();
    try {
      for (const share of [1, 0.5]) {
        const imagined = soleLoads(room, share);
        const answer = await solver.linear(master.program(imagined));
        const values = classPrices(space.fleet.classes, answer?.duals.subarray(0, 6) ?? new Float64Array());
        const [yielded = Number.NaN] = answer?.duals.subarray(6) ?? [];
        expect(yielded).toBeGreaterThan(0);
        for (const { application, work } of room.pieces) {
          const worth = (values[application.index] as number) * ((share * room.load) / work);
          expect(worth).toBeLessThanOrEqual(yielded * (1 + 1e-6));
        }
      }
    } finally {
      await solver.close();
    }
  });
});

describe('a part of the steps', () => {
  it('is a share of what is left, and what it spends is spent by the whole', () => {
    const { space } = crowd('ps', 2, 1);
    const whole = new StepCount(space, 1_000);
    whole.spendOnProgram(4_000);
    expect(whole.left).toBe(800);
    const part = whole.part(0.5);
    expect(part.left).toBe(400);
    part.spendOnSearch(2_000);
    expect([part.left, whole.left]).toEqual([300, 700]);
    part.spendOnSearch(8_000);
    expect([part.isSpent, whole.left]).toEqual([true, 300]);
  });
});
