import type { Plan } from '../../domain/plan.ts';
import type { Sweep, SweepPoint, SweepResult } from '../../domain/sweep.ts';
import type { Terminal } from '../../io/terminal.ts';
import { parseVary, predict } from '../../plan.ts';
import { sweepPlan } from '../../sweep.ts';
import { answer, answerWithPlan } from '../answer.ts';
import { EXIT, type Invocation, numberFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario } from '../load-scenario.ts';
import { planQuestions, refuseBesideVary } from '../plan-questions.ts';
import { watched } from '../progress.ts';
import { saidOptions } from '../table-options.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { flags, terminal } = invocation;
  const scenario = await loadNamedScenario(invocation);
  const vary = textFlag(flags, 'vary');
  if (vary !== null) refuseBesideVary(flags);
  const answerQuestions = await planQuestions(flags, scenario);
  const sweep = vary === null ? null : parseVary(vary, scenario.apps);
  if (scenario.placement === null) terminal.say(`${scenario.name} gives no placement: predicting the one of "fit".\n`);
  const plan = await predict(scenario, numberFlag(flags, 'seed'));
  if (sweep === null) {
    await answerWithPlan(await answerQuestions(plan), invocation);
  } else {
    const { renderSweepJson, renderSweepTable } = await import('../../report/sweep-table.ts');
    const result = await sweptWithProgress(plan, sweep, terminal);
    await answer(invocation, {
      json: () => renderSweepJson(plan, result),
      table: (options) => renderSweepTable(plan, result, options),
    });
  }
  return EXIT.answered;
}

async function sweptWithProgress(plan: Plan, sweep: Sweep, terminal: Terminal): Promise<SweepResult> {
  const points: SweepPoint[] = [];
  const onPoint = (point: SweepPoint) => void points.push(point);
  return watched(terminal, {
    what: 'predicting',
    work: (onProgress) => sweepPlan(plan, sweep, { onProgress, onPoint }),
    known: async () => {
      const { unfinishedSweep } = await import('../../report/unfinished.ts');
      return unfinishedSweep(sweep, points, saidOptions(terminal));
    },
  });
}
