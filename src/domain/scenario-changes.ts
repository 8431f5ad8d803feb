/** A scenario as it is after rates changed and nodes went away. Every name stays what it was. */

import { withRate } from './arrival-rates.ts';
import type { ApplicationGroup, NodeGroup, Placement, Scenario } from './scenario.ts';
import { nodeCount } from './scenario.ts';

/** Instances `first` to `first + count − 1` (global indices, all of one group) get another arrival rate. */
export interface RateChange {
  readonly first: number;
  readonly count: number;
  /** Requests per ms of each, above 0. */
  readonly arrivalRate: number;
}

/**
 * The scenario with other rates; a later change of an instance overrules an earlier one. A group whose instances no
 * longer have one rate is parted; no instance's global index changes.
 */
export function withRates(scenario: Scenario, changes: readonly RateChange[]): Scenario {
  if (changes.length === 0) return scenario;
  const parts = scenario.apps.flatMap((app) => partedByRate(app, changes));
  return { ...scenario, apps: parts.map((app, index) => ({ ...app, index })) };
}

function partedByRate(app: ApplicationGroup, changes: readonly RateChange[]): ApplicationGroup[] {
  const end = app.firstIndex + app.count;
  const own = changes.filter(({ first, count }) => first < end && first + count > app.firstIndex);
  const last = own.findLastIndex(({ first, count }) => first <= app.firstIndex && first + count >= end);
  const whole = last === -1 ? app : withRate(app, (own[last] as RateChange).arrivalRate);
  const later = own.slice(last + 1);
  if (later.length === 0) return [whole];
  const rates = new Float64Array(app.count).fill(whole.arrivalRate);
  for (const { first, count, arrivalRate } of later) {
    rates.fill(arrivalRate, first - app.firstIndex, first - app.firstIndex + count);
  }
  return runs(rates).map(([start, count]) => ({
    ...withRate(app, rates[start] as number),
    ...part(app, start, count),
    firstIndex: app.firstIndex + start,
  }));
}

/** Start and length of each run of equal numbers. */
function runs(values: Float64Array): [number, number][] {
  const found: [number, number][] = [];
  for (let start = 0; start < values.length; ) {
    let end = start + 1;
    while (end < values.length && values[end] === values[start]) end++;
    found.push([start, end - start]);
    start = end;
  }
  return found;
}

function part({ firstNumber = 1 }: { readonly firstNumber?: number }, start: number, count: number) {
  return { count, firstNumber: firstNumber + start };
}

/** The scenario without some nodes, and where the others are now: new global index by old one, −1 for those gone. */
export function withoutNodes(
  scenario: Scenario,
  lost: ReadonlySet<number>,
): { readonly scenario: Scenario; readonly indexOf: Int32Array } {
  const indexOf = Int32Array.from({ length: nodeCount(scenario) }, () => -1);
  const nodes: NodeGroup[] = [];
  let next = 0;
  for (const group of scenario.nodes) {
    for (let start = 0; start < group.count; ) {
      let end = start;
      while (end < group.count && !lost.has(group.firstIndex + end)) indexOf[group.firstIndex + end++] = next++;
      const count = end - start;
      if (count > 0)
        nodes.push({ ...group, ...part(group, start, count), index: nodes.length, firstIndex: next - count });
      start = end + 1;
    }
  }
  const placement = scenario.placement && onNodes(scenario.placement, indexOf);
  return { scenario: { ...scenario, nodes, placement }, indexOf };
}

/** A placement in new node indices; who was on a node that is gone is not placed. */
export function onNodes({ node, accelerator }: Placement, indexOf: Int32Array): Placement {
  const moved = node.map((at) => (at === -1 ? -1 : (indexOf[at] as number)));
  return { node: moved, accelerator: accelerator.map((at, k) => (moved[k] === -1 ? -1 : at)) };
}
