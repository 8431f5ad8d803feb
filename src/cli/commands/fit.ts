import type { Plan } from '../../domain/plan.ts';
import type { PolicyName } from '../../domain/policies.ts';
import { fit } from '../../plan.ts';
import { answerWithPlan } from '../answer.ts';
import { checkHtmlFlag, writeHtmlFlag } from '../html-page.ts';
import { EXIT, type Invocation, isSet, numberFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario } from '../load-scenario.ts';
import { planQuestions } from '../plan-questions.ts';
import { createStopwatch } from '../progress.ts';
import { lossesFlag } from '../survive.ts';

/** A question, not a gate: answered is 0, whatever the number. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, terminal } = invocation;
  checkHtmlFlag(flags);
  const scenario = await loadNamedScenario(invocation);
  const answerQuestions = await planQuestions(flags, scenario);
  const policy = textFlag(flags, 'policy') as PolicyName; // its choices are checked when flags are parsed
  const steps = flags.get('steps');
  const seed = numberFlag(flags, 'seed');
  const losses = lossesFlag(flags);
  const options = { ...(typeof steps === 'number' ? { steps } : {}), ...(losses === null ? {} : { losses }) };
  const stopwatch = createStopwatch(terminal, 'planning');
  const plan = await fit(scenario, { policy, seed, ...options }).finally(stopwatch.end);
  const checked = isSet(flags, 'verify') ? await verified(plan, invocation) : plan;
  const answered = await answerQuestions(checked);
  await writeHtmlFlag(answered, { gate: null, compared: null }, invocation);
  await answerWithPlan(answered, invocation);
  return EXIT.answered;
}

/** The simulator is loaded only when it is asked for. */
async function verified(plan: Plan, invocation: Invocation): Promise<Plan> {
  const { simulateWithProgress } = await import('../simulate-with-progress.ts');
  return simulateWithProgress(plan, invocation);
}
