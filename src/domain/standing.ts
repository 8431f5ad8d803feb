/** How near each placed application is to breaking its SLO. */

import { type ResponseTime, sloValue } from './latency.ts';
import { type NodePlan, verdictOn } from './plan.ts';
import type { ApplicationGroup } from './scenario.ts';

/** One application group on one accelerator against its SLO. */
export interface SloStanding {
  readonly app: ApplicationGroup;
  readonly node: NodePlan;
  readonly accelerator: number;
  readonly response: ResponseTime | null;
  /** ms of the SLO's metric; infinite without a finite response time. */
  readonly value: number;
  /** The unused share of the limit; below 0 the SLO is broken, and −∞ without a finite response time. */
  readonly slack: number;
}

/** In the order of the accelerator's tenants. */
export function standingsOn(node: NodePlan, accelerator: number): SloStanding[] {
  return (node.tenancy[accelerator] ?? []).map(({ app }) => {
    const { response } = verdictOn(node, accelerator, app);
    const value = response === null ? Number.POSITIVE_INFINITY : sloValue(response, app.slo);
    return { app, node, accelerator, response, value, slack: 1 - value / app.slo.limit };
  });
}

/** For every group that has a placed instance, by its index, the instance with the least slack. */
export function worstStandings(nodes: readonly (NodePlan | null)[]): Map<number, SloStanding> {
  const worst = new Map<number, SloStanding>();
  for (const node of nodes) {
    node?.tenancy.forEach((_, accelerator) => {
      for (const standing of standingsOn(node, accelerator)) {
        const known = worst.get(standing.app.index);
        if (known === undefined || standing.slack < known.slack) worst.set(standing.app.index, standing);
      }
    });
  }
  return worst;
}
