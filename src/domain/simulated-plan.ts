/** A simulated plan, instance by instance: what was predicted, what was counted, and what that says. */

import type { ResponseTime } from './latency.ts';
import { type NodePlan, type Plan, verdictOn } from './plan.ts';
import { type ApplicationGroup, groupOf } from './scenario.ts';
import {
  isConfirmed,
  type PlanSimulation,
  predictionError,
  type SimulatedResponse,
  type SloStatus,
  simulatedSlo,
} from './simulation.ts';

export interface SimulatedInstance {
  /** Global application index. */
  readonly index: number;
  readonly app: ApplicationGroup;
  readonly node: NodePlan;
  readonly accelerator: number;
  readonly predicted: ResponseTime | null;
  readonly simulated: SimulatedResponse;
  readonly slo: SloStatus;
  readonly isConfirmed: boolean | null;
  /** (predicted − simulated) ÷ simulated mean. */
  readonly error: number | null;
  /** Why there is no answer or no sure one; `null` where there is. */
  readonly reason: string | null;
}

/** Every placed instance in scenario order; `null` for one that is not placed. */
export function simulatedInstances(plan: Plan, simulation: PlanSimulation): readonly (SimulatedInstance | null)[] {
  const remembered = new Map<ResponseTime, ResponseTime>();
  return simulation.responses.map((simulated, index) => {
    if (simulated === null) return null;
    const nodeIndex = plan.placement.node[index] as number;
    const accelerator = plan.placement.accelerator[index] as number;
    const app = groupOf(plan.scenario.apps, index);
    const node = plan.nodes[nodeIndex] as NodePlan;
    const { response } = verdictOn(node, accelerator, app);
    const predicted = response === null ? null : (remembered.get(response) ?? withOneTail(response, app));
    if (response !== null && predicted !== null) remembered.set(response, predicted);
    const isLost = simulation.nodes[nodeIndex]?.stoppedBy === 'backlog';
    return {
      index,
      app,
      node,
      accelerator,
      predicted,
      simulated,
      slo: simulatedSlo(app.slo, simulated),
      isConfirmed: isConfirmed(predicted, app.slo, simulated),
      error: predictionError(predicted, simulated),
      reason: reasonOf(simulated, isLost),
    };
  });
}

/** The response with P(R > limit) computed at most once: many instances share it. */
function withOneTail(response: ResponseTime, { slo }: ApplicationGroup): ResponseTime {
  let known: number | null = null;
  return {
    ...response,
    tail(t) {
      if (t !== slo.limit) return response.tail(t);
      known ??= response.tail(t);
      return known;
    },
  };
}

function reasonOf({ requests, meanInterval, isSteady }: SimulatedResponse, isLost: boolean): string | null {
  if (isSteady === false) {
    const lost = 'overloaded: a million requests were waiting, and the simulation went no further';
    return isLost ? lost : 'response times kept growing: the queue is not steady';
  }
  if (isLost) return 'the simulation ended early: another queue of its node was overloaded';
  if (requests === 0) return 'no request was measured: simulate more of them';
  return meanInterval === null ? 'too few requests were measured for an interval: simulate more of them' : null;
}

export interface SimulatedTotals {
  readonly kept: number;
  readonly broken: number;
  readonly undecided: number;
  /** Placed instances whose prediction the simulation confirms, contradicts, cannot tell. */
  readonly confirmed: number;
  readonly contradicted: number;
  readonly untold: number;
}

export function simulatedTotals(instances: readonly (SimulatedInstance | null)[]): SimulatedTotals {
  const totals = { kept: 0, broken: 0, undecided: 0, confirmed: 0, contradicted: 0, untold: 0 };
  for (const instance of instances) {
    if (instance === null) continue;
    totals[instance.slo]++;
    totals[instance.isConfirmed === null ? 'untold' : instance.isConfirmed ? 'confirmed' : 'contradicted']++;
  }
  return totals;
}

/** How far the predicted means of one discipline are from the simulated ones, as fractions of these. */
export interface DisciplineErrors {
  readonly discipline: string;
  readonly applications: number;
  /** Mean of the errors, with their signs: what does not average out is the model's own. */
  readonly bias: number;
  readonly meanError: number;
  /** The one furthest from 0, with its sign. */
  readonly worst: number;
}

/** By discipline, in the order of their names; instances without a predicted and a simulated mean do not count. */
export function errorsByDiscipline(instances: readonly (SimulatedInstance | null)[]): readonly DisciplineErrors[] {
  const errors = new Map<string, number[]>();
  for (const instance of instances) {
    if (instance === null || instance.error === null) continue;
    const { discipline } = instance.node.group;
    const known = errors.get(discipline);
    if (known === undefined) errors.set(discipline, [instance.error]);
    else known.push(instance.error);
  }
  return [...errors]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([discipline, all]) => ({
      discipline,
      applications: all.length,
      bias: all.reduce((sum, error) => sum + error, 0) / all.length,
      meanError: all.reduce((sum, error) => sum + Math.abs(error), 0) / all.length,
      worst: all.reduce((worst, error) => (Math.abs(error) > Math.abs(worst) ? error : worst)),
    }));
}
