import type { Plan } from '../../domain/plan.ts';
import type { PolicyName } from '../../domain/policies.ts';
import { planningWork } from '../../expected-work.ts';
import { fit } from '../../plan.ts';
import { answerWithPlan } from '../answer.ts';
import { checkHtmlFlag, writeHtmlFlag } from '../html-page.ts';
import { EXIT, type Invocation, isSet, numberFlag, textFlag } from '../invocation.ts';
import { loadNamedScenario, sayIfLong } from '../load-scenario.ts';
import { planQuestions } from '../plan-questions.ts';
import { watched } from '../progress.ts';
import { lossesFlag } from '../survive.ts';
import { saidOptions } from '../table-options.ts';

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
  sayIfLong(scenario, planningWork(policy, losses), terminal);
  const options = { ...(typeof steps === 'number' ? { steps } : {}), ...(losses === null ? {} : { losses }) };
  let best: (() => Plan) | null = null;
  const onFound = (found: () => Plan) => {
    best = found;
  };
  const plan = await watched(terminal, {
    what: 'planning',
    work: () => fit(scenario, { policy, seed, ...options, onFound }),
    known: async () => {
      const found = best?.();
      if (found === undefined) return null;
      const { unfinishedPlan } = await import('../../report/unfinished.ts');
      return unfinishedPlan(found, saidOptions(terminal));
    },
  });
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
