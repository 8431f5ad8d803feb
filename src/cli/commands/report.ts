import type { PolicyName } from '../../domain/policies.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { overviewLine, verdictLine } from '../../report/plan-parts.ts';
import { createStyle } from '../../report/style.ts';
import { planToReport } from '../../reporting.ts';
import { htmlPage } from '../html-page.ts';
import { EXIT, type Invocation, isSet, numberFlag, textFlag } from '../invocation.ts';
import { sayIfLong, sayNotes } from '../load-scenario.ts';
import { simulateWithProgress } from '../simulate-with-progress.ts';

/** A question, not a gate: answered is 0, whatever the page says. */
export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags, files, terminal } = invocation;
  const file = textFlag(flags, 'html') ?? '';
  if (file === '') {
    throw new ProblemError([problem('html-file', '"--html" names no file', 'Name one, as in "--html site.html".')]);
  }
  const steps = flags.get('steps');
  const origin = {
    file: argument,
    scenario: textFlag(flags, 'scenario'),
    policy: textFlag(flags, 'policy') as PolicyName | null, // its choices are checked when flags are parsed
    seed: numberFlag(flags, 'seed'),
    steps: typeof steps === 'number' ? steps : null,
  };
  const plan = await planToReport(origin, files);
  sayNotes(plan.scenario, terminal);
  sayIfLong(plan.scenario, 'report', terminal);
  const checked = isSet(flags, 'verify') ? await simulateWithProgress(plan, invocation) : plan;
  const page = await htmlPage(checked, { gate: null, compared: null });
  if (file === '-') {
    await terminal.print(page);
    return EXIT.answered;
  }
  await invocation.output.write(file, page);
  await terminal.print(`${overviewLine(plan)}\n${verdictLine(plan, createStyle(terminal.hasColor))}`);
  terminal.say(`The page is in "${printable(file, 200)}".\n`);
  return EXIT.answered;
}
