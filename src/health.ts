/** Whether the program is whole and gives its known answer here. */

import { loadCatalogue } from './catalogue.ts';
import type { FileAccess } from './domain/files.ts';
import type { HealthCheck } from './domain/health.ts';
import { planTotals } from './domain/plan.ts';
import { counted } from './domain/text.ts';
import { solverWorks } from './place/solver-check.ts';
import { fit } from './plan.ts';
import { readScenario } from './read/scenario.ts';

/** A shipped scenario and what `fit` proves of it; a test holds this number. */
export const KNOWN_ANSWER = { scenario: 'scenarios/edgetpu-cluster.yaml', placed: 146, apps: 180 } as const;

const REINSTALL = 'Install edge-plan again: npm ci in a clone, npm install elsewhere.';

/** Every shipped profile and scenario can be read. */
export async function checkPackage(files: FileAccess): Promise<HealthCheck> {
  return checked('package', REINSTALL, async () => {
    const { devices } = await loadCatalogue([], files);
    const names = (await files.listShipped('scenarios')).filter((name) => name.endsWith('.yaml'));
    for (const name of names) await readScenario(await files.openShipped(`scenarios/${name}`), files);
    return `profiles of ${counted(devices.length, 'device')} and ${counted(names.length, 'scenario')} can be read`;
  });
}

/** The solver runs in WebAssembly, in a thread of its own. */
export async function checkSolver(): Promise<HealthCheck> {
  const remedy = 'WebAssembly or worker threads are switched off: look at NODE_OPTIONS, and at the memory left.';
  return checked('solver', remedy, async () => {
    if (!(await solverWorks())) throw new Error('HiGHS does not answer, or wrongly');
    return 'HiGHS answers (WebAssembly, in a thread)';
  });
}

export async function checkKnownAnswer(files: FileAccess): Promise<HealthCheck> {
  const { scenario: name, placed, apps } = KNOWN_ANSWER;
  return checked('known answer', `${REINSTALL} If it stays, please report it.`, async () => {
    const scenario = await readScenario(await files.openShipped(name), files);
    const totals = planTotals(await fit(scenario, { policy: 'auto', seed: 1 }));
    const found = `fit hosts ${totals.placed} of ${totals.apps} in ${name}`;
    if (totals.placed === placed && totals.apps === apps && totals.violating === 0) return found;
    throw new Error(`${found}; ${placed} of ${apps} were expected`);
  });
}

/** A check that runs: sound with what `look` says, or not, with why it threw. */
export async function checked(name: string, remedy: string, look: () => Promise<string>): Promise<HealthCheck> {
  try {
    return { name, isSound: true, found: await look(), remedy: null };
  } catch (error) {
    // Whatever goes wrong is what the person asked about.
    return { name, isSound: false, found: error instanceof Error ? error.message : String(error), remedy };
  }
}
