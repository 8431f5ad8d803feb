/** What explanations add to the JSON document of a plan. */

import type { Explanation, KindExplanation, Obstacle, Spot } from '../domain/explanation.ts';
import type { Plan } from '../domain/plan.ts';
import { instanceName } from '../domain/scenario.ts';
import { perSecond } from '../domain/units.ts';
import { groupNames } from './names.ts';
import { rounded } from './numbers.ts';

/** `explain` of the document. */
export function explainDocument(plan: Plan, explanations: readonly Explanation[]) {
  return explanations.map((explanation) => oneDocument(plan, explanation));
}

function oneDocument({ scenario, placement }: Plan, { app, instance, kinds, fitting, changes }: Explanation) {
  const spot = ({ node, accelerator }: Spot) => ({ node: instanceName(scenario.nodes, node), accelerator });
  const nodes = placement.node.subarray(app.firstIndex, app.firstIndex + app.count);
  const node = instance === null ? -1 : (placement.node[instance] as number);
  const names = (kind: KindExplanation) => groupNames(scenario.nodes, kind.nodes);
  const rateOf = ({ rate }: KindExplanation) =>
    rate && { ...spot(rate), ratePerS: rounded(perSecond(rate.arrivalRate)) };
  const sloOf = ({ slo }: KindExplanation) =>
    slo && { ...spot(slo), slo: { metric: app.slo.metric, limitMs: slo.limit } };
  return {
    app: app.name,
    instance: instance === null ? null : instanceName(scenario.apps, instance),
    instanceNode: node === -1 ? null : instanceName(scenario.nodes, node),
    count: app.count,
    placed: nodes.filter((index) => index !== -1).length,
    fits: fitting !== null,
    kinds: kinds.map((kind) => ({
      groups: names(kind),
      nodes: kind.nodes.length,
      nearest: kind.nearest && { ...spot(kind.nearest), obstacles: kind.nearest.obstacles.map(obstacleDocument) },
      fits: kind.nearest !== null && kind.nearest.obstacles.length === 0,
      rate: rateOf(kind),
      slo: sloOf(kind),
      alone: kind.alone && { fits: kind.alone.length === 0, obstacles: kind.alone.map(obstacleDocument) },
      reason: kind.reason,
    })),
    next: {
      rate: changes.rate && rateOf(changes.rate),
      slo: changes.slo && sloOf(changes.slo),
      node: changes.node && { groups: names(changes.node) },
    },
  };
}

function obstacleDocument({ kind, app, needed, allowed, before, sentence }: Obstacle) {
  const orNull = (value: number | null) => (value === null ? null : rounded(value));
  const numbers = {
    memory: { neededBytes: needed, allowedBytes: allowed },
    'accelerator-memory': { neededBytes: needed, allowedBytes: allowed },
    slots: { needed, allowed },
    pods: { needed, allowed },
    utilization: { utilization: orNull(needed), limit: allowed },
    unstable: {},
    slo: { metric: app?.slo.metric, beforeMs: orNull(before), valueMs: orNull(needed), limitMs: allowed },
  };
  return { kind, app: app?.name ?? null, ...numbers[kind], sentence };
}
