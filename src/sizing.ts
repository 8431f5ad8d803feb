/** A scenario → the fewest or cheapest nodes of its kinds that host everything, as a plan on just these nodes. */

import type { Plan } from './domain/plan.ts';
import { ProblemError, problem } from './domain/problem.ts';
import type { NodeGroup, Scenario } from './domain/scenario.ts';
import type { Refusal, SizedKind, Sizing, SizingGoal } from './domain/sizing.ts';
import { equalNodeGroups } from './place/fleet.ts';
import { type Sized, sizedFor } from './place/size.ts';
import type { NotSized } from './place/size-start.ts';
import { placementProblem } from './placement-problem.ts';
import { nodePlans } from './plan.ts';
import { MOST_NODES } from './read/cluster.ts';
import { parseNodeLimits } from './read/node-limits.ts';

export interface SizeOptions {
  readonly seed: number;
  /** Steps of the search; left out: `DEFAULT_STEPS`. */
  readonly steps?: number;
  /** What is to be least; left out: the cost where nodes of different kinds cost differently, else their number. */
  readonly goal?: SizingGoal;
  /** Nodes that may be lost at once; 0 unless said. */
  readonly losses?: number;
  /** Limits as text, `KIND=N` each: nodes that are there in any case, and the most that there may be. */
  readonly atLeast?: readonly string[];
  readonly atMost?: readonly string[];
  /**
   * Told of every better answer on the way, made only when it is asked for, and then at once. It does not look at losses
   * yet: its `losses` are 0.
   */
  readonly onFound?: (sizing: () => Sizing) => void;
}

/** Enough to prove the shipped example in some seconds. */
const DEFAULT_STEPS = 20_000;

/**
 * The fewest or cheapest nodes that host every application with every SLO and limit kept. Throws a `ProblemError` for
 * bad limits, and where more nodes would be needed than a scenario may have.
 */
export async function size(scenario: Scenario, options: SizeOptions): Promise<Sizing> {
  const { seed, steps = DEFAULT_STEPS, losses = 0 } = options;
  const kinds = equalNodeGroups(scenario.nodes).map((groups) => kindOf(groups));
  const names = kinds.map((kind) => kind.names);
  const { atLeast, atMost } = parseNodeLimits(options.atLeast ?? [], options.atMost ?? [], names);
  const costs = kinds.map(({ group }) => group.cost);
  const goal = options.goal ?? (costs.some((cost) => cost !== costs[0]) ? 'cost' : 'nodes');
  const offers = kinds.map(({ group }, k) => ({
    cost: goal === 'cost' ? group.cost : 1,
    least: atLeast[k] ?? 0,
    most: atMost[k] ?? MOST_NODES,
  }));
  const choice: Scenario = { ...scenario, nodes: numbered(kinds.map(({ group }) => group)), placement: null };
  const limited = kinds.map((kind, k) => ({ ...kind, atLeast: atLeast[k] ?? null, atMost: atMost[k] ?? null }));
  const sizing = (answer: Sized | NotSized, lost: number): Sizing => {
    const plan = 'nodes' in answer ? sizedPlan(choice, answer, seed) : null;
    const said = outcome(scenario, answer);
    return { scenario, seed, goal, losses: lost, plan, kinds: answered(limited, answer, plan), ...said };
  };
  const { onFound } = options;
  const onSized = onFound && ((found: () => Sized) => onFound(() => sizing(found(), 0)));
  const request = { problem: placementProblem(choice, seed, steps), offers, losses };
  return sizing(await sizedFor({ ...request, ...(onSized && { onFound: onSized }) }), losses);
}

function kindOf(groups: readonly NodeGroup[]): Pick<SizedKind, 'group' | 'names'> {
  const [first] = groups as readonly [NodeGroup, ...NodeGroup[]];
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  return { group: { ...first, count }, names: groups.map(({ name }) => name) };
}

/** Groups one after the other, numbered anew. */
function numbered(groups: readonly NodeGroup[]): NodeGroup[] {
  let firstIndex = 0;
  return groups.map((group, index) => {
    const placed = { ...group, index, firstIndex };
    firstIndex += group.count;
    return placed;
  });
}

function outcome({ apps }: Scenario, answer: Sized | NotSized) {
  const { status } = answer;
  if ('nodes' in answer) {
    return { status, lowerBound: answer.lowerBound, survival: answer.survival, refusals: [], reason: null };
  }
  const refusals = answer.unhosted.flatMap((one, group): Refusal[] => {
    const app = apps[group];
    return one === null || app === undefined ? [] : [{ app, ...one }];
  });
  return { status, lowerBound: null, survival: null, refusals, reason: answer.reason };
}

/** The plan in a scenario that has just the nodes needed; kinds that are not needed are left away. */
function sizedPlan(choice: Scenario, { nodes, placement }: Sized, seed: number): Plan {
  const total = nodes.reduce((sum, count) => sum + count, 0);
  if (total > MOST_NODES) throw new ProblemError([tooMany(total)]);
  const groups = choice.nodes.flatMap((group, k): NodeGroup[] => {
    const count = nodes[k] as number;
    return count === 0 ? [] : [{ ...group, count, isCounted: group.isCounted || count > 1 }];
  });
  const scenario = { ...choice, nodes: numbered(groups) };
  const offered = scenario.apps.reduce((sum, app) => sum + app.count * app.weight, 0);
  return {
    command: 'size',
    scenario,
    seed,
    policy: null,
    placement,
    status: 'optimal',
    upperBound: offered,
    knowsSlos: true,
    nodes: nodePlans(scenario, placement, placementProblem(scenario, seed, 0).latency),
    reasons: scenario.apps.map(() => null),
  };
}

function tooMany(nodes: number) {
  const message = `${nodes.toLocaleString('en')} nodes would be needed; a scenario may have ${MOST_NODES.toLocaleString('en')}`;
  return problem('size-too-large', message, 'Size one site at a time, or offer larger nodes.');
}

type Limited = Omit<SizedKind, 'needed' | 'utilization'>;

/** The kinds with what the answer says of them. */
function answered(kinds: readonly Limited[], answer: Sized | NotSized, plan: Plan | null): SizedKind[] {
  return kinds.map((kind, k) => {
    const needed = 'nodes' in answer ? (answer.nodes[k] as number) : null;
    return { ...kind, needed, utilization: plan === null ? null : meanUtilization(plan, kind.group.name) };
  });
}

/** Over all accelerators of the nodes of this group, idle ones included; `null` where there are none. */
function meanUtilization({ scenario, nodes }: Plan, name: string): number | null {
  const group = scenario.nodes.find((one) => one.name === name);
  if (group === undefined) return null;
  let total = 0;
  for (const node of nodes.slice(group.firstIndex, group.firstIndex + group.count)) {
    for (const { utilization } of node?.answer.accelerators ?? []) total += utilization;
  }
  return total / (group.count * group.accelerators);
}
