/** A saved Kubernetes cluster into an inventory, and what of an exported plan runs in it. */

import type { FileAccess } from './domain/files.ts';
import type { Inventory } from './domain/inventory.ts';
import { readDevices } from './read/devices.ts';
import { readKubernetes } from './read/importers/kubernetes.ts';
import { KUBERNETES_DEVICES_FILE } from './read/importers/kubernetes-devices.ts';
import { readProfiles } from './read/profiles.ts';
import { DEVICES_FILE, shippedProfiles } from './read/scenario.ts';

export interface InventoryOptions {
  /** A saved `kubectl get pods`; `null`: what runs is not known. */
  readonly pods: string | null;
  /** Tables of what the dump says and which device that is; they go before the shipped one. */
  readonly devices: readonly string[];
  /** Taints that the pods will tolerate: `key`, `key=value`, `key:effect` or `key=value:effect`. */
  readonly tolerate: readonly string[];
}

/** The inventory in a file (`-` is standard input). Throws a `ProblemError` with what cannot be read. */
export async function importInventory(path: string, options: InventoryOptions, files: FileAccess): Promise<Inventory> {
  const nodes = await files.openNamed(path);
  const pods = options.pods === null ? null : await files.openNamed(options.pods);
  const own = [];
  for (const table of options.devices) own.push(await files.openNamed(table));
  const devices = [...own, await files.openShipped(KUBERNETES_DEVICES_FILE)];
  return readKubernetes({ nodes, pods, devices }, options.tolerate);
}

/** The devices among those of an inventory that no shipped profile measures, sorted. */
export async function unmeasuredDevices({ nodes }: Inventory, files: FileAccess): Promise<readonly string[]> {
  const tables = [];
  for (const path of await shippedProfiles(files)) tables.push(await files.openShipped(path));
  const known = new Set([
    ...readProfiles(tables).devices,
    ...readDevices(await files.openShipped(DEVICES_FILE)).keys(),
  ]);
  return [...new Set(nodes.map(({ device }) => device))].filter((device) => !known.has(device)).sort();
}
