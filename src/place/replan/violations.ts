import { latencyViolations, overdrawn, severity, utilizationViolations, type Violation } from '../constraints.ts';
import type { NodeState, StateSpace } from '../states.ts';

/** Every constraint that a state breaks, with its numbers. */
export function violationsOf(space: StateSpace, state: NodeState): Violation[] {
  const { limits } = space.problem.scenario;
  const answer = space.answer(state);
  return [...overdrawn(state), ...utilizationViolations(answer, limits), ...latencyViolations(answer, state.tenancy)];
}

/** The violation to speak of: the worst SLO with a number, else an unstable queue, else what is overfull. */
export function tellingViolation(violations: readonly Violation[]): Violation | null {
  const rank = ({ kind }: Violation) => (kind === 'slo' ? 0 : kind === 'unstable' ? 1 : 2);
  const [first = null] = [...violations].sort((a, b) => rank(a) - rank(b) || severity(b) - severity(a));
  return first;
}
