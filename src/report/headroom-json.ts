/** What headroom adds to the JSON document of a plan. Growth is a fraction; it is never rounded up. */

import type { Headroom, HeadroomBreak, HeadroomReport } from '../domain/headroom.ts';
import type { Plan } from '../domain/plan.ts';
import { instanceName } from '../domain/scenario.ts';
import { rounded } from './numbers.ts';

export function headroomDocument({ scenario }: Plan, { all, each }: HeadroomReport) {
  const broken = (found: HeadroomBreak | null) =>
    found && breakDocument(instanceName(scenario.nodes, found.node), found);
  const growth = (of: Headroom) => ({
    growth: of.growth,
    limitedBy: broken(of.limitedBy),
    growthWithinLimits: of.growthWithinLimits,
    limitedWithinLimitsBy: broken(of.limitedWithinLimitsBy),
    reason: of.reason,
  });
  return {
    all: growth(all),
    each: scenario.apps.map(({ name, index }) => ({ app: name, ...growth(each[index] ?? NOT_PLACED) })),
  };
}

const NOT_PLACED: Headroom = {
  growth: null,
  limitedBy: null,
  reason: 'none is placed',
  growthWithinLimits: null,
  limitedWithinLimitsBy: null,
};

function breakDocument(node: string, { kind, app, accelerator, value, limit, detail }: HeadroomBreak) {
  const place = { kind, app: app?.name ?? null, node, accelerator };
  if (kind === 'utilization') return { ...place, utilization: value === null ? null : rounded(value), limit };
  return {
    ...place,
    slo: app && { metric: app.slo.metric, limitMs: app.slo.limit },
    valueMs: value === null ? null : rounded(value),
    reason: detail,
  };
}
