import { ProblemError, problem } from '../../domain/problem.ts';
import { loadScenario, parseVary, predict } from '../../plan.ts';
import { sweepPlan } from '../../sweep.ts';
import { answer, answerWithPlan } from '../answer.ts';
import { withHeadroom } from '../headroom.ts';
import { EXIT, type Invocation, isSet, numberFlag, textFlag } from '../invocation.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags, files, terminal } = invocation;
  const scenario = await loadScenario(argument, files);
  const vary = textFlag(flags, 'vary');
  if (vary !== null && isSet(flags, 'headroom')) {
    const help = 'Ask for one of them: a sweep says how far one rate can go, --headroom how far each and all can.';
    throw new ProblemError([problem('flags-conflict', '--vary and --headroom cannot be given together', help)]);
  }
  const sweep = vary === null ? null : parseVary(vary, scenario.apps);
  if (scenario.placement === null) terminal.say(`${scenario.name} gives no placement: predicting the one of "fit".\n`);
  const plan = await predict(scenario, numberFlag(flags, 'seed'));
  if (sweep === null) {
    await answerWithPlan(await withHeadroom(plan, flags), invocation);
  } else {
    const { renderSweepJson, renderSweepTable } = await import('../../report/sweep-table.ts');
    const result = sweepPlan(plan, sweep);
    await answer(invocation, {
      json: () => renderSweepJson(plan, result),
      table: (options) => renderSweepTable(plan, result, options),
    });
  }
  return EXIT.answered;
}
