import type { Tenancy } from '../domain/latency.ts';
import type { ApplicationGroup } from '../domain/scenario.ts';
import type { Fleet } from './fleet.ts';

/**
 * A key for what a node hosts, equal where no constraint can tell two nodes apart: the kind of node, and on each
 * accelerator how many there are of each class. `marked` is an application group that is about to change, so that its
 * instances count apart from those of groups like it; `null` where all change or none.
 *
 * @param node global index
 */
export function companyKey(fleet: Fleet, node: number, tenancy: Tenancy, marked: ApplicationGroup | null): string {
  const mixes = tenancy.map((tenants) => {
    const counts = new Map<string, number>();
    for (const { app, count } of tenants) {
      const name = `${fleet.classOf[app.firstIndex]}${app === marked ? '*' : ''}`;
      counts.set(name, (counts.get(name) ?? 0) + count);
    }
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).join(' ');
  });
  return `${fleet.kindOf[node]}|${mixes.join('|')}${marked === null ? '' : '|*'}`;
}
