/** Busy accelerators as rows of a table; equal ones share a row where there are many. */

import type { NodePlan, Plan } from '../domain/plan.ts';
import { acceleratorName, acceleratorsName } from './plan-parts.ts';

export interface AcceleratorRow {
  readonly name: string;
  readonly node: NodePlan;
  readonly accelerator: number;
  /** How many equal accelerators the row stands for. */
  readonly count: number;
  /** Global indices of the instances it hosts, ascending; of the first one, where the row stands for several. */
  readonly instances: readonly number[];
}

/** Past this many busy accelerators, equal ones share a row. */
const MOST_ROWS = 24;

export function acceleratorRows(plan: Plan, isVerbose: boolean): AcceleratorRow[] {
  const busy = busyAccelerators(plan);
  return isVerbose || busy.length <= MOST_ROWS ? busy : mergeEqual(busy);
}

function busyAccelerators(plan: Plan): AcceleratorRow[] {
  const hosted: number[][][] = [];
  plan.placement.node.forEach((node, instance) => {
    if (node === -1) return;
    hosted[node] ??= [];
    const accelerator = plan.placement.accelerator[instance] as number;
    hosted[node][accelerator] ??= [];
    hosted[node][accelerator].push(instance);
  });
  return plan.nodes.flatMap((node) =>
    (node?.tenancy ?? []).flatMap((_, accelerator) => {
      const instances = node === null ? undefined : hosted[node.index]?.[accelerator];
      if (node === null || instances === undefined) return [];
      return [{ name: acceleratorName(plan, node, accelerator), node, accelerator, count: 1, instances }];
    }),
  );
}

/** Accelerators of one node group with the same tenants and the same company on the node share a row. */
function mergeEqual(rows: readonly AcceleratorRow[]): AcceleratorRow[] {
  const merged = new Map<string, AcceleratorRow>();
  for (const row of rows) {
    const company = row.node.tenancy.map((tenants) =>
      tenants.map(({ app, count }) => `${app.index}x${count}`).join(' '),
    );
    const key = `${row.node.group.index}/${row.accelerator}/${company.join('|')}`;
    const first = merged.get(key);
    const count = (first?.count ?? 0) + 1;
    merged.set(
      key,
      first === undefined ? row : { ...first, count, name: acceleratorsName(row.node, row.accelerator, count) },
    );
  }
  return [...merged.values()];
}
