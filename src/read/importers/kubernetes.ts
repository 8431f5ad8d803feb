/** A saved `kubectl get nodes`, and the pods beside it → an inventory. */

import type { TextFile } from '../../domain/files.ts';
import type { Inventory, PodSummary } from '../../domain/inventory.ts';
import { ProblemList } from '../problem-list.ts';
import { collectDeviceRows } from './kubernetes-devices.ts';
import { readNodes } from './kubernetes-nodes.ts';
import { type KubernetesObject, readObjects, textAt } from './kubernetes-objects.ts';
import { type PodLoads, readPodLoads } from './kubernetes-pods.ts';

export interface KubernetesFiles {
  readonly nodes: TextFile;
  readonly pods: TextFile | null;
  /** The user's tables of devices, then the shipped one. */
  readonly devices: readonly TextFile[];
}

export interface ReadInventory {
  readonly inventory: Inventory;
  /** The nodes of the dump by position. */
  readonly objects: readonly KubernetesObject[];
}

/** Throws a `ProblemError` with everything in the files that cannot be read. */
export function readKubernetes(files: KubernetesFiles, tolerate: readonly string[]): Inventory {
  const problems = new ProblemList();
  const { inventory } = collectKubernetes(files, tolerate, problems);
  problems.throwIfAny();
  return inventory;
}

/** The same for a caller that collects problems itself. */
export function collectKubernetes(
  files: KubernetesFiles,
  tolerate: readonly string[],
  problems: ProblemList,
): ReadInventory {
  const devices = files.devices.flatMap((file) => collectDeviceRows(file, problems));
  const objects = readObjects(files.nodes, 'Node', problems);
  const pods = files.pods === null ? null : readPodLoads(readObjects(files.pods, 'Pod', problems), problems);
  const read = readNodes(objects, { devices, tolerate, pods }, problems);
  const summary = pods === null ? null : summarize(pods, objects);
  return { inventory: { file: files.nodes.name, nodesRead: objects.length, ...read, pods: summary }, objects };
}

/** Of the pods those on nodes of the dump. */
function summarize(pods: PodLoads, objects: readonly KubernetesObject[]): PodSummary {
  const names = new Set(objects.map(({ value }) => textAt(value, 'metadata', 'name')));
  const loads = [...pods.byNode].filter(([name]) => names.has(name)).map(([, load]) => load);
  const ours = pods.running.filter(({ nodeName }) => names.has(nodeName));
  return {
    foreign: loads.reduce((sum, load) => sum + load.pods, 0),
    unknownMemory: loads.reduce((sum, load) => sum + load.unknownMemory, 0),
    running: ours.map(({ nodeName: _, ...application }) => application),
    notes: pods.notes,
  };
}
