import type { Plan } from '../domain/plan.ts';
import { type FlagValues, isSet } from './invocation.ts';

/** The plan with its headroom where `--headroom` asks for it; the search is loaded only then. */
export async function withHeadroom(plan: Plan, flags: FlagValues): Promise<Plan> {
  if (!isSet(flags, 'headroom')) return plan;
  const { headroomOf } = await import('../headroom.ts');
  return { ...plan, headroom: headroomOf(plan) };
}
