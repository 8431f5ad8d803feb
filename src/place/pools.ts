/**
 * What containers take up of a node whatever their requests are: memory of the node and of its accelerators, and the
 * places that Kubernetes gives. A pool is a capacity, what one instance takes of it, and what each container with
 * copies of models takes, which instances may share. Memory that no
 * profile gives is not known, and takes nothing here: `memoryUses` counts it.
 */

import { takesOneContainer } from '../domain/disciplines.ts';
import type { Tenancy, Tenant } from '../domain/latency.ts';
import type { MemoryUse } from '../domain/plan.ts';
import type { PoolKind, PoolUse } from '../domain/pools.ts';
import {
  type ApplicationGroup,
  copyOnAccelerator,
  type Limits,
  type NodeGroup,
  type Profile,
  type ProfileBook,
} from '../domain/scenario.ts';

export interface Pool {
  readonly kind: PoolKind;
  /** Every accelerator of the node has one; else the node has one. */
  readonly isOfAccelerator: boolean;
  /** What may be used of one, at least 0; `null`: nothing is known to limit it. */
  capacity(node: NodeGroup, limits: Limits): number | null;
  /** What an instance takes for itself. */
  ofInstance(app: ApplicationGroup): number;
  /** What one copy of a model takes, or the container of several. */
  ofCopy(profile: Profile | null): number;
  /** Instances of an accelerator with equal keys share one copy; `null`: the instance has its own. */
  copyKey(app: ApplicationGroup, node: NodeGroup): string | null;
}

/** Instances that share a model use one copy of it. */
function modelKey({ sharing, model }: ApplicationGroup): string | null {
  return sharing === 'none' ? null : model;
}

/** What serves one process at a time has one container for all its models. */
function containerKey(app: ApplicationGroup, { discipline }: NodeGroup): string | null {
  return takesOneContainer(discipline) ? '' : modelKey(app);
}

export const NODE_MEMORY: Pool = {
  kind: 'memory',
  isOfAccelerator: false,
  capacity: (node, limits) => limits.memory * node.memory,
  ofInstance: ({ memory }) => memory,
  ofCopy: (profile) => profile?.memory ?? 0,
  copyKey: modelKey,
};

export const ACCELERATOR_MEMORY: Pool = {
  kind: 'accelerator-memory',
  isOfAccelerator: true,
  capacity: ({ acceleratorMemory }, limits) =>
    typeof acceleratorMemory === 'number' ? limits.memory * acceleratorMemory : null,
  ofInstance: () => 0,
  ofCopy: (profile) => (profile === null ? 0 : (copyOnAccelerator(profile) ?? 0)),
  copyKey: modelKey,
};

/** Where one container has an accelerator, there is always a slot for it. */
const SLOTS: Pool = {
  kind: 'slots',
  isOfAccelerator: false,
  capacity: ({ kubernetes, accelerators, discipline }) => {
    const replicas = takesOneContainer(discipline) || kubernetes?.resource == null ? null : kubernetes.replicas;
    return replicas === null ? null : replicas * accelerators;
  },
  ofInstance: () => 0,
  ofCopy: () => 1,
  copyKey: containerKey,
};

/** Every instance has a frontend, and each container with copies of models is a pod as well. */
const PODS: Pool = {
  kind: 'pods',
  isOfAccelerator: false,
  capacity: ({ kubernetes }) => kubernetes?.pods ?? null,
  ofInstance: () => 1,
  ofCopy: () => 1,
  copyKey: containerKey,
};

/** All pools; the node's memory is the first. */
export const POOLS: readonly Pool[] = [NODE_MEMORY, ACCELERATOR_MEMORY, SLOTS, PODS];

/** What the tenants of an accelerator take of a pool. */
function takenBy(pool: Pool, node: NodeGroup, tenants: readonly Tenant[], profiles: ProfileBook): number {
  const copies = new Set<string>();
  let taken = 0;
  for (const { app, count } of tenants) {
    const copy = pool.ofCopy(profiles.find(app.model, node.device));
    const key = pool.copyKey(app, node);
    taken += count * pool.ofInstance(app);
    if (key === null) taken += count * copy;
    else if (!copies.has(key)) {
      copies.add(key);
      taken += copy;
    }
  }
  return taken;
}

/** What all tenants of a node take of a pool: the sum over its accelerators. */
export function taken(pool: Pool, node: NodeGroup, tenancy: Tenancy, profiles: ProfileBook): number {
  return tenancy.reduce((sum, tenants) => sum + takenBy(pool, node, tenants, profiles), 0);
}

/** Every limited pool of a node, as its tenants fill it. */
export function poolUses(node: NodeGroup, tenancy: Tenancy, profiles: ProfileBook, limits: Limits): readonly PoolUse[] {
  return POOLS.flatMap((pool): PoolUse[] => {
    const allowed = pool.capacity(node, limits);
    if (allowed === null) return [];
    const { kind } = pool;
    if (!pool.isOfAccelerator)
      return [{ kind, accelerator: null, needed: taken(pool, node, tenancy, profiles), allowed }];
    return tenancy.map((tenants, accelerator) => {
      return { kind, accelerator, needed: takenBy(pool, node, tenants, profiles), allowed };
    });
  });
}

/** Pools beside the node's memory that limit some of these nodes. */
export function furtherPools(nodes: readonly NodeGroup[], limits: Limits): readonly Pool[] {
  return POOLS.filter((pool) => pool !== NODE_MEMORY && nodes.some((node) => pool.capacity(node, limits) !== null));
}

/** What all pools of this sort on one node hold together; `null`: not limited. */
export function wholeCapacity(pool: Pool, node: NodeGroup, limits: Limits): number | null {
  const capacity = pool.capacity(node, limits);
  return capacity === null || !pool.isOfAccelerator ? capacity : capacity * node.accelerators;
}

/** All that tells two nodes apart by their pools, apart from the node's memory. */
export function poolFacts(node: NodeGroup): readonly (number | null)[] {
  return POOLS.filter((pool) => pool !== NODE_MEMORY).map((pool) => pool.capacity(node, WHOLE));
}

const WHOLE: Limits = { utilization: 1, memory: 1 };

/** What the tenants of one accelerator need of the node's memory, and of the accelerator's own (`null`: it has none). */
export function memoryUses(
  node: NodeGroup,
  tenants: readonly Tenant[],
  profiles: ProfileBook,
): { readonly node: MemoryUse; readonly own: MemoryUse | null } {
  const use = (pool: Pool, copyOf: (profile: Profile) => number | null): MemoryUse => {
    const isUnknown = ({ app }: Tenant) => {
      const profile = profiles.find(app.model, node.device);
      return profile !== null && copyOf(profile) === null;
    };
    const unknown = tenants.filter(isUnknown).reduce((sum, { count }) => sum + count, 0);
    return { bytes: takenBy(pool, node, tenants, profiles), unknown };
  };
  const hasOwn = node.acceleratorMemory != null;
  return {
    node: use(NODE_MEMORY, ({ memory }) => memory),
    own: hasOwn ? use(ACCELERATOR_MEMORY, copyOnAccelerator) : null,
  };
}
