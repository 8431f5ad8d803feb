import { simulateNode } from './simulate.ts';
import type { NodeSystem } from './system.ts';

/**
 * One request of every source at the same moment on an idle node, whatever the sources' own arrivals: the response time
 * of each, ms, in the order of the system's sources. Where a device takes one at a time they go in the order of their
 * names. Throws a `RangeError` for a system out of range.
 */
export function oneShot(system: NodeSystem, seed: number): number[] {
  const once = { kind: 'recorded', times: [0] } as const;
  const sources = system.sources.map((source) => ({ ...source, arrivals: once }));
  const result = simulateNode({ ...system, sources }, { seed, requests: sources.length });
  return result.sources.map(({ name, mean }) => {
    if (mean === null) throw new Error(`the request of ${name} did not complete`);
    return mean;
  });
}
