import type { Plan } from '../../domain/plan.ts';
import type { PolicyName } from '../../domain/policies.ts';
import { fit, loadScenario } from '../../plan.ts';
import { answerWithPlan } from '../answer.ts';
import { withHeadroom } from '../headroom.ts';
import { EXIT, type Invocation, isSet, numberFlag, textFlag } from '../invocation.ts';

/** A question, not a gate: answered is 0, whatever the number. */
export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags, files } = invocation;
  const scenario = await loadScenario(argument, files);
  const policy = textFlag(flags, 'policy') as PolicyName; // its choices are checked when flags are parsed
  const steps = flags.get('steps');
  const seed = numberFlag(flags, 'seed');
  const plan = await fit(scenario, { policy, seed, ...(typeof steps === 'number' ? { steps } : {}) });
  const checked = isSet(flags, 'verify') ? await verified(plan, invocation) : plan;
  await answerWithPlan(await withHeadroom(checked, flags), invocation);
  return EXIT.answered;
}

/** The simulator is loaded only when it is asked for. */
async function verified(plan: Plan, invocation: Invocation): Promise<Plan> {
  const { simulateWithProgress } = await import('../simulate-with-progress.ts');
  return simulateWithProgress(plan, invocation);
}
