/** How many applications a policy can be offered, from the start of the scenario, before one that it places violates. */

import { type LatencyQuestion, meetsSlo, type Tenant } from './domain/latency.ts';
import { type ApplicationGroup, groupOf, type NodeGroup, type Placement, type Scenario } from './domain/scenario.ts';
import { poolViolations } from './place/constraints.ts';

/** The scenario with only its first `count` application instances on offer. */
export function firstApplications(scenario: Scenario, count: number): Scenario {
  const apps = scenario.apps
    .filter(({ firstIndex }) => firstIndex < count)
    .map((app) => ({ ...app, count: Math.min(app.count, count - app.firstIndex) }));
  return { ...scenario, apps, placement: null };
}

/**
 * The greatest number of first applications for which nothing placed violates, and how many of them are placed. Exact
 * for a policy that takes applications in scenario order and moves none, because its placement of the first n is the
 * beginning of its placement of all: one pass looks at the node that each newcomer changes.
 */
export function safePrefixInOrder(
  scenario: Scenario,
  placement: Placement,
  latency: LatencyQuestion,
): { readonly offered: number; readonly placed: number } {
  const violatingOn = rememberedViolations(scenario, latency);
  const nodes = new Map<number, HostedNode>();
  let [placed, violating] = [0, 0];
  let safe = { offered: 0, placed: 0 };
  for (const app of scenario.apps) {
    for (let instance = app.firstIndex; instance < app.firstIndex + app.count; instance++) {
      const index = placement.node[instance] as number;
      if (index !== -1) {
        const before = nodes.get(index) ?? idleNode(groupOf(scenario.nodes, index));
        const hosted = joined(before, placement.accelerator[instance] as number, app);
        const after = { ...hosted, violating: violatingOn(hosted) };
        violating += after.violating - before.violating;
        nodes.set(index, after);
        placed += 1;
      }
      if (violating === 0) safe = { offered: instance + 1, placed };
    }
  }
  return safe;
}

interface HostedNode {
  readonly group: NodeGroup;
  /** By accelerator, tenants in scenario order. */
  readonly tenancy: readonly (readonly Tenant[])[];
  /** Instances on the node whose SLO does not hold, or for which a pool is too small. */
  readonly violating: number;
}

function idleNode(group: NodeGroup): HostedNode {
  return { group, tenancy: Array.from({ length: group.accelerators }, () => []), violating: 0 };
}

/** Newcomers come in scenario order, so a group joins at the end or is the last one already. */
function joined({ group, tenancy, violating }: HostedNode, accelerator: number, app: ApplicationGroup): HostedNode {
  const tenants = tenancy[accelerator] as readonly Tenant[];
  const last = tenants.at(-1);
  const next =
    last?.app === app ? [...tenants.slice(0, -1), { app, count: last.count + 1 }] : [...tenants, { app, count: 1 }];
  return { group, tenancy: tenancy.map((others, k) => (k === accelerator ? next : others)), violating };
}

/** Violating instances of a node; equal nodes with equal tenants are asked about once. */
function rememberedViolations(scenario: Scenario, latency: LatencyQuestion): (node: HostedNode) => number {
  const known = new Map<string, number>();
  return ({ group, tenancy }) => {
    const tenants = tenancy.map((on) => on.map(({ app, count }) => `${app.index}x${count}`).join(' '));
    const key = `${group.index}/${tenants.join('/')}`;
    const violating = known.get(key) ?? violations(scenario, latency, group, tenancy);
    known.set(key, violating);
    return violating;
  };
}

function violations(
  { profiles, limits }: Scenario,
  latency: LatencyQuestion,
  group: NodeGroup,
  tenancy: HostedNode['tenancy'],
): number {
  const { accelerators } = latency(group, tenancy);
  const overdrawn = poolViolations(group, tenancy, profiles, limits);
  let violating = 0;
  for (const [accelerator, tenants] of tenancy.entries()) {
    const hasRoom = overdrawn.every((pool) => pool.accelerator !== null && pool.accelerator !== accelerator);
    for (const [index, { app, count }] of tenants.entries()) {
      const response = accelerators[accelerator]?.tenants[index]?.response ?? null;
      if (!hasRoom || response === null || !meetsSlo(response, app.slo)) violating += count;
    }
  }
  return violating;
}
