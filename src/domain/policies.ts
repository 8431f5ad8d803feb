/** Names that `--policy` takes (contract). The work behind each name is `place/policies.ts`. */
export const POLICY_NAMES = [
  'auto',
  'optimal',
  'greedy',
  'greedy-online',
  'knapsack',
  'knapsack-first',
  'knapsack-best',
  'knapsack-worst',
  'ibis-bfs',
  'ibis-dfs',
  'ibis-grouping',
] as const;

export type PolicyName = (typeof POLICY_NAMES)[number];
