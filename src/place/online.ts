/** Placing applications one at a time in scenario order, none ever moved: how the published policies work. */

import { emptyPlacement, type Placement } from '../domain/scenario.ts';
import type { Board, Choice } from './board.ts';
import type { ApplicationClass, Fleet } from './fleet.ts';

/** Offers every instance in scenario order to `choose`, and takes what it chooses. */
export function placeInScenarioOrder<S>(
  fleet: Fleet,
  board: Board<S>,
  choose: (application: ApplicationClass) => Choice<S> | null,
): Placement {
  const placement = emptyPlacement(fleet.classOf.length);
  for (const [instance, classIndex] of fleet.classOf.entries()) {
    const choice = choose(fleet.classes[classIndex] as ApplicationClass);
    if (choice === null) continue;
    board.take(choice);
    placement.node[instance] = choice.node;
    placement.accelerator[instance] = choice.option.accelerator;
  }
  return placement;
}
