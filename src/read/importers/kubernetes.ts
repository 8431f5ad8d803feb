/** A saved `kubectl get nodes`, and the pods beside it → an inventory. */

import type { TextFile } from '../../domain/files.ts';
import type { Inventory, InventoryNode, PodSummary, RunningApplication } from '../../domain/inventory.ts';
import { counted, printable } from '../../domain/text.ts';
import { ProblemList } from '../problem-list.ts';
import { collectDeviceRows } from './kubernetes-devices.ts';
import { readNodes } from './kubernetes-nodes.ts';
import { type KubernetesObject, readObjects, textAt } from './kubernetes-objects.ts';
import { type PodLoads, type RunningPod, readPodLoads } from './kubernetes-pods.ts';

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
  const summary = pods === null ? null : summarize(pods, objects, read.nodes);
  return { inventory: { file: files.nodes.name, nodesRead: objects.length, ...read, pods: summary }, objects };
}

/** Of the pods those on nodes of the dump. */
function summarize(pods: PodLoads, objects: readonly KubernetesObject[], nodes: readonly InventoryNode[]): PodSummary {
  const names = new Set(objects.map(({ value }) => textAt(value, 'metadata', 'name')));
  const loads = [...pods.byNode].filter(([name]) => names.has(name)).map(([, load]) => load);
  const ours = pods.running.filter(({ nodeName }) => names.has(nodeName));
  const { running, notes } = placed(ours, nodes);
  return {
    foreign: loads.reduce((sum, load) => sum + load.pods, 0),
    unknownMemory: loads.reduce((sum, load) => sum + load.unknownMemory, 0),
    running,
    notes: [...pods.notes, ...notes],
  };
}

/**
 * The pods as applications at a place of the plan. A pod that was placed through the extender says neither the node as a
 * plan calls it nor the accelerator: the node is the one that offers what it asks for, and the accelerator the one with
 * the fewest pods, because Kubernetes does not say which it got. Several pods of one application are numbered.
 */
function placed(
  pods: readonly RunningPod[],
  nodes: readonly InventoryNode[],
): { readonly running: readonly RunningApplication[]; readonly notes: readonly string[] } {
  const running: RunningApplication[] = [];
  const notes: string[] = [];
  const said = pods.filter(({ node, accelerator }) => node !== null && accelerator !== null);
  const exported = new Set<string>();
  for (const { app, model, ratePerS, slo, node, accelerator } of said) {
    if (exported.has(app)) notes.push(`A second pod says that it is ${printable(app)}: the first counts.`);
    else running.push({ app, model, ratePerS, slo, node: node as string, accelerator: accelerator as number });
    exported.add(app);
  }
  const others = pods.filter((pod) => !said.includes(pod));
  const nameFor = numbered(others, exported);
  const countsOf = new Map<string, number[]>();
  const countsOn = ({ name, accelerators }: InventoryNode) => {
    const counts = countsOf.get(name) ?? Array.from({ length: accelerators }, () => 0);
    countsOf.set(name, counts);
    return counts;
  };
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const byNodeName = new Map<string, InventoryNode[]>();
  for (const node of nodes) byNodeName.set(node.nodeName, [...(byNodeName.get(node.nodeName) ?? []), node]);
  for (const { node, accelerator } of running) {
    const part = byName.get(node);
    if (part !== undefined) countsOn(part)[accelerator] = (countsOn(part)[accelerator] ?? 0) + 1;
  }
  let guessed = 0;
  for (const pod of others) {
    const parts = byNodeName.get(pod.nodeName) ?? [];
    const part =
      parts.find(({ kubernetes: { resource } }) => resource !== null && pod.resources.has(resource)) ?? parts[0];
    if (part === undefined) continue;
    const counts = countsOn(part);
    const accelerator = pod.accelerator ?? counts.indexOf(Math.min(...counts));
    counts[accelerator] = (counts[accelerator] ?? 0) + 1;
    if (pod.accelerator === null && part.accelerators > 1) guessed++;
    running.push({
      app: nameFor(pod),
      model: pod.model,
      ratePerS: pod.ratePerS,
      slo: pod.slo,
      node: part.name,
      accelerator,
    });
  }
  if (guessed > 0)
    notes.push(`${counted(guessed, 'pod')} on nodes with several accelerators: which one each got is guessed.`);
  return { running, notes };
}

/** The name of each pod's application, with a number behind it where several pods have one. */
function numbered(pods: readonly RunningPod[], taken: ReadonlySet<string>): (pod: RunningPod) => string {
  const together = new Map<string, number>();
  for (const { app } of pods) together.set(app, (together.get(app) ?? 0) + 1);
  const next = new Map<string, number>();
  return ({ app }) => {
    if (together.get(app) === 1 && !taken.has(app)) return app;
    let number = (next.get(app) ?? 0) + 1;
    while (taken.has(`${app}-${number}`)) number++;
    next.set(app, number);
    return `${app}-${number}`;
  };
}
