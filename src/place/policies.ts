/** The table of policies: what `--policy NAME` runs, and what is said of it. A new policy is one record here. */

import type { PolicyName } from '../domain/policies.ts';
import { placeGreedily, placeGreedilyOnline } from './greedy.ts';
import { placeByIbis } from './ibis.ts';
import { placeByKnapsack } from './knapsack.ts';
import { placeByMemory } from './knapsack-fit.ts';
import { placeOptimally } from './optimal.ts';
import type { Policy } from './problem.ts';
import { withWholeWeights } from './whole-weights.ts';

export interface PolicyRecord {
  readonly name: PolicyName;
  readonly run: Policy;
  /** One sentence for help texts and tables. */
  readonly summary: string;
  /** Steps of its search unless told otherwise (`PlacementProblem.steps`); the others search nothing. */
  readonly steps: number;
  /** Whether what it places is meant to keep every constraint, SLOs among them. */
  readonly keepsSlos: boolean;
  /** Whether it takes applications in scenario order and moves none: offered fewer, it does what it did with the first. */
  readonly isOnline: boolean;
}

const placeBest = withWholeWeights(placeOptimally);

const RECORDS: readonly PolicyRecord[] = [
  {
    name: 'auto',
    run: placeBest,
    summary:
      'Proves the best plan where the steps reach; elsewhere the best found, and how far from the best it can be.',
    steps: 8_000,
    keepsSlos: true,
    isOnline: false,
  },
  {
    name: 'optimal',
    run: placeBest,
    summary: 'Searches patterns of what one node can host, and proves the best plan or says how far it can be.',
    steps: 50_000,
    keepsSlos: true,
    isOnline: false,
  },
  {
    name: 'greedy',
    run: withWholeWeights(placeGreedily),
    summary: 'Fills the cluster in several orders by least added load, improves the best, and bounds the optimum.',
    steps: 4_000,
    keepsSlos: true,
    isOnline: false,
  },
  {
    name: 'greedy-online',
    run: placeGreedilyOnline,
    summary: 'Takes applications in scenario order, each where it adds the least load, and moves none.',
    steps: 0,
    keepsSlos: true,
    isOnline: true,
  },
  {
    name: 'knapsack',
    run: withWholeWeights(placeByKnapsack),
    summary: 'The greatest weight that fits by memory and plain utilization; asks nothing about latency.',
    steps: 400,
    keepsSlos: false,
    isOnline: false,
  },
  {
    name: 'knapsack-first',
    run: (problem) => placeByMemory(problem, 'first'),
    summary: 'The first node with enough memory, in scenario order; asks nothing else.',
    steps: 0,
    keepsSlos: false,
    isOnline: true,
  },
  {
    name: 'knapsack-best',
    run: (problem) => placeByMemory(problem, 'best'),
    summary: 'The node with the least free memory that still fits, in scenario order; asks nothing else.',
    steps: 0,
    keepsSlos: false,
    isOnline: true,
  },
  {
    name: 'knapsack-worst',
    run: (problem) => placeByMemory(problem, 'worst'),
    summary: 'The node with the most free memory, in scenario order; asks nothing else.',
    steps: 0,
    keepsSlos: false,
    isOnline: true,
  },
  {
    name: 'ibis-bfs',
    run: (problem) => placeByIbis(problem, 'bfs'),
    summary: 'The published Ibis policy, breadth first: a node with the model, else an idle one, else the least busy.',
    steps: 0,
    keepsSlos: false,
    isOnline: true,
  },
  {
    name: 'ibis-dfs',
    run: (problem) => placeByIbis(problem, 'dfs'),
    summary: 'The published Ibis policy, depth first: the first node by name that its formulas allow.',
    steps: 0,
    keepsSlos: false,
    isOnline: true,
  },
  {
    name: 'ibis-grouping',
    run: (problem) => placeByIbis(problem, 'grouping'),
    summary: 'The published Ibis policy for edgeTPUs that groups equal models with memory as the only condition.',
    steps: 0,
    keepsSlos: false,
    isOnline: true,
  },
];

/** Every policy by its name. */
export const POLICIES = Object.fromEntries(RECORDS.map((record) => [record.name, record])) as Readonly<
  Record<PolicyName, PolicyRecord>
>;
