/** What the greedy policy varies: the order in which classes are offered, and what a place is said to cost. */

import type { Bound } from './bound.ts';
import type { ApplicationClass } from './fleet.ts';
import { furtherPools, NODE_MEMORY, type Pool, taken, wholeCapacity } from './pools.ts';
import { share, usePrice } from './relaxation.ts';
import type { NodeState, StateSpace } from './states.ts';

/** Classes in the order in which they are offered. */
export type Order = readonly ApplicationClass[];

/** Cost of the step from one state of a node to the next; the lower, the better the place. */
export type Cost = (state: NodeState, next: NodeState) => number;

/** Ascending by a number, ties in scenario order. */
function by(classes: readonly ApplicationClass[], value: (application: ApplicationClass) => number): Order {
  return [...classes].sort((a, b) => value(a) - value(b) || a.index - b.index);
}

/** The orders tried, the most promising first. */
export function offerOrders({ fleet }: StateSpace, { relaxation, prices }: Bound): readonly Order[] {
  const { classes, kinds } = fleet;
  const relaxed = ({ index }: ApplicationClass) => relaxation.classes[index] as (typeof relaxation.classes)[number];
  const cheapest = (application: ApplicationClass, cost: (kind: number, use: readonly number[]) => number) =>
    Math.min(
      ...relaxed(application).uses.map((use, kind) => (use === null ? Number.POSITIVE_INFINITY : cost(kind, use))),
    );
  const price = (application: ApplicationClass) =>
    cheapest(application, (kind, use) => usePrice(use, prices[kind] as readonly number[])) / application.app.weight;
  const nodesOf = (kind: number) => kinds[kind]?.nodes.length ?? 0;
  const load = (application: ApplicationClass) =>
    cheapest(application, (kind, use) => Math.max(...use) * nodesOf(kind)) / application.app.weight;
  const lightest = by(classes, load);
  return [by(classes, price), lightest, by(classes, ({ app }) => app.slo.limit), [...lightest].reverse(), classes];
}

/** The costs tried: plain load added; load at the bound's prices, which weigh scarce kinds and pools. */
export function joinCosts(space: StateSpace, { prices }: Bound): readonly Cost[] {
  const { limits, profiles } = space.problem.scenario;
  const further = furtherPools(
    space.fleet.kinds.map(({ node }) => node),
    limits,
  );
  const addedLoad: Cost = (state, next) => space.utilization(next) - space.utilization(state);
  const addedPrice: Cost = (state, next) => {
    const { node, nodes, index } = state.kind;
    const [utilization = 0, memory = 0, cpu = 0, ...others] = prices[index] ?? [];
    const cpuLoad = space.answer(next).cpuUtilization - space.answer(state).cpuUtilization;
    const poolShare = (pool: Pool) => {
      const capacity = wholeCapacity(pool, node, limits);
      const added = (tenancy: NodeState['tenancy']) => taken(pool, node, tenancy, profiles);
      return capacity === null ? 0 : share(added(next.tenancy) - added(state.tenancy), capacity);
    };
    const perNode =
      utilization * share(addedLoad(state, next), limits.utilization * node.accelerators) +
      memory * poolShare(NODE_MEMORY) +
      cpu * cpuLoad +
      others.reduce((sum, price, k) => sum + (price > 0 ? price * poolShare(further[k] as Pool) : 0), 0);
    return perNode / nodes.length;
  };
  return [addedLoad, addedPrice];
}
