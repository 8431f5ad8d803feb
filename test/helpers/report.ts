import { fileURLToPath } from 'node:url';
import type { Plan } from '../../src/domain/plan.ts';
import { createFileAccess } from '../../src/io/files.ts';
import { renderReportPage } from '../../src/report/html/page.ts';
import { planToReport, reportOn } from '../../src/reporting.ts';
import { ROOT } from './binary.ts';

export const HOSTILE = fileURLToPath(new URL('../browser/hostile/site.yaml', import.meta.url));

/** The plan of a scenario given as text. */
export async function planOfText(yaml: string, policy: 'auto' | 'greedy-online' | null = null): Promise<Plan> {
  const stdin = (async function* () {
    yield yaml;
  })();
  const files = createFileAccess({ cwd: ROOT, packageRoot: ROOT, stdin });
  return planToReport({ file: '-', scenario: null, policy, seed: 1, steps: null }, files);
}

/** Its page. */
export async function pageOf(plan: Plan): Promise<string> {
  return renderReportPage(await reportOn(plan, { gate: null, compared: null }), '0.0.0');
}
