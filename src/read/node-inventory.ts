/** A saved `kubectl get nodes` as the inventory of a scenario: its usable nodes as entries, the others as notices. */

import * as v from 'valibot';
import type { FileAccess, TextFile } from '../domain/files.ts';
import {
  type InventoryNode,
  type LeftOutGroup,
  type LeftOutNode,
  leftOutGroups,
  type Remedy,
} from '../domain/inventory.ts';
import { counted, printable } from '../domain/text.ts';
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
      const [first] = objects;
      if (usable.length > 0) notices.push(...groups.map((group) => notice(file, group)));
      else if (first !== undefined) addNoneUsable(first.source, groups, problems);
      return usable.map((node): OtherRow => {
        const { source, path } = objects[node.position] as (typeof objects)[number];
        return { row: nodeRow(node), source, path };
      });
    },
  };
}

type Problems = Parameters<OtherForm['rows']>[3];

function addNoneUsable(source: OtherRow['source'], groups: readonly LeftOutGroup[], problems: Problems): void {
  const reasons = groups.map(({ names, reason }) => `${named(names)}: ${reason}`).join('; ');
  const help = remediesText(groups.flatMap(({ remedies }) => remedies));
  problems.add(source, () => ({
    code: 'inventory-unusable',
    message: `none of its nodes can be used: ${reasons}`,
    help: help === '' ? 'Save it again when nodes are ready, or list nodes yourself.' : help,
    path: [],
    aim: 'value',
  }));
}

function withoutProfile({ name, device }: InventoryNode): LeftOutNode {
  return { name, reason: `no profile names its device "${printable(device)}"`, remedy: null, notes: [] };
}

function notice(file: TextFile, { names, reason, remedies }: LeftOutGroup): string {
  return `${file.name}: left out ${named(names)}: ${reason}. ${remediesText(remedies)}`.trim();
}

const MOST_NAMED = 20;

function named(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${counted(rest, 'more node')}` : '');
}

function remediesText(remedies: readonly Remedy[]): string {
  const values = (say: Remedy['say']) =>
    named([...new Set(remedies.filter((one) => one.say === say).map(({ value }) => printable(value)))]);
  const [devices, taints] = [values('devices'), values('tolerate')];
  const lines: string[] = [];
  if (devices !== '') {
    lines.push(
      `Beside "inventory:", say "devices: map.csv", a table of value,device with a row for each of: ${devices}.`,
    );
  }
  if (taints !== '') lines.push(`Beside "inventory:", say "tolerate: [${taints}]" to use tainted nodes all the same.`);
  return lines.join(' ');
}

/** A node as the row of an inventory says it. */
export function nodeRow(node: InventoryNode) {
  const { name, device, discipline, accelerators, memory, acceleratorMemory, cores, kubernetes } = node;
  return {
    node: name,
    device,
    ...(discipline !== null && { discipline }),
    accelerators,
    memory: `${memory} B`,
    ...(acceleratorMemory !== null && { accelerator_memory: `${acceleratorMemory} B` }),
    cpu: { cores },
    kubernetes: factsRow(kubernetes),
  };
}
