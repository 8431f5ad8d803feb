import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileAccess } from '../src/io/files.ts';
import { loadScenario } from '../src/plan.ts';
import { readExtenderCall, readPodList } from '../src/read/extender.ts';
import { renderFilterAnswer } from '../src/report/extender-answer.ts';
import { Extender } from '../src/serving.ts';
import { ROOT } from './helpers/binary.ts';

describe('docs/kubernetes.md on serve', () => {
  it('shows what the extender answers', async () => {
    const text = readFileSync(join(ROOT, 'docs/kubernetes.md'), 'utf8').split(
      '## As a scheduler extender',
    )[1] as string;
    const [request, answer] = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] as string);
    const files = createFileAccess({ cwd: ROOT, packageRoot: ROOT, stdin: process.stdin });
    const scenario = await loadScenario('scenarios/edgetpu.yaml', files);
    const pause = () => Promise.resolve();
    const extender = new Extender(scenario, { unknownPods: 'refuse', reservation: 1e6, clock: () => 0, pause });
    const pod = {
      metadata: { uid: 'n', annotations: { 'edge-plan.dev/app': 'night-scan' } },
      spec: { nodeName: 'pi-1' },
    };
    await extender.reconcile(readPodList(JSON.stringify({ items: [pod] })));
    expect(renderFilterAnswer(await extender.filter(readExtenderCall(request as string)))).toBe(answer);
  });
});
