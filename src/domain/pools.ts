/** How full the pools of a node are: memory, and the places that Kubernetes gives. */

/**
 * `memory`: bytes of the node. `accelerator-memory`: bytes of one accelerator's own. `slots`: containers that ask for
 * an accelerator. `pods`: pods of the node.
 */
export const POOL_KINDS = ['memory', 'accelerator-memory', 'slots', 'pods'] as const;
export type PoolKind = (typeof POOL_KINDS)[number];

export function isPoolKind(kind: string): kind is PoolKind {
  return (POOL_KINDS as readonly string[]).includes(kind);
}

/** One limited pool of a node, as its tenants fill it. */
export interface PoolUse {
  readonly kind: PoolKind;
  /** `null` for a pool of the node. */
  readonly accelerator: number | null;
  readonly needed: number;
  readonly allowed: number;
}
