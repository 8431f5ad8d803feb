import type { Scenario } from '../domain/scenario.ts';
import { longWorkSentence, type Work } from '../expected-work.ts';
import type { Terminal } from '../io/terminal.ts';
import { loadScenario, scenarioNotes } from '../plan.ts';
import { wrappedText } from '../report/wrapped-text.ts';
import type { Invocation } from './invocation.ts';

/** The scenario that a command line names; what it leaves unsaid, and the models take for granted, is said on stderr. */
export async function loadNamedScenario({ argument, files, terminal }: Invocation): Promise<Scenario> {
  const scenario = await loadScenario(argument, files);
  sayNotes(scenario, terminal);
  return scenario;
}

/** Says before the work starts that it will take long, where it will. */
export function sayIfLong(scenario: Scenario, work: Work, { columns, say }: Terminal): void {
  const sentence = longWorkSentence(scenario, work);
  if (sentence !== null) say(`${wrappedText(sentence, columns)}\n`);
}

export function sayNotes(scenario: Scenario, { columns, say }: Terminal): void {
  for (const note of scenarioNotes(scenario)) say(`${wrappedText(`Note: ${note}`, columns, '  ').trimStart()}\n`);
}
