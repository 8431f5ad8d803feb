import { loadScenario, predict } from '../../plan.ts';
import { answerWithPlan } from '../answer.ts';
import { EXIT, type Invocation, numberFlag } from '../invocation.ts';

export async function run(invocation: Invocation): Promise<number> {
  const { argument, flags, files, terminal } = invocation;
  const scenario = await loadScenario(argument, files);
  if (scenario.placement === null) terminal.say(`${scenario.name} gives no placement: predicting the one of "fit".\n`);
  await answerWithPlan(await predict(scenario, numberFlag(flags, 'seed')), invocation);
  return EXIT.answered;
}
