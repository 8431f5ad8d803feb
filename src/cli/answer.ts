/** How a command hands over its answer: a table for people, the JSON document for programs, a file when asked. */

import type { Plan } from '../domain/plan.ts';
import { writeFileAtomically } from '../io/write-file.ts';
import { renderPlanJson } from '../report/json.ts';
import { type Invocation, isSet, textFlag } from './invocation.ts';

/** The file is written before anything is printed, so that a full disk is not hidden behind an answer. */
export async function answerWithPlan(plan: Plan, { flags, terminal }: Invocation): Promise<void> {
  const file = textFlag(flags, 'out');
  const json = file !== null || isSet(flags, 'json') ? renderPlanJson(plan) : '';
  if (file !== null) await writeFileAtomically(file, json);
  await terminal.print(isSet(flags, 'json') ? json : await planTable(plan, { flags, terminal }));
}

async function planTable(plan: Plan, { flags, terminal }: Pick<Invocation, 'flags' | 'terminal'>): Promise<string> {
  const [{ renderPlanTable }, { renderPredictTable }, { createStyle }] = await Promise.all([
    import('../report/plan-table.ts'),
    import('../report/predict-table.ts'),
    import('../report/style.ts'),
  ]);
  const render = plan.command === 'predict' ? renderPredictTable : renderPlanTable;
  const style = createStyle(terminal.hasColor);
  return render(plan, { style, width: terminal.columns, isVerbose: isSet(flags, 'verbose') });
}
