import type { PolicyName } from '../../domain/policies.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { type PlacementSource, planToSimulate } from '../../simulation.ts';
import { answer } from '../answer.ts';
import { EXIT, type FlagValues, type Invocation, textFlag } from '../invocation.ts';
import { loadNamedScenario } from '../load-scenario.ts';
import { simulateWithProgress } from '../simulate-with-progress.ts';
import { simulationSettings } from '../simulation-settings.ts';

/** A question, not a gate: answered is 0, whatever the simulation says. */
export async function run(invocation: Invocation): Promise<number> {
  const { flags, files, terminal } = invocation;
  const { seed } = simulationSettings(flags);
  const from = placementSource(flags);
  const scenario = await loadNamedScenario(invocation);
  if (from === null && scenario.placement === null) {
    terminal.say(`${scenario.name} gives no placement: simulating the one of "fit".\n`);
  }
  const plan = await planToSimulate(scenario, from, seed, files);
  const simulated = await simulateWithProgress(plan, invocation);
  const [{ renderPlanJson }, { renderSimulationTable }] = await Promise.all([
    import('../../report/json.ts'),
    import('../../report/simulation-table.ts'),
  ]);
  await answer(invocation, {
    json: () => renderPlanJson(simulated),
    table: (options) => renderSimulationTable(simulated, options),
  });
  return EXIT.answered;
}

function placementSource(flags: FlagValues): PlacementSource {
  const planFile = textFlag(flags, 'plan');
  const policy = textFlag(flags, 'policy') as PolicyName | null; // its choices are checked when flags are parsed
  if (planFile !== null && policy !== null) {
    const help = 'Give a plan file to simulate it, or a policy to place the applications anew.';
    throw new ProblemError([problem('flags-conflict', '--plan and --policy cannot be given together', help)]);
  }
  if (planFile !== null) return { planFile };
  return policy === null ? null : { policy };
}
