/**
 * The latency question with what is alike asked once. A workload file has a group of its own for every row, and so two
 * nodes may differ in the names of their tenants only; then they share one answer, and every percentile found for it.
 */

import type { LatencyQuestion, NodeAnswer, Tenancy, Tenant } from '../domain/latency.ts';
import type { Scenario } from '../domain/scenario.ts';
import { type ApplicationClass, fleetOf } from './fleet.ts';
import type { Mix } from './states.ts';

/** Remembers every answer. To be asked of groups of this scenario only. */
export function askedOnceOfAlike(scenario: Scenario, latency: LatencyQuestion): LatencyQuestion {
  const { classes, classOf, kindOf } = fleetOf(scenario);
  const answers = new Map<string, NodeAnswer>();
  const classIndex = ({ app }: Tenant) => classOf[app.firstIndex] as number;
  const standIn = ([index, count]: Mix[number]) => ({ app: (classes[index] as ApplicationClass).app, count });
  return (node, tenancy) => {
    const mixes = tenancy.map((tenants) => mixOf(tenants, classIndex));
    const key = `${kindOf[node.firstIndex]}/${mixes.map((mix) => mix.join(' ')).join('/')}`;
    const answer =
      answers.get(key) ??
      latency(
        node,
        mixes.map((mix) => mix.map(standIn)),
      );
    answers.set(key, answer);
    return inOrderOf(tenancy, mixes, answer, classIndex);
  };
}

/** How many of each class the tenants are. */
function mixOf(tenants: readonly Tenant[], classIndex: (tenant: Tenant) => number): Mix {
  const counts = new Map<number, number>();
  for (const tenant of tenants) {
    const index = classIndex(tenant);
    counts.set(index, (counts.get(index) ?? 0) + tenant.count);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** The answer about classes as one about the tenants, each with the response time of its class. */
function inOrderOf(
  tenancy: Tenancy,
  mixes: readonly Mix[],
  answer: NodeAnswer,
  classIndex: (tenant: Tenant) => number,
): NodeAnswer {
  const accelerators = answer.accelerators.map((one, accelerator) => {
    const position = new Map((mixes[accelerator] as Mix).map(([index], k) => [index, k]));
    const tenants = (tenancy[accelerator] as readonly Tenant[]).map(
      (tenant) => one.tenants[position.get(classIndex(tenant)) as number] as (typeof one.tenants)[number],
    );
    return { ...one, tenants };
  });
  return { ...answer, accelerators };
}
