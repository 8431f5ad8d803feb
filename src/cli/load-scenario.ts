import type { Scenario } from '../domain/scenario.ts';
import { loadScenario, scenarioNotes } from '../plan.ts';
import type { Invocation } from './invocation.ts';

/** The scenario that a command line names; what it leaves unsaid, and the models take for granted, is said on stderr. */
export async function loadNamedScenario({ argument, files, terminal }: Invocation): Promise<Scenario> {
  const scenario = await loadScenario(argument, files);
  for (const note of scenarioNotes(scenario)) terminal.say(`Note: ${note}\n`);
  return scenario;
}
