import { loadScenario, predict } from '../../plan.ts';
import { answerWithPlan } from '../answer.ts';
import { EXIT, type Invocation, numberFlag } from '../invocation.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags, files } = invocation;
  const scenario = await loadScenario(argument, files);
  await answerWithPlan(predict(scenario, numberFlag(flags, 'seed')), invocation);
  return EXIT.answered;
}
