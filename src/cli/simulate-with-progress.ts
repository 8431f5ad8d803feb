import { createHalt, sayHalt } from '../domain/halt.ts';
import type { Plan } from '../domain/plan.ts';
import { simulatePlan } from '../simulation.ts';
import type { Invocation } from './invocation.ts';
import { watched } from './progress.ts';
import { simulationSettings } from './simulation-settings.ts';
import { saidOptions } from './table-options.ts';

/** The plan with what the simulator says of it, as the command's flags want it; it can be watched, and ended early. */
export async function simulateWithProgress(plan: Plan, { flags, terminal }: Invocation): Promise<Plan> {
  const halt = createHalt();
  let simulation: Promise<Plan> | null = null;
  return watched(terminal, {
    what: 'simulating',
    work: (onProgress) => {
      simulation = simulatePlan(plan, { ...simulationSettings(flags), onProgress, halt });
      return simulation;
    },
    known: async () => {
      sayHalt(halt);
      const [partial, { unfinishedSimulation }] = await Promise.all([simulation, import('../report/unfinished.ts')]);
      return partial === null ? null : unfinishedSimulation(partial, saidOptions(terminal));
    },
  });
}
