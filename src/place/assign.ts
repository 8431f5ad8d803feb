/** From what every node hosts, in counts of classes, to where every single instance is. */

import { emptyPlacement, type Placement } from '../domain/scenario.ts';
import type { ApplicationClass, Fleet, NodeKind } from './fleet.ts';
import type { NodeState, StateSpace } from './states.ts';

/** Hands out the instances of each class in scenario order, nodes in scenario order. Throws when one is missing. */
export function assigned(fleet: Fleet, states: readonly NodeState[]): Placement {
  const placement = emptyPlacement(fleet.classOf.length);
  const used = new Int32Array(fleet.classes.length);
  for (const [node, { mixes }] of states.entries()) {
    for (const [accelerator, mix] of mixes.entries()) {
      for (const [classIndex, count] of mix) {
        const { instances } = fleet.classes[classIndex] as ApplicationClass;
        const from = used[classIndex] as number;
        if (from + count > instances.length) throw new Error(`class ${classIndex} is placed more often than it exists`);
        for (const instance of instances.subarray(from, from + count)) {
          placement.node[instance] = node;
          placement.accelerator[instance] = accelerator;
        }
        used[classIndex] = from + count;
      }
    }
  }
  return placement;
}

/** The state of every node under a placement. Nodes must not host a class without a profile there. */
export function statesOf(space: StateSpace, placement: Placement): readonly NodeState[] {
  const { fleet } = space;
  const kinds = Array.from(fleet.kindOf, (index) => fleet.kinds[index] as NodeKind);
  const counts = kinds.map(({ node }) => Array.from({ length: node.accelerators }, () => new Map<number, number>()));
  for (const [instance, node] of placement.node.entries()) {
    const mix = counts[node]?.[placement.accelerator[instance] as number];
    const classIndex = fleet.classOf[instance] as number;
    mix?.set(classIndex, (mix.get(classIndex) ?? 0) + 1);
  }
  return kinds.map((kind, node) =>
    space.state(
      kind,
      (counts[node] as Map<number, number>[]).map((mix) => [...mix].sort(([a], [b]) => a - b)),
    ),
  );
}

/** Instances of each class on a node. */
export function hostedCounts(fleet: Fleet, states: readonly NodeState[]): Int32Array {
  const counts = new Int32Array(fleet.classes.length);
  for (const { mixes } of states) {
    for (const [classIndex, count] of mixes.flat()) counts[classIndex] = (counts[classIndex] as number) + count;
  }
  return counts;
}

/** Total weight of what nodes in these states host. */
export function hostedWeight(fleet: Fleet, states: readonly NodeState[]): number {
  const counts = hostedCounts(fleet, states);
  return fleet.classes.reduce((sum, { app, index }) => sum + app.weight * (counts[index] as number), 0);
}
