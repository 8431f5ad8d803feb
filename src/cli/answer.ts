/** How a command hands over its answer: a table for people, the JSON document for programs, a file when asked. */

import type { Plan } from '../domain/plan.ts';
import { renderPlanJson } from '../report/json.ts';
import type { TableOptions } from '../report/plan-parts.ts';
import { type Invocation, isSet, textFlag } from './invocation.ts';

/** The two forms of an answer; only the one that is asked for is made. */
export interface Answer {
  json(): string;
  table(options: TableOptions): string;
}

/** The file is written before anything is printed, so that a full disk is not hidden behind an answer. */
export async function answer({ flags, output, terminal }: Invocation, { json, table }: Answer): Promise<void> {
  const file = textFlag(flags, 'out');
  const isJson = isSet(flags, 'json');
  const document = file !== null || isJson ? json() : '';
  if (file !== null) await output.write(file, document);
  if (isJson) return terminal.print(document);
  const { createStyle } = await import('../report/style.ts');
  const style = createStyle(terminal.hasColor);
  return terminal.print(table({ style, width: terminal.columns, isVerbose: isSet(flags, 'verbose') }));
}

export async function answerWithPlan(plan: Plan, invocation: Invocation): Promise<void> {
  const [{ renderPlanTable }, { renderPredictTable }] = await Promise.all([
    import('../report/plan-table.ts'),
    import('../report/predict-table.ts'),
  ]);
  const render = plan.command === 'predict' ? renderPredictTable : renderPlanTable;
  return answer(invocation, { json: () => renderPlanJson(plan), table: (options) => render(plan, options) });
}
