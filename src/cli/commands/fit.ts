import type { PolicyName } from '../../domain/policies.ts';
import { fit, loadScenario } from '../../plan.ts';
import { answerWithPlan } from '../answer.ts';
import { EXIT, type Invocation, numberFlag, textFlag } from '../invocation.ts';

/** A question, not a gate: answered is 0, whatever the number. */
export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags, files } = invocation;
  const scenario = await loadScenario(argument, files);
  const policy = textFlag(flags, 'policy') as PolicyName; // its choices are checked when flags are parsed
  await answerWithPlan(await fit(scenario, { policy, seed: numberFlag(flags, 'seed') }), invocation);
  return EXIT.answered;
}
