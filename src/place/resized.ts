import type { Scenario } from '../domain/scenario.ts';

/**
 * The scenario with other numbers of nodes and applications, by group. Groups keep their places even with a count of
 * 0, so that classes, kinds and positions mean the same in both.
 */
export function resized(scenario: Scenario, nodes: readonly number[], apps: readonly number[]): Scenario {
  return {
    ...scenario,
    nodes: recounted(scenario.nodes, nodes),
    apps: recounted(scenario.apps, apps),
    placement: null,
  };
}

function recounted<G extends { readonly count: number; readonly firstIndex: number }>(
  groups: readonly G[],
  counts: readonly number[],
): G[] {
  let firstIndex = 0;
  return groups.map((group, index) => {
    const count = counts[index] as number;
    const changed = { ...group, count, firstIndex };
    firstIndex += count;
    return changed;
  });
}

/** Placed instances of every application group. */
export function placedByGroup({ apps }: Scenario, node: Int32Array): number[] {
  return apps.map(({ firstIndex, count }) =>
    node.subarray(firstIndex, firstIndex + count).reduce((placed, at) => (at === -1 ? placed : placed + 1), 0),
  );
}
