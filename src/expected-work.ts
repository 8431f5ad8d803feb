/**
 * Which work takes longer than a person waits without a word, told before it starts: by how many applications differ,
 * how many there are, how many nodes, and whether arrivals are replayed, which takes fifty times as long as formulas do.
 * The bounds are where the program took 10 s of CPU when they were measured (Poisson: fleets of 100 to 10,000 nodes;
 * replayed: 3 to 20 nodes, periodic and of scv 4); below them it answers sooner.
 */

import type { PolicyName } from './domain/policies.ts';
import { applicationCount, nodeCount, type Scenario } from './domain/scenario.ts';
import { counted } from './domain/text.ts';
import { fleetOf } from './place/fleet.ts';

/** What is to be done with a scenario; `fit` stands for every command that makes one plan by searching. */
export type Work = 'fit' | 'greedy-online' | 'replan' | 'report' | 'survive' | 'size' | 'compare';

/** How large a scenario is. `distinct`: applications that differ in anything that a plan can see. */
interface Size {
  readonly distinct: number;
  readonly instances: number;
  readonly nodes: number;
  /** Whether a node has more than one accelerator. */
  readonly hasSeveral: boolean;
}

type Bounds = Readonly<Record<Work, (size: Size) => boolean>>;

const IS_LONG: Bounds = {
  fit: ({ distinct, nodes }) => distinct * nodes > 1e6,
  'greedy-online': ({ distinct }) => distinct > 1_500,
  replan: ({ distinct }) => distinct > 1_500,
  report: ({ distinct }) => distinct > 800,
  survive: ({ distinct }) => distinct > 900,
  size: ({ distinct }) => distinct > 600,
  compare: ({ distinct, instances }) => distinct * instances > 144 || instances > 40,
};

/** Nodes of several accelerators are in many more states, and all of those are asked about. */
function areManyStates({ distinct, instances, hasSeveral }: Size): boolean {
  return distinct > 10 || (hasSeveral && instances > 8);
}

const IS_LONG_REPLAYED: Bounds = {
  fit: areManyStates,
  'greedy-online': ({ distinct }) => distinct > 40,
  replan: areManyStates,
  report: (size) => size.distinct > 8 || areManyStates(size),
  survive: areManyStates,
  size: (size) => size.distinct > 8 || areManyStates(size),
  compare: (size) => size.distinct > 5 || areManyStates(size),
};

/** What to say before the work starts; `null` where it is done soon. */
export function longWorkSentence(scenario: Scenario, work: Work): string | null {
  const instances = applicationCount(scenario);
  const nodes = nodeCount(scenario);
  const { length: distinct } = fleetOf(scenario).classes;
  const hasSeveral = scenario.nodes.some(({ accelerators }) => accelerators > 1);
  const size = { distinct, instances, nodes, hasSeveral };
  const isReplayed = scenario.apps.some(({ arrivals }) => arrivals.kind !== 'poisson');
  if (!IS_LONG[work](size) && !(isReplayed && IS_LONG_REPLAYED[work](size))) return null;
  const sorts = `${counted(instances, 'application')} of ${counted(distinct, 'sort')} on ${counted(nodes, 'node')}`;
  return `${sorts}: this may take longer than 10 s, and more than 1 GB of memory.`;
}

/** The work of making one plan. */
export function planningWork(policy: PolicyName | null, losses: number | null): Work {
  if (losses !== null) return 'survive';
  return policy === 'greedy-online' ? 'greedy-online' : 'fit';
}
