/** What `fit` places, `export` writes: no plan of ours asks a machine for more slots, pods or memory than it has. */

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import type { FileAccess } from '../src/domain/files.ts';
import { ProblemError } from '../src/domain/problem.ts';
import { planManifests } from '../src/export.ts';
import { createFileAccess } from '../src/io/files.ts';
import { fit as planOf } from '../src/plan.ts';
import { readScenario } from '../src/read/scenario.ts';
import { ROOT } from './helpers/binary.ts';
import { file } from './helpers/kubernetes.ts';

const PROFILES = `model,device,service_ms,memory_mb
a,gpu-box,5,200
b,gpu-box,8,300
a,nvidia-t4,3,2000
b,nvidia-t4,4,6000
`;

function access(texts: Readonly<Record<string, string>>): FileAccess {
  const real = createFileAccess({ cwd: ROOT, packageRoot: ROOT, stdin: process.stdin });
  const give = async (name: string) => {
    const text = texts[name];
    if (text === undefined) throw new ProblemError([]);
    return file(text, name);
  };
  return {
    ...real,
    openNamed: give,
    open: give,
    openShipped: (path) => real.openShipped(path),
    listShipped: (path) => real.listShipped(path),
  };
}

/** Nodes with slots and pods, some of them parts of one machine. */
function randomSite(seed: number): string {
  const random = xoroshiro128plus(seed);
  const int = (low: number, high: number) => uniformInt(random, low, high);
  const one = <T>(values: readonly T[]) => values[int(0, values.length - 1)] as T;
  const nodes = Array.from({ length: int(1, 4) }, (_, k) => {
    const facts = [
      int(0, 1) === 1 ? `hostname: ${one(['m1', 'm2'])}` : '',
      int(0, 4) > 0 ? 'resource: nvidia.com/gpu' : '',
      int(0, 4) > 0 ? `replicas: ${int(1, 4)}` : '',
      int(0, 3) > 0 ? `pods: ${int(0, 9)}` : '',
    ].filter((fact) => fact !== '');
    const discipline = one(['time-slice', 'ps', 'fcfs', 'batch']);
    const device = one(['gpu-box', 'nvidia-t4']);
    return `  - { node: n${k}, count: ${facts[0]?.startsWith('hostname') ? 1 : int(1, 2)}, device: ${device}, discipline: ${discipline}, accelerators: ${int(1, 2)}, memory: ${int(1, 30)} GB, cpu: { cores: 4 }, kubernetes: { ${facts.join(', ')} } }`;
  });
  const apps = Array.from(
    { length: int(1, 3) },
    (_, k) =>
      `  - { app: app${k}, count: ${int(1, 12)}, model: ${one(['a', 'b'])}, rate: 1 /s, slo: mean <= 400 ms, sharing: ${one(['model', 'none'])} }`,
  );
  return `version: 1\nprofiles: [p.csv]\ncluster:\n${nodes.join('\n')}\napps:\n${apps.join('\n')}\n`;
}

const POLICIES = ['auto', 'greedy-online', 'knapsack-best'] as const;

describe('plans on nodes of Kubernetes', () => {
  it('never lack slots, pods or memory when they are exported', async () => {
    let [exported, left] = [0, 0];
    for (let seed = 1; seed <= 80; seed++) {
      const files = access({ 'site.yaml': randomSite(seed), 'p.csv': PROFILES });
      const scenario = await readScenario(await files.openNamed('site.yaml'), files);
      const plan = await planOf(scenario, { policy: POLICIES[seed % 3] as 'auto', seed: 1, steps: 300 });
      if (plan.nodes.every((node) => node === null)) continue;
      const manifests = planManifests(plan, { images: null, namespace: null, runtimeClass: null }, files);
      await expect(manifests, `seed ${seed}: ${randomSite(seed)}`).resolves.toBeDefined();
      exported++;
      if (plan.reasons.some((reason) => /slots|pods/.test(reason ?? ''))) left++;
    }
    expect(exported).toBeGreaterThanOrEqual(50);
    expect(left).toBeGreaterThanOrEqual(20);
  });
});
