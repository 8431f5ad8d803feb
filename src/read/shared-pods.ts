/** Nodes that are parts of one machine of Kubernetes take their pods from one number: each gets its part of it. */

import { instanceName, type NodeGroup } from '../domain/scenario.ts';

interface Shared {
  accelerators: number;
  pods: number | null;
}

/**
 * The nodes with the pods of their own: a machine's number, of which every part says all, by number of accelerators, as
 * memory and cores are parted. What is left of a division stays unused.
 */
export function withOwnPods(nodes: readonly NodeGroup[]): readonly NodeGroup[] {
  if (!nodes.some(({ kubernetes }) => kubernetes != null && kubernetes.hostname !== null && kubernetes.pods !== null)) {
    return nodes;
  }
  const machines = new Map<string, Shared>();
  for (const node of nodes) {
    for (const hostname of hostnamesOf(nodes, node)) {
      const machine = machines.get(hostname) ?? { accelerators: 0, pods: null };
      machine.accelerators += node.accelerators;
      machine.pods = node.kubernetes?.pods ?? machine.pods;
      machines.set(hostname, machine);
    }
  }
  return nodes.map((node) => {
    const parts = hostnamesOf(nodes, node).map((hostname) => {
      const { accelerators, pods } = machines.get(hostname) as Shared;
      return accelerators === node.accelerators || pods === null
        ? (node.kubernetes?.pods ?? null)
        : Math.floor((pods * node.accelerators) / accelerators);
    });
    const known = parts.filter((pods) => pods !== null);
    if (known.length === 0) return node;
    const facts = node.kubernetes ?? { hostname: null, resource: null, replicas: null, taints: [] };
    return { ...node, kubernetes: { ...facts, pods: Math.min(...known) } };
  });
}

/** The machine of every node of a group. */
function hostnamesOf(nodes: readonly NodeGroup[], { kubernetes, count, firstIndex }: NodeGroup): string[] {
  return Array.from({ length: count }, (_, k) => kubernetes?.hostname ?? instanceName(nodes, firstIndex + k));
}
