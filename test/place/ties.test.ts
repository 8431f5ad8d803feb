/** Limits that a sum of rounded terms reaches exactly, as round numbers are. */

import { describe, expect, it } from 'vitest';
import { meetsSlo, type ResponseTime } from '../../src/domain/latency.ts';
import { planTotals } from '../../src/domain/plan.ts';
import { checkPlacement } from '../../src/place/check.ts';
import { isWithin } from '../../src/place/constraints.ts';
import { fit as planned } from '../../src/plan.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { size } from '../../src/sizing.ts';
import { type AppToy, type ScenarioToy, scenarioOf } from './toys.ts';

interface Tie {
  readonly serviceTime: number;
  /** Requests per s. */
  readonly rate: number;
  readonly instances: number;
  readonly limit: number;
}

/** Equal applications on one `ps` device, as many entries as `parts` has counts. */
function tied({ serviceTime, rate, limit }: Tie, parts: readonly number[]) {
  const apps = parts.map((count, k): AppToy => {
    return { name: `cam${k}`, count, arrivalRate: rate / 1000, slo: { metric: 'mean', limit }, sharing: 'model' };
  });
  const toy: ScenarioToy = { nodes: [{ name: 'n' }], profiles: [{ model: 'm', serviceTime }], apps };
  return scenarioOf({ ...toy, limits: { utilization: 0.95, memory: 1 } });
}

/** Services of 5 to 40 ms and rates of 1 to 10 /s of which some number has a mean S/(1 − nλS) of one decimal at most. */
const TIES = Array.from({ length: 36 }, (_, s) => s + 5).flatMap((serviceTime) =>
  Array.from({ length: 10 }, (_, r) => r + 1).flatMap((rate) =>
    Array.from({ length: 11 }, (_, n) => n + 2).flatMap((instances): Tie[] => {
      const idle = 1000 - instances * rate * serviceTime;
      const limit = (10_000 * serviceTime) / idle;
      return idle >= 50 && Number.isInteger(limit) ? [{ serviceTime, rate, instances, limit: limit / 10 }] : [];
    }),
  ),
);

const OPTIONS = { policy: 'auto', seed: 1, steps: 200 } as const;

describe('a limit that is reached exactly', () => {
  it('is kept, by as many entries or by one with a count, and that no more fit is proved', async () => {
    expect(TIES.length).toBeGreaterThan(60);
    for (const tie of TIES) {
      const { instances } = tie;
      // One more than fits, so that something is to be proved.
      const ways = [[instances + 1], Array.from({ length: instances + 1 }, () => 1), [1, instances - 1, 1]];
      for (const parts of ways) {
        const plan = await planned(tied(tie, parts), OPTIONS);
        const { placed, violating } = planTotals(plan);
        expect({ tie, placed, violating, status: plan.status }).toEqual({
          tie,
          placed: instances,
          violating: 0,
          status: 'optimal',
        });
      }
    }
  });

  it('is kept by the node that size counts', async () => {
    for (const parts of [[6], [1, 1, 1, 1, 1, 1], [2, 4]]) {
      const { status, kinds } = await size(tied({ serviceTime: 10, rate: 10, instances: 6, limit: 25 }, parts), {
        seed: 1,
      });
      expect([status, kinds[0]?.needed]).toEqual(['optimal', 1]);
    }
  });

  it('of load or memory may be filled by 8 × 0.1', () => {
    const sum = Array.from({ length: 8 }).reduce((total: number) => total + 0.1, 0);
    expect(isWithin(0.1 + 0.1 + 0.1, 0.3)).toBe(true);
    expect(isWithin(sum, 0.8)).toBe(true);
    expect(isWithin(0.8 * (1 + 1e-8), 0.8)).toBe(false);
    expect(isWithin(Number.NaN, 0.8)).toBe(false);
  });
});

/** A response time that is always the same. */
function always(time: number): ResponseTime {
  const stages = { network: 0, cpu: 0, accelerator: time };
  return { mean: time, stages, fidelity: 'exact', note: null, quantile: () => time, tail: (t) => (t < time ? 1 : 0) };
}

describe('whether an SLO holds', () => {
  it.each(['mean', 'p50', 'p99'] as const)('%s: up to a billionth above the limit, and no more', (metric) => {
    const slo = { metric, limit: 25 };
    expect(meetsSlo(always(25.000000000000007), slo)).toBe(true);
    expect(meetsSlo(always(25 * (1 + 1e-8)), slo)).toBe(false);
    expect(meetsSlo(always(25 * (1 + 5e-9)), slo, 1e-8)).toBe(true);
  });

  it('where P(R > t) is flat at what the percentile allows: up to a billionth of that', () => {
    const flat = (share: number) => ({ ...always(1), tail: () => share });
    const slo = { metric: 'p95', limit: 25 } as const;
    expect(meetsSlo(flat(0.05 * (1 + 5e-10)), slo)).toBe(true);
    expect(meetsSlo(flat(0.05 * (1 + 1e-8)), slo)).toBe(false);
  });

  it('is not refused by the checker where the policies granted it', () => {
    const scenario = tied({ serviceTime: 10, rate: 10, instances: 6, limit: 25 * (1 - 5e-9) }, [6]);
    const placement = { node: new Int32Array(6), accelerator: new Int32Array(6) };
    expect(checkPlacement(scenario, createLatencyQuestion(scenario), placement)).toEqual([]);
  });
});
