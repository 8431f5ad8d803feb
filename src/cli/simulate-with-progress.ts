import type { Plan } from '../domain/plan.ts';
import { simulatePlan } from '../simulation.ts';
import type { Invocation } from './invocation.ts';
import { createProgress } from './progress.ts';
import { simulationSettings } from './simulation-settings.ts';

/** The plan with what the simulator says of it, as the command's flags want it; progress is shown on a terminal. */
export async function simulateWithProgress(plan: Plan, { flags, terminal }: Invocation): Promise<Plan> {
  const progress = createProgress(terminal, 'simulating');
  try {
    return await simulatePlan(plan, { ...simulationSettings(flags), onProgress: progress.update });
  } finally {
    progress.end();
  }
}
