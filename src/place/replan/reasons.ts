/** Why each application leaves, in a phrase with the numbers that decide, or why it starts only now. */

import type { Displaced } from '../../domain/earlier-plan.ts';
import type { Move } from '../../domain/moves.ts';
import { type ApplicationGroup, groupOf, type Placement } from '../../domain/scenario.ts';
import { printable } from '../../domain/text.ts';
import { statesOf } from '../assign.ts';
import { type Violation, violationSentence } from '../constraints.ts';
import { fleetOf } from '../fleet.ts';
import type { PlacementProblem } from '../problem.ts';
import { type NodeState, StateSpace } from '../states.ts';
import type { Relieved, Repair } from './repair.ts';
import { tellingViolation, violationsOf } from './violations.ts';

/** For each of `moves`, in their order. */
export function reasonsFor(
  problem: PlacementProblem,
  before: Placement,
  displaced: readonly Displaced[],
  { relieved, placement }: Repair,
  moves: readonly Move[],
): readonly string[] {
  const gone = new Map(displaced.map((one) => [one.instance, one]));
  const space = new StateSpace(problem, fleetOf(problem.scenario));
  const states = statesOf(space, before);
  const known = new Map<number, string>();
  const leavers = new Map<number, number>();
  for (const { from } of moves) if (from !== null) leavers.set(from.node, (leavers.get(from.node) ?? 0) + 1);
  const leavingReason = (node: number): string => {
    const relief = relieved.get(node);
    if (relief === undefined) return roomReason(problem, before, placement, node);
    const state = states[node] as NodeState;
    const hosted = state.tenancy.flat().reduce((sum, { count }) => sum + count, 0);
    const actual = leavers.get(node) ?? 0;
    return `${breakage(space, state)}; ${whoLeaves(relief, actual, hosted)}`;
  };
  return moves.map(({ kind, instance, from }) => {
    if (kind === 'start') return 'did not run before';
    if (from === null) return goneReason(gone.get(instance), groupOf(problem.scenario.apps, instance));
    const reason = known.get(from.node) ?? leavingReason(from.node);
    known.set(from.node, reason);
    return reason;
  });
}

/** What is broken on a node: `doorbell would miss its SLO (mean 312 ms, limit 200 ms)`. */
function breakage(space: StateSpace, state: NodeState): string {
  const { kind } = state;
  const violation = tellingViolation(violationsOf(space, state)) as Violation;
  const { app, detail } = violation;
  if (app === null) return violationSentence(violation, state.tenancy.flat()[0]?.app as ApplicationGroup, kind.node);
  if (violation.kind === 'unstable') return `${app.name} would have no finite response time (${detail})`;
  const words = violationSentence(violation, app, kind.node).replace(/^SLO: /, '');
  return `${app.name} would miss its SLO (${words})`;
}

/** `actual`: how many do leave, which may be more than have to: those who have to found no place, and these do. */
function whoLeaves({ leaving, isFewest }: Relieved, actual: number, hosted: number): string {
  if (!isFewest) return `${actual} of its ${hosted} leave`;
  if (hosted === 1) return 'it cannot stay even alone';
  const haveTo = `${leaving === 1 ? 'one' : leaving} of its ${hosted} ${leaving === 1 ? 'has' : 'have'} to leave`;
  if (actual > leaving) return `at least ${haveTo}; for these ${actual} it works out`;
  return leaving === 1 ? haveTo : `${haveTo}, fewer do not suffice`;
}

/** Who came to a node in whose favour others left it. */
function roomReason({ scenario }: PlacementProblem, before: Placement, after: Placement, node: number): string {
  const arrived = new Set<string>();
  for (const [instance, at] of after.node.entries()) {
    if (at === node && before.node[instance] !== node) arrived.add(groupOf(scenario.apps, instance).name);
  }
  const names = [...arrived];
  if (names.length === 0) return 'makes room';
  const shown = names.length > 2 ? `${names.slice(0, 2).join(', ')} and others` : names.join(' and ');
  return `makes room for ${shown}`;
}

function goneReason(displaced: Displaced | undefined, app: ApplicationGroup): string {
  if (displaced === undefined) return 'its place is gone';
  const node = printable(displaced.node);
  if (displaced.gone === 'node') return `${node} is gone`;
  return displaced.gone === 'accelerator'
    ? `its accelerator of ${node} is gone`
    : `no profile of ${app.model} on ${node} any more`;
}
