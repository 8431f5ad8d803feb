/** What `size` answers: how many nodes of each kind host everything, at what cost, and how sure that is. */

import type { Plan } from './plan.ts';
import type { ApplicationGroup, NodeGroup, Scenario } from './scenario.ts';
import type { Survival } from './survival.ts';

/** What is to be least: the number of nodes, or their cost in the scenario's own unit. */
export const SIZING_GOALS = ['nodes', 'cost'] as const;
export type SizingGoal = (typeof SIZING_GOALS)[number];

/**
 * `optimal`: nothing less will do, proved by `lowerBound`. `feasible`: nodes that will do, without that proof.
 * `stopped`: the same, because the steps ran out. `infeasible`: it was shown that no nodes will do. `undecided`:
 * neither nodes nor a proof were found.
 */
export type SizingStatus = 'optimal' | 'feasible' | 'stopped' | 'infeasible' | 'undecided';

/** A kind of node to choose from: entries of the scenario's cluster that differ in name and number only. */
export interface SizedKind {
  /** The first entry of the kind; its `count` is what the scenario has of the kind. */
  readonly group: NodeGroup;
  /** Names of all entries of the kind. */
  readonly names: readonly string[];
  /** Nodes that are there in any case, and the most that there may be; `null` where nothing was said. */
  readonly atLeast: number | null;
  readonly atMost: number | null;
  /** Nodes in the answer; `null` where there is none. */
  readonly needed: number | null;
  /** Mean utilisation of the accelerators of those nodes, 0 to 1; `null` where there are none. */
  readonly utilization: number | null;
}

/** Applications that find no place, and why. */
export interface Refusal {
  readonly app: ApplicationGroup;
  readonly count: number;
  readonly reason: string;
}

export interface Sizing {
  /** As it was read: today's cluster. */
  readonly scenario: Scenario;
  readonly seed: number;
  readonly goal: SizingGoal;
  readonly status: SizingStatus;
  readonly kinds: readonly SizedKind[];
  /** No choice of nodes has less of the goal; `null` where nothing is known. */
  readonly lowerBound: number | null;
  /** Everything on the nodes of the answer, in a scenario that has just these; `null` where there is no answer. */
  readonly plan: Plan | null;
  /** Nodes that may be lost at once. */
  readonly losses: number;
  /** What becomes of the plan when they are; `null` where there is no plan or nothing may be lost. */
  readonly survival: Survival | null;
  /** Where there is no answer. */
  readonly refusals: readonly Refusal[];
  readonly reason: string | null;
}

export interface SizingTotals {
  readonly nodes: number;
  readonly cost: number;
}

/** Nodes and cost of the answer; `null` where there is none. */
export function sizingTotals({ kinds }: Sizing): SizingTotals | null {
  const all = kinds.map(({ group, needed }) => (needed === null ? null : { nodes: needed, cost: needed * group.cost }));
  return all.reduce<SizingTotals | null>(
    (sum, one) => (sum === null || one === null ? null : { nodes: sum.nodes + one.nodes, cost: sum.cost + one.cost }),
    { nodes: 0, cost: 0 },
  );
}

/** Nodes and cost of the cluster that the scenario has. */
export function totalsToday({ kinds }: Sizing): SizingTotals {
  return kinds.reduce(
    (sum, { group }) => ({ nodes: sum.nodes + group.count, cost: sum.cost + group.count * group.cost }),
    { nodes: 0, cost: 0 },
  );
}
