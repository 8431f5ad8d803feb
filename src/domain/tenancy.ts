import type { Tenancy, Tenant } from './latency.ts';
import { groupOf, nodeCount, type Placement, type Scenario } from './scenario.ts';

/**
 * Who is on which accelerator, read off a placement: for every node (by global index) the tenants of each of its
 * accelerators, in scenario order; `null` for a node that hosts nothing.
 * Throws a `RangeError` when the placement names a node or an accelerator that does not exist.
 */
export function tenanciesOf(scenario: Scenario, placement: Placement): (Tenancy | null)[] {
  const counts: (Map<number, number>[] | null)[] = new Array(nodeCount(scenario)).fill(null);
  for (const app of scenario.apps) {
    for (let instance = app.firstIndex; instance < app.firstIndex + app.count; instance++) {
      const node = placement.node[instance] as number;
      if (node === -1) continue;
      const accelerators = groupOf(scenario.nodes, node).accelerators;
      counts[node] ??= Array.from({ length: accelerators }, () => new Map<number, number>());
      const onAccelerator = counts[node]?.[placement.accelerator[instance] as number];
      if (onAccelerator === undefined) throw new RangeError(`node ${node} has ${accelerators} accelerators`);
      onAccelerator.set(app.index, (onAccelerator.get(app.index) ?? 0) + 1);
    }
  }
  return counts.map((node) => node?.map((onAccelerator) => tenants(scenario, onAccelerator)) ?? null);
}

function tenants(scenario: Scenario, counts: ReadonlyMap<number, number>): Tenant[] {
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([index, count]) => ({ app: scenario.apps[index] as (typeof scenario.apps)[number], count }));
}
