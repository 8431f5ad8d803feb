/** What a worker thread of `pool.ts` runs. */

import type { SimulationResult } from './result.ts';
import { type SimulationOptions, simulateNode } from './simulate.ts';
import type { NodeSystem } from './system.ts';

/** Plain data: it is sent to the thread, and its result is sent back. */
export interface SimulationTask {
  readonly system: NodeSystem;
  readonly options: SimulationOptions;
}

export default function runTask({ system, options }: SimulationTask): SimulationResult {
  return simulateNode(system, options);
}
