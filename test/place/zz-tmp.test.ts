import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import * as files from '../../src/io/files.ts';
import { checkPlacement, keptSlos } from '../../src/place/check.ts';
import { explainLeftOut } from '../../src/place/explain.ts';
import { fleetOf, placedWeight } from '../../src/place/fleet.ts';
import { LinearSolver } from '../../src/place/lp.ts';
import { POLICIES } from '../../src/place/policies.ts';
import { ibisQuestion } from '../../src/predict/ibis.ts';
import { createLatencyQuestion } from '../../src/predict/node.ts';
import { readScenario } from '../../src/read/scenario.ts';

it('real', async () => {
  const access = files.createFileAccess({
    cwd: process.cwd(),
    packageRoot: process.cwd(),
    stdin: process.stdin,
  } as never);
  for (const f of ['scenarios/heterogeneous.yaml', 'scenarios/edgetpu.yaml']) {
    const scenario = await readScenario(await access.openNamed(f), access);
    for (const steps of [0, 1000, 2000, 4000, 8000, 20000]) {
      let asked = 0;
      let tq = 0;
      const q = createLatencyQuestion(scenario);
      const problem = {
        scenario,
        latency: ((a: any, b: any) => {
          asked++;
          const t = performance.now();
          const r = q(a, b);
          tq += performance.now() - t;
          return r;
        }) as typeof q,
        ibis: ibisQuestion,
        seed: 1,
        steps,
      };
      const t = performance.now();
      const r = await POLICIES.greedy.run(problem);
      const dt = performance.now() - t;
      console.log(
        f,
        steps,
        r.placement.node.filter((n) => n >= 0).length,
        r.status,
        r.upperBound,
        dt.toFixed(0),
        'ms; asked',
        asked,
        tq.toFixed(0),
      );
    }
    for (const name of Object.keys(POLICIES) as (keyof typeof POLICIES)[]) {
      const q = createLatencyQuestion(scenario);
      const problem = { scenario, latency: q, ibis: ibisQuestion, seed: 1, steps: 2000 };
      const t = performance.now();
      const r = await POLICIES[name].run(problem);
      const dt = performance.now() - t;
      const v = checkPlacement(scenario, q, r.placement);
      console.log(
        f,
        name,
        r.placement.node.length,
        'placed',
        placedWeight(fleetOf(scenario), r.placement),
        'ok',
        keptSlos(r.placement, v).filter(Boolean).length,
        r.status,
        r.upperBound,
        `${dt.toFixed(0)} ms`,
        [...new Set(explainLeftOut(problem, r.placement).map((x) => x?.sentence))].slice(0, 4).join(' | '),
      );
    }
  }
}, 100000);
