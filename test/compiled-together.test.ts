import { beforeAll, describe, expect, it } from 'vitest';
import { cacheKeys } from '../src/domain/parameter-cache.ts';
import type { Plan } from '../src/domain/plan.ts';
import { ProblemError } from '../src/domain/problem.ts';
import { createFileAccess } from '../src/io/files.ts';
import { loadScenario, predict } from '../src/plan.ts';
import { systemFromScenario } from '../src/verify/from-scenario.ts';
import { simulateNode } from '../src/verify/simulate.ts';
import { ROOT } from './helpers/binary.ts';

/** mobilenet_v1 and mobilenet_v2 have 4.21 and 3.75 MB of parameters, efficientnet-S 6.56 MB (profiles/ibis-edgetpu.csv). */
const scenario = (node: string) => `version: 1
profiles: [profiles/ibis-edgetpu.csv]
cluster: [{ node: pi, device: edgetpu-pi, memory: 4 GiB${node} }]
apps:
  - { app: a, model: mobilenet_v1, rate: 20 /s, slo: mean <= 1 s }
  - { app: b, model: mobilenet_v2, rate: 12 /s, slo: mean <= 1 s }
  - { app: c, model: efficientnet-S, rate: 4 /s, slo: mean <= 1 s }
placement: { pi: [a, b, c] }
`;
const TOGETHER = ', compiled_together: [[mobilenet_v1, mobilenet_v2]]';

async function predicted(node: string): Promise<Plan> {
  const stdin = (async function* () {
    yield scenario(node);
  })();
  return predict(await loadScenario('-', createFileAccess({ cwd: ROOT, packageRoot: ROOT, stdin })), 1);
}

function answers(plan: Plan) {
  const accelerator = plan.nodes[0]?.answer.accelerators[0];
  return { utilization: accelerator?.utilization, responses: accelerator?.tenants.map(({ response }) => response) };
}

describe('models compiled together', () => {
  it('share a key while those present fit the cache, and are loaded one by one when they do not', () => {
    const node = { compiledTogether: [['m', 'n', 'o']], parameterCache: 8e6 };
    const size = (model: string) => ({ m: 4e6, n: 3.9e6, o: 1e6, p: 1e6 })[model] ?? null;
    expect(cacheKeys(node, ['m', 'p', 'n'], size)).toEqual(['m+n', 'p', 'm+n']);
    expect(cacheKeys(node, ['m', 'n', 'o'], size)).toEqual(['m', 'n', 'o']);
    expect(cacheKeys({ ...node, parameterCache: null }, ['m', 'n'], size)).toEqual(['m', 'n']);
    expect(cacheKeys(node, ['m', 'unmeasured'], size)).toEqual(['m', 'unmeasured']);
  });

  let apart: Plan;
  let together: Plan;
  beforeAll(async () => {
    [apart, together] = await Promise.all([predicted(''), predicted(TOGETHER)]);
  });

  it('save exactly the swaps between them: 20·12/36 of each class per second', () => {
    // Per ms: a pays 15.12 ms when b came before, b 10.43 ms when a did; with p = rate/36 each.
    const saved = (20 * (12 / 36) * 15.12 + 12 * (20 / 36) * 10.43) / 1000;
    expect((answers(apart).utilization ?? 0) - (answers(together).utilization ?? 0)).toBeCloseTo(saved, 9);
  });

  it('are served as in simulation: means within 2 %, 95th percentiles within 3 %', () => {
    const system = systemFromScenario(together.scenario, together.placement, 0);
    const { sources } = simulateNode(system as NonNullable<typeof system>, { seed: 3, requests: 1_000_000 });
    answers(together).responses?.forEach((response, k) => {
      expect(Math.abs((response?.mean ?? 0) / (sources[k]?.mean ?? Number.NaN) - 1)).toBeLessThan(0.02);
      expect(Math.abs((response?.quantile(0.95) ?? 0) / (sources[k]?.quantiles?.p95 ?? Number.NaN) - 1)).toBeLessThan(
        0.03,
      );
      expect(response?.fidelity).toBe('approximation');
    });
  });

  it('swap as before when the cache is too small for both', async () => {
    const small = answers(await predicted(`${TOGETHER}, parameter_cache: 7.9 MB`));
    expect(small.responses?.map((response) => response?.mean)).toEqual(answers(apart).responses?.map((r) => r?.mean));
    expect(small.responses?.[0]?.fidelity).toBe('exact');
  });

  it('must be known models, each in one set', async () => {
    await expect(predicted(', compiled_together: [[mobilenet_v1, mobilenet_v3]]')).rejects.toThrow(ProblemError);
    await expect(predicted(', compiled_together: [[mobilenet_v1], [mobilenet_v1]]')).rejects.toThrow(/already/);
  });
});
