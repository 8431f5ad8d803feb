/** Nodes of a plan by what a cluster calls them. */

import type { NodeGroup } from '../domain/scenario.ts';
import { InstanceNames } from './instances.ts';

/**
 * A plan's own name, or the hostname that an imported inventory gives. A node with accelerators of several kinds is
 * several nodes of the plan under one hostname.
 */
export class NodeNames {
  readonly #names: InstanceNames;
  readonly #byHostname = new Map<string, number[]>();

  constructor(nodes: readonly NodeGroup[]) {
    this.#names = new InstanceNames(nodes);
    for (const { kubernetes, count, firstIndex } of nodes) {
      const hostname = kubernetes?.hostname ?? null;
      if (hostname === null || count > 1) continue;
      this.#byHostname.set(hostname, [...(this.#byHostname.get(hostname) ?? []), firstIndex]);
    }
  }

  /** Global indices, ascending; none where there is no such node. */
  find(name: string): readonly number[] {
    const own = this.#names.indexOf(name);
    return own === null ? (this.#byHostname.get(name) ?? []) : [own];
  }
}
