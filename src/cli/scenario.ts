import type { Scenario } from '../domain/scenario.ts';
import { loadScenario } from '../plan.ts';
import type { Invocation } from './invocation.ts';

/** The scenario that a command is asked about; what a person should know of its files is said. */
export async function scenarioOf({ argument, files, terminal }: Invocation): Promise<Scenario> {
  const scenario = await loadScenario(argument, files);
  for (const notice of scenario.notices ?? []) terminal.say(`${notice}\n`);
  return scenario;
}
