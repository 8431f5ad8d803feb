/** What every command that places or predicts hands to the reports. */

import type { Explanation } from './explanation.ts';
import type { HeadroomReport } from './headroom.ts';
import type { NodeAnswer, ResponseTime, Tenancy } from './latency.ts';
import { meetsSlo } from './latency.ts';
import type { ApplicationGroup, NodeGroup, Placement, Scenario } from './scenario.ts';
import type { PlanSimulation } from './simulation.ts';
import type { Survival } from './survival.ts';

/** Memory that tenants need: what is known of it, bytes, and how many instances use a copy of unknown size. */
export interface MemoryUse {
  readonly bytes: number;
  readonly unknown: number;
}

/** A pool of a node that its tenants overdraw: `null` for one of the whole node, and what is needed and allowed. */
export interface Overdraft {
  readonly accelerator: number | null;
  readonly sentence: string;
}

/** One node that hosts something, with the answer of the latency models for it. */
export interface NodePlan {
  /** Global node index. */
  readonly index: number;
  readonly group: NodeGroup;
  readonly tenancy: Tenancy;
  readonly answer: NodeAnswer;
  /** Memory used on the whole node, bytes. */
  readonly memory: number;
  /** Per accelerator: own containers and model copies of its tenants, bytes; adds up to `memory`. */
  readonly acceleratorMemory: readonly number[];
  /** Per accelerator: what its tenants need of the node, and of its own memory (`null`: it has none). */
  readonly memoryUses: readonly { readonly node: MemoryUse; readonly own: MemoryUse | null }[];
  /** Memory, slots and pods of which there is too little; nobody who takes part in them is well placed. */
  readonly overdrafts: readonly Overdraft[];
}

export interface Plan {
  readonly command: 'fit' | 'predict' | 'simulate' | 'replan' | 'size';
  readonly scenario: Scenario;
  readonly seed: number;
  /** `null` where the placement was given. */
  readonly policy: string | null;
  readonly placement: Placement;
  readonly status: 'optimal' | 'feasible' | 'stopped' | null;
  /**
   * No placement that obeys the policy's constraints hosts more weight than this; `null` where nothing is known.
   * For a policy that knows no SLOs it is a bound of its own question only.
   */
  readonly upperBound: number | null;
  /** Whether the policy's constraints include every SLO. */
  readonly knowsSlos: boolean;
  /** By global node index; `null` for a node that hosts nothing. */
  readonly nodes: readonly (NodePlan | null)[];
  /** By application group: why its instances that are not placed are not; `null` when all are placed. */
  readonly reasons: readonly (string | null)[];
  /** What becomes of the plan when nodes are lost, where it was asked. */
  readonly survival?: Survival;
  /** What the simulator says of the plan, where it was asked. */
  readonly simulation?: PlanSimulation;
  /** How much the rates can grow, where it was asked. */
  readonly headroom?: HeadroomReport;
  /** Why applications are not elsewhere, where it was asked. */
  readonly explanations?: readonly Explanation[];
}

/**
 * What is said of one placed instance. `isOk`: the response time is finite, the SLO holds, and there is memory, and a
 * slot and a pod, for it. `reason`: why there is no response time, or not enough of those.
 */
export interface Verdict {
  readonly response: ResponseTime | null;
  readonly isOk: boolean;
  readonly reason: string | null;
}

/** The verdict of `app` on one accelerator of a node. All its instances there share it. */
export function verdictOn(node: NodePlan, accelerator: number, app: ApplicationGroup): Verdict {
  const tenant = node.tenancy[accelerator]?.findIndex((candidate) => candidate.app === app) ?? -1;
  const answer = node.answer.accelerators[accelerator]?.tenants[tenant];
  if (answer === undefined)
    throw new RangeError(`${app.name} is not on accelerator ${accelerator} of node ${node.index}`);
  if (answer.response === null) return { response: null, isOk: false, reason: answer.reason };
  const overdraft = overdraftOn(node, accelerator);
  return {
    response: answer.response,
    isOk: overdraft === null && meetsSlo(answer.response, app.slo),
    reason: overdraft,
  };
}

/** What there is too little of for the tenants of an accelerator, in a short sentence; `null`: nothing. */
export function overdraftOn({ overdrafts }: NodePlan, accelerator: number): string | null {
  const found = overdrafts.find((one) => one.accelerator === null || one.accelerator === accelerator);
  return found?.sentence ?? null;
}

export interface PlanTotals {
  readonly apps: number;
  readonly placed: number;
  /** Placed instances whose SLO does not hold under the default models, or for which a pool is too small. */
  readonly violating: number;
  /** Those among them for which a pool is too small. */
  readonly withoutRoom: number;
  /** Placed instances that use a copy of a model of unknown size. */
  readonly unknownMemory: number;
  /** Sum of the weights of the placed instances, and of all. */
  readonly placedWeight: number;
  readonly offeredWeight: number;
}

export function planTotals(plan: Pick<Plan, 'scenario' | 'nodes'>): PlanTotals {
  let [apps, placed, violating, withoutRoom, unknownMemory, placedWeight, offeredWeight] = [0, 0, 0, 0, 0, 0, 0];
  for (const app of plan.scenario.apps) {
    apps += app.count;
    offeredWeight += app.count * app.weight;
  }
  for (const node of plan.nodes) {
    node?.tenancy.forEach((tenants, accelerator) => {
      unknownMemory += node.memoryUses[accelerator]?.node.unknown ?? 0;
      for (const { app, count } of tenants) {
        placed += count;
        placedWeight += count * app.weight;
        if (!verdictOn(node, accelerator, app).isOk) violating += count;
        if (overdraftOn(node, accelerator) !== null) withoutRoom += count;
      }
    });
  }
  return { apps, placed, violating, withoutRoom, unknownMemory, placedWeight, offeredWeight };
}

/** Sum of the weights of the placed instances whose SLO holds. */
export function okWeight(nodes: Plan['nodes']): number {
  let weight = 0;
  for (const node of nodes) {
    node?.tenancy.forEach((tenants, accelerator) => {
      for (const { app, count } of tenants) if (verdictOn(node, accelerator, app).isOk) weight += count * app.weight;
    });
  }
  return weight;
}

/** What an accelerator's tenants need where it matters first: of its own memory, or of the node's where it has none. */
export function memoryOn({ memoryUses }: NodePlan, accelerator: number): MemoryUse {
  const uses = memoryUses[accelerator];
  return uses?.own ?? uses?.node ?? { bytes: 0, unknown: 0 };
}
