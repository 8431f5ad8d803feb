/** The document of `size` (contract: JSON). */

import { planTotals } from '../domain/plan.ts';
import { applicationCount } from '../domain/scenario.ts';
import { type SizedKind, type Sizing, sizingTotals, totalsToday } from '../domain/sizing.ts';
import { documentName } from './document-name.ts';
import { planParts } from './json.ts';
import { jsonText } from './json-text.ts';
import { rounded } from './numbers.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { simulationParts } from './simulation-json.ts';
import { survivalJson } from './survival-text.ts';

/** As text, ending in a newline. */
export function renderSizingJson(sizing: Sizing): string {
  const { scenario, seed, kinds, plan, refusals } = sizing;
  const parts = plan === null ? null : planParts(plan);
  const simulated = plan?.simulation === undefined ? {} : simulationParts(plan, plan.simulation).summary;
  const document = {
    schemaVersion: SCHEMA_VERSION,
    command: 'size',
    scenario: documentName(scenario.name),
    seed,
    summary: { ...summary(sizing), ...simulated },
    kinds: kinds.map(kindJson),
    refused: refusals.map(({ app, count, reason }) => ({ app: app.name, count, reason })),
    apps: parts?.apps ?? [],
    accelerators: parts?.accelerators ?? [],
  };
  return jsonText(document);
}

function summary(sizing: Sizing) {
  const { scenario, goal, status, lowerBound, plan, survival, losses, reason } = sizing;
  const totals = sizingTotals(sizing);
  const today = totalsToday(sizing);
  const reached = totals?.[goal] ?? null;
  const gap =
    reached === null || lowerBound === null ? null : reached === 0 ? 0 : rounded((reached - lowerBound) / reached);
  return {
    apps: applicationCount(scenario),
    placed: plan === null ? 0 : planTotals(plan).placed,
    nodes: totals?.nodes ?? null,
    cost: totals === null ? null : rounded(totals.cost),
    minimize: goal,
    lowerBound: lowerBound === null ? null : rounded(lowerBound),
    gap,
    status,
    reason,
    nodesToday: today.nodes,
    costToday: rounded(today.cost),
    losses,
    survive: survival === null || plan === null ? null : survivalJson(survival, plan.scenario),
    elapsed: null,
  };
}

function kindJson({ group, names, needed, utilization, atLeast, atMost }: SizedKind) {
  return {
    node: group.name,
    entries: names,
    device: group.device,
    cost: rounded(group.cost),
    today: group.count,
    needed,
    atLeast,
    atMost,
    utilization: utilization === null ? null : rounded(utilization),
  };
}
