/** From what every node hosts, in counts of classes, to single instances, each left where it is if it can be. */

import { emptyPlacement, type Placement } from '../../domain/scenario.ts';
import type { Fleet } from '../fleet.ts';
import type { NodeState } from '../states.ts';

export interface RunsNow {
  readonly placement: Placement;
  /** Instances that ran where nothing can run any more. */
  readonly displaced: readonly number[];
}

/**
 * The placement with these states that moves the fewest instances: of a class on an accelerator as many stay as are
 * wanted there, first ones first; those who leave fill the places that are free, and only then others start.
 * Throws when a class is placed more often than it exists.
 */
export function assignedKeeping(
  fleet: Fleet,
  { placement, displaced }: RunsNow,
  states: readonly NodeState[],
): Placement {
  const after = emptyPlacement(fleet.classOf.length);
  const wanted = states.map(({ mixes }) => mixes.map((mix) => new Map(mix)));
  const leaving = fleet.classes.map((): number[] => []);
  const notRunning = fleet.classes.map((): number[] => []);
  const gone = new Set(displaced);
  for (const [instance, index] of fleet.classOf.entries()) {
    const node = placement.node[instance] as number;
    const accelerator = placement.accelerator[instance] as number;
    const mix = wanted[node]?.[accelerator];
    const count = mix?.get(index) ?? 0;
    if (count > 0) {
      mix?.set(index, count - 1);
      after.node[instance] = node;
      after.accelerator[instance] = accelerator;
    } else if (node !== -1 || gone.has(instance)) leaving[index]?.push(instance);
    else notRunning[index]?.push(instance);
  }
  const waiting = leaving.map((instances, index) => [...instances, ...(notRunning[index] as number[])].reverse());
  for (const [node, mixes] of wanted.entries()) {
    for (const [accelerator, mix] of mixes.entries()) {
      for (const [index, count] of mix) {
        for (let k = 0; k < count; k++) {
          const instance = waiting[index]?.pop();
          if (instance === undefined) throw new Error(`class ${index} is placed more often than it exists`);
          after.node[instance] = node;
          after.accelerator[instance] = accelerator;
        }
      }
    }
  }
  return after;
}
