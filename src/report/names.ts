import type { Scenario } from '../domain/scenario.ts';
import { groupOf } from '../domain/scenario.ts';

/** Instances as a person lists them: `doorbell-1…3, doorbell-7, lobby`. `instances` are global, in ascending order. */
export function nameRanges(groups: Scenario['apps'] | Scenario['nodes'], instances: readonly number[]): string {
  const parts: string[] = [];
  for (let start = 0; start < instances.length; ) {
    const group = groupOf<(typeof groups)[number]>(groups, instances[start] as number);
    let end = start;
    while (isNext(instances, end, group.firstIndex + group.count)) end++;
    const number = (group.firstNumber ?? 1) - group.firstIndex;
    const first = (instances[start] as number) + number;
    const last = (instances[end] as number) + number;
    parts.push(rangeName(group, first, last));
    start = end + 1;
  }
  return parts.join(', ');
}

function isNext(instances: readonly number[], end: number, groupEnd: number): boolean {
  const next = instances[end + 1];
  return next !== undefined && next === (instances[end] as number) + 1 && next < groupEnd;
}

function rangeName(group: { readonly name: string; readonly isCounted: boolean }, first: number, last: number): string {
  if (!group.isCounted) return group.name;
  return first === last ? `${group.name}-${first}` : `${group.name}-${first}…${last}`;
}

/** Names of the groups that these instances are of, in scenario order. `instances` are global, in ascending order. */
export function groupNames(groups: Scenario['nodes'], instances: Int32Array): readonly string[] {
  const names: string[] = [];
  for (let k = 0; k < instances.length; ) {
    const { name, firstIndex, count } = groupOf(groups, instances[k] as number);
    names.push(name);
    while (k < instances.length && (instances[k] as number) < firstIndex + count) k++;
  }
  return names;
}

/** Nodes of one kind by the names of their groups: `coral`, `coral, shop`, `coral and 11 more`. */
export function kindName(groups: Scenario['nodes'], instances: Int32Array): string {
  const names = groupNames(groups, instances);
  return names.length <= 2 ? names.join(', ') : `${names[0]} and ${names.length - 1} more`;
}
