/** A plan → everything that Kubernetes has to be told, node by node. Nothing here is checked: see `check.ts`. */

import type { ExportOptions, KubernetesExport, Machine, NodeManifests } from '../../domain/manifest.ts';
import type { Plan } from '../../domain/plan.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { groupOf, instanceName, nodeCount } from '../../domain/scenario.ts';
import { counted, printable } from '../../domain/text.ts';
import { accessTo } from './access.ts';
import { imageOf } from './images.ts';
import { hostnameOf, manifestsOf } from './manifests.ts';
import { dnsNames } from './names.ts';
import { isShared, type Workload, workloadsOf } from './workloads.ts';

/** Throws a `ProblemError` when images are given and a workload has none, or when the plan places nothing. */
export function exportPlan(plan: Plan, options: ExportOptions): KubernetesExport {
  const workloads = workloadsOf(plan);
  if (workloads.length === 0) {
    throw new ProblemError([problem('export-empty', 'the plan places nothing: there is nothing to export')]);
  }
  const images = new Map(workloads.map((workload) => [workload, imageOf(workload, options)]));
  const without = workloads.filter((workload) => images.get(workload) === null);
  if (without.length > 0) throw new ProblemError([missingImages(without)]);
  const names = dnsNames(workloads.map(({ title }) => title));
  const byNode = new Map<string, NodeManifests & { readonly manifests: ReturnType<typeof manifestsOf>[number][] }>();
  for (const workload of workloads) {
    const entry = byNode.get(workload.nodeName) ?? { node: workload.nodeName, manifests: [] };
    byNode.set(workload.nodeName, entry);
    const image = images.get(workload) as string;
    entry.manifests.push(...manifestsOf(workload, { names, image, options }));
  }
  return { nodes: [...byNode.values()], machines: machinesOf(plan), notes: notesOf(workloads, options) };
}

function missingImages(workloads: readonly Workload[]) {
  const kinds = [...new Set(workloads.map(({ role, models, node }) => `${role},${models.join(' ')},${node.device}`))];
  const shown = kinds.slice(0, 5).map((kind) => printable(kind));
  const rest = kinds.length > shown.length ? `, and ${kinds.length - shown.length} more` : '';
  const message = `the table of images has no row for ${counted(kinds.length, 'kind')} of workload: ${shown.join('; ')}${rest}`;
  const help = 'Each is role, models and device; a row whose cells are blank but the image fits everything.';
  return problem('image-missing', message, help);
}

/** The machines that the nodes of a scenario stand for; parts of one machine, pinned to one hostname, add up. */
function machinesOf({ scenario }: Plan): readonly Machine[] {
  const machines = new Map<string, Machine>();
  for (let index = 0; index < nodeCount(scenario); index++) {
    const node = groupOf(scenario.nodes, index);
    const hostname = hostnameOf(node, instanceName(scenario.nodes, index));
    const before = machines.get(hostname);
    const resources = new Map(before?.resources);
    const { resource } = accessTo(node);
    if (resource !== null) {
      const replicas = isShared(node) ? (node.kubernetes?.replicas ?? null) : 1;
      const units = replicas === null ? null : replicas * node.accelerators;
      const known = resources.get(resource);
      resources.set(resource, known === null || units === null ? null : (known ?? 0) + units);
    }
    const cores = node.cores === null || before?.cores === null ? null : (before?.cores ?? 0) + node.cores;
    const own = node.kubernetes?.pods ?? null;
    const pods = own === null ? (before?.pods ?? null) : (before?.pods ?? 0) + own;
    machines.set(hostname, { hostname, memory: (before?.memory ?? 0) + node.memory, cores, pods, resources });
  }
  return [...machines.values()];
}

function notesOf(workloads: readonly Workload[], { images }: ExportOptions): readonly string[] {
  const notes = new Set<string>();
  if (images === null) notes.add('Images are placeholders (images.invalid): give your own with --images.');
  for (const { node, role } of workloads) {
    if (role !== 'backend') continue;
    const { assumption } = accessTo(node);
    if (assumption !== null) notes.add(`Assumed: ${assumption}.`);
    if (isShared(node) && node.accelerators > 1) {
      notes.add(
        `Kubernetes itself chooses which of the ${node.accelerators} accelerators of ${node.name} a container gets; predictions hold where it chooses as planned.`,
      );
    }
  }
  const unknown = workloads.filter(({ memory }) => memory === 0).length;
  if (unknown > 0) notes.add(`${counted(unknown, 'workload')} of unknown memory: no memory is asked for.`);
  return [...notes];
}
