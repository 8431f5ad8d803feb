/** A saved `kubectl get nodes` as the inventory of a scenario: its usable nodes as entries, the others as notices. */

import * as v from 'valibot';
import type { FileAccess, TextFile } from '../domain/files.ts';
import { type InventoryNode, type LeftOutGroup, leftOutGroups, type Remedy } from '../domain/inventory.ts';
import { counted } from '../domain/text.ts';
import type { OtherForm, OtherRow } from './entries.ts';
import { list, text } from './fields.ts';
import { collectKubernetes } from './importers/kubernetes.ts';
import { KUBERNETES_DEVICES_FILE } from './importers/kubernetes-devices.ts';
import { looksLikeObjects } from './importers/kubernetes-objects.ts';
import { factsRow } from './kubernetes-facts.ts';

export interface NodeDumps {
  readonly access: FileAccess;
  /** Devices that a profile or `devices.csv` names; `null`: not known, every device is let through. */
  readonly knownDevices: ReadonlySet<string> | null;
  /** Where sentences about nodes left out go. */
  readonly notices: string[];
}

/** How `inventory:` reads what is not a table. */
export function nodeDumps({ access, knownDevices, notices }: NodeDumps): OtherForm {
  return {
    keys: { devices: v.optional(text('the name of a file')), tolerate: v.optional(list) },
    isForm: looksLikeObjects,
    async rows(file, said, open, problems) {
      const own = typeof said.devices === 'string' ? await open(said.devices, 'devices') : null;
      const devices = [...(own === null ? [] : [own]), await access.openShipped(KUBERNETES_DEVICES_FILE)];
      const tolerate = Array.isArray(said.tolerate) ? said.tolerate.map(String) : [];
      const { inventory, objects } = collectKubernetes({ nodes: file, pods: null, devices }, tolerate, problems);
      const usable = inventory.nodes.filter(({ device }) => knownDevices?.has(device) ?? true);
      const unmeasured = inventory.nodes.filter((node) => !usable.includes(node));
      const groups = leftOutGroups([...inventory.leftOut, ...unmeasured.map(withoutProfile)]);
      if (usable.length > 0) notices.push(...groups.map((group) => notice(file, group)));
      else if (objects.length > 0) addNoneUsable(file, groups, objects[0]?.source, problems);
      return usable.map((node): OtherRow => {
        const { source, path } = objects[node.position] as (typeof objects)[number];
        return { row: nodeRow(node), source, path };
      });
    },
  };
}

type Problems = Parameters<OtherForm['rows']>[3];

function addNoneUsable(
  file: TextFile,
  groups: readonly LeftOutGroup[],
  source: OtherRow['source'] | undefined,
  problems: Problems,
): void {
  if (source === undefined) return;
  const message = `none of its nodes can be used: ${groups.map(({ names, reason }) => `${named(names)}: ${reason}`).join('; ')}`;
  const help = groups.flatMap(({ remedy }) => (remedy === null ? [] : [remedyText(remedy)])).join(' ');
  problems.add(source, () => ({
    code: 'inventory-unusable',
    message,
    help: help === '' ? `Save ${file.name} again when nodes are ready, or list nodes yourself.` : help,
    path: [],
    aim: 'value',
  }));
}

function withoutProfile({ name, device }: InventoryNode) {
  return { name, reason: `no profile names its device "${device}"`, remedy: null, notes: [] };
}

function notice(file: TextFile, { names, reason, remedy }: LeftOutGroup): string {
  const help = remedy === null ? '' : ` ${remedyText(remedy)}`;
  return `${file.name}: left out ${named(names)}: ${reason}.${help}`;
}

const MOST_NAMED = 10;

function named(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${counted(rest, 'more node')}` : '');
}

function remedyText({ say, value }: Remedy): string {
  return say === 'tolerate'
    ? `Beside "inventory:", say "tolerate: [${value}]" to use it all the same.`
    : `Beside "inventory:", say "devices: map.csv", a table of value,device with a row ${value},<device of a profile>.`;
}

/** A node as the row of an inventory says it. */
export function nodeRow({ name, device, discipline, accelerators, memory, cores, kubernetes }: InventoryNode) {
  return {
    node: name,
    device,
    ...(discipline !== null && { discipline }),
    accelerators,
    memory: `${memory} B`,
    cpu: { cores },
    kubernetes: factsRow(kubernetes),
  };
}
