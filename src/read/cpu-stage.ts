/** An application with a CPU stage needs nodes whose number of cores is known. */

import { type ApplicationGroup, type NodeGroup, preprocessTimeOf } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import type { NodeEntry } from './cluster.ts';
import type { Numbered } from './instances.ts';
import type { ProblemList } from './problem-list.ts';
import type { ProfileTable } from './profiles.ts';

/** Adds a problem for every node group without cores that could be asked to run a CPU stage. */
export function checkCores(
  nodes: readonly NodeGroup[],
  groups: readonly Numbered<NodeEntry>[],
  apps: readonly ApplicationGroup[],
  profiles: ProfileTable,
  problems: ProblemList,
): void {
  const kinds = distinctKinds(apps);
  const byDevice = new Map<string, ApplicationGroup | null>();
  for (const { index, device, cores } of nodes) {
    if (cores !== null) continue;
    const known = byDevice.get(device);
    const app = known === undefined ? (kinds.find((kind) => hasCpuStage(kind, device, profiles)) ?? null) : known;
    byDevice.set(device, app);
    if (app === null) continue;
    const { entry } = groups[index] as Numbered<NodeEntry>;
    const message = `the CPU cores of device "${printable(device)}" are not known, and "${app.name}" has a CPU stage`;
    const help = 'Add the cores of one node, for example "cpu: { cores: 4 }".';
    const path = [...entry.path, 'device'];
    problems.add(entry.source, () => ({ code: 'node-cores-unknown', message, help, path, aim: 'value' }));
  }
}

/** One application group for each model and way of speaking about its CPU stage: thousands of groups are of few kinds. */
function distinctKinds(apps: readonly ApplicationGroup[]): readonly ApplicationGroup[] {
  const kinds = new Map<string, ApplicationGroup>();
  for (const app of apps) {
    const stage = app.preprocessTime === null ? 'profile' : app.preprocessTime > 0 ? 'own' : 'none';
    const key = `${app.model}\n${stage}`;
    if (!kinds.has(key)) kinds.set(key, app);
  }
  return [...kinds.values()];
}

function hasCpuStage(app: ApplicationGroup, device: string, profiles: ProfileTable): boolean {
  const profile = profiles.find(app.model, device);
  return profile !== null && preprocessTimeOf(app, profile) > 0;
}
