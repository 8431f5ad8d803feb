/** A plan as a table for spreadsheets: a row for every application instance, times in ms. */

import { sloValue } from '../domain/latency.ts';
import { type NodePlan, type Plan, verdictOn } from '../domain/plan.ts';
import { groupOf, instanceName } from '../domain/scenario.ts';
import { perSecond } from '../domain/units.ts';
import { csvLines } from './csv-cells.ts';
import { rounded } from './numbers.ts';

const COLUMNS = [
  'app',
  'model',
  'rate_per_s',
  'slo_metric',
  'slo_ms',
  'node',
  'accelerator',
  'device',
  'predicted_slo_ms',
  'predicted_mean_ms',
  'ok',
  'reason',
];

export function renderPlanCsv(plan: Plan): string {
  const rows = Array.from(plan.placement.node, (node, instance) => row(plan, node, instance));
  return csvLines([COLUMNS, ...rows]);
}

function row(plan: Plan, node: number, instance: number): (string | number | null)[] {
  const app = groupOf(plan.scenario.apps, instance);
  const name = instanceName(plan.scenario.apps, instance);
  const offered = [name, app.model, rounded(perSecond(app.arrivalRate)), app.slo.metric, app.slo.limit];
  if (node === -1) return [...offered, null, null, null, null, null, 'no', plan.reasons[app.index] ?? 'not placed'];
  const accelerator = plan.placement.accelerator[instance] as number;
  const { group } = plan.nodes[node] as NodePlan;
  const { response, isOk, reason } = verdictOn(plan.nodes[node] as NodePlan, accelerator, app);
  const predicted =
    response === null ? [null, null] : [sloValue(response, app.slo), response.mean].map((ms) => rounded(ms));
  const place = [instanceName(plan.scenario.nodes, node), accelerator, group.device];
  return [...offered, ...place, ...predicted, isOk ? 'yes' : 'no', reason];
}
