import type { Plan } from '../domain/plan.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import type { Scenario } from '../domain/scenario.ts';
import { type FlagValues, isSet, listFlag } from './invocation.ts';

/**
 * What `--headroom` and `--explain` ask of a plan, to be answered once it is made. Names are checked here, before any
 * work: throws a `ProblemError` with those that are none. The answers' code is loaded only when they are asked for.
 */
export async function planQuestions(flags: FlagValues, scenario: Scenario): Promise<(plan: Plan) => Promise<Plan>> {
  const names = listFlag(flags, 'explain');
  const explaining = names.length === 0 ? null : await import('../explanation.ts');
  const asked = explaining?.findApplications(scenario, names) ?? [];
  return async (plan) => {
    const headroom = isSet(flags, 'headroom') ? (await import('../headroom.ts')).headroomOf(plan) : null;
    const explanations = explaining?.explainPlan(plan, asked) ?? null;
    return { ...plan, ...(headroom && { headroom }), ...(explanations && { explanations }) };
  };
}

/** A sweep shows one application over a range; what is asked of one plan cannot be shown beside it. */
export function refuseBesideVary(flags: FlagValues): void {
  const other = isSet(flags, 'headroom') ? '--headroom' : listFlag(flags, 'explain').length > 0 ? '--explain' : null;
  if (other === null) return;
  const help = `Ask for one of them: --vary follows one input over a range, ${other} asks about the plan as it is.`;
  throw new ProblemError([problem('flags-conflict', `--vary and ${other} cannot be given together`, help)]);
}
