import { beforeAll, describe, expect, it } from 'vitest';
import { edgePlan } from './helpers/binary.ts';

interface Row {
  readonly policy: string;
  readonly ok: number;
  readonly safePrefix: number;
  readonly simulatedViolating: number;
}

/** What the project promises of the shipped cluster, with room below the measured figures. */
describe('edge-plan compare on the shipped scenario', () => {
  let rows: readonly Row[] = [];
  beforeAll(() => {
    rows = JSON.parse(edgePlan(['compare', '--json', '--requests', '2000']).stdout).rows;
  }, 120_000);
  const best = (of: RegExp, measure: 'ok' | 'safePrefix') =>
    Math.max(...rows.filter(({ policy }) => of.test(policy)).map((row) => row[measure]));
  const KNAPSACK = /^knapsack(?!-derated)/;

  it.each(['ok', 'safePrefix'] as const)('hosts by %s 2.3 times the best knapsack, 1.6 times Ibis', (measure) => {
    const ours = best(/^auto$/, measure);
    expect(ours / best(KNAPSACK, measure)).toBeGreaterThanOrEqual(2.3);
    expect(ours / best(/^ibis-/, measure)).toBeGreaterThanOrEqual(1.6);
    expect(ours / best(/^knapsack-derated$/, measure)).toBeGreaterThanOrEqual(1.15);
    expect(best(/^greedy-online$/, measure) / best(/^ibis-/, measure)).toBeGreaterThanOrEqual(1.3);
  });

  it('simulates no violation of ours, and many of the best knapsack', () => {
    const violating = (of: RegExp) =>
      rows.filter(({ policy }) => of.test(policy)).map(({ simulatedViolating }) => simulatedViolating);
    expect(violating(/^(auto|optimal|greedy|greedy-online)$/)).toEqual([0, 0, 0, 0]);
    expect(Math.min(...violating(KNAPSACK))).toBeGreaterThan(50);
  });
});
