/** An imported cluster as a table for scenarios, as a document, and as what a person should know of it. */

import { type Inventory, leftOutGroups, type Remedy, taintText } from '../domain/inventory.ts';
import { counted, printable } from '../domain/text.ts';
import { csvLines } from './csv-cells.ts';
import { documentName } from './document-name.ts';
import { jsonText } from './json-text.ts';
import { size } from './numbers.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import type { Style } from './style.ts';

const COLUMNS = [
  'node',
  'device',
  'discipline',
  'accelerators',
  'memory',
  'accelerator_memory',
  'cpu.cores',
  'kubernetes.hostname',
  'kubernetes.resource',
  'kubernetes.replicas',
  'kubernetes.pods',
  'kubernetes.taints',
];

/** The table that `inventory:` of a scenario reads. */
export function renderInventoryCsv({ nodes }: Inventory): string {
  const rows = nodes.map(({ name, device, discipline, accelerators, memory, acceleratorMemory, cores, kubernetes }) => {
    const { hostname, resource, replicas, pods, taints } = kubernetes;
    const facts = [hostname, resource, replicas, pods, taints.map(taintText).join(' ')];
    const own = acceleratorMemory === null ? null : exactSize(acceleratorMemory);
    return [name, device, discipline, accelerators, exactSize(memory), own, cores, ...facts];
  });
  return csvLines([COLUMNS, ...rows]);
}

/** Bytes without rounding, in KiB where that is whole. */
function exactSize(bytes: number): string {
  return bytes % 1024 === 0 ? `${bytes / 1024} KiB` : `${bytes} B`;
}

export function renderInventoryJson({ file, nodesRead, nodes, leftOut, pods }: Inventory): string {
  const document = {
    schemaVersion: SCHEMA_VERSION,
    command: 'import',
    format: 'nodes',
    scenario: null,
    seed: null,
    file: documentName(file),
    summary: { nodesRead, nodes: nodes.length, leftOut: leftOut.length, ...totals(nodes) },
    nodes: nodes.map(
      ({ name, nodeName, cores, memory, acceleratorMemory, position: _, kubernetes, notes, ...node }) => ({
        node: name,
        nodeName,
        ...node,
        memoryBytes: memory,
        acceleratorMemoryBytes: acceleratorMemory,
        cpuCores: cores,
        kubernetes: { ...kubernetes, taints: kubernetes.taints.map(taintText) },
        notes,
      }),
    ),
    leftOut: leftOut.map(({ name, reason, remedy, notes }) => ({ node: name, reason, remedy, notes })),
    pods: pods === null ? null : { foreign: pods.foreign, unknownMemory: pods.unknownMemory, running: pods.running },
  };
  return jsonText(document);
}

/** What runs of an exported plan, in the form of a plan file: `simulate --plan` and `replan --plan` start from it. */
export function renderRunningPlan(inventory: Inventory): string {
  const apps = inventory.pods?.running ?? [];
  const document = { schemaVersion: SCHEMA_VERSION, command: 'import', scenario: null, seed: null, policy: null, apps };
  return jsonText(document);
}

function totals(nodes: Inventory['nodes']) {
  const sum = (of: (node: Inventory['nodes'][number]) => number) => nodes.reduce((total, node) => total + of(node), 0);
  return {
    accelerators: sum(({ accelerators }) => accelerators),
    memoryBytes: sum(({ memory }) => memory),
    cpuCores: sum(({ cores }) => cores),
  };
}

/** Verdict first, then every node left out with its reason, then what was noticed of nodes. */
export function renderInventorySummary(inventory: Inventory, unmeasured: readonly string[], style: Style): string {
  const { leftOut, nodes, pods } = inventory;
  const lines = [verdict(inventory, style)];
  if (leftOut.length > 0) lines.push('', 'Left out');
  const groups = leftOutGroups(leftOut);
  for (const { names, reason } of groups) lines.push(`  ${names.join(', ')}: ${reason}`);
  lines.push(...remedyLines(groups.flatMap(({ remedies }) => remedies)));
  const noted = notesByText([...nodes, ...leftOut]);
  if (noted.length > 0) lines.push('', 'Noticed');
  for (const [note, names] of noted) lines.push(`  ${names.join(', ')}: ${note}`);
  const remarks = [...(pods === null ? [] : podRemarks(pods)), ...unmeasured.map(unmeasuredRemark)];
  if (remarks.length > 0) lines.push('', ...remarks);
  return `${lines.join('\n')}\n`;
}

function verdict({ file, nodesRead, nodes, leftOut }: Inventory, style: Style): string {
  const { accelerators, memoryBytes, cpuCores } = totals(nodes);
  const usable = nodesRead - new Set(leftOut.map(({ name }) => name)).size;
  const start = `${file}: ${counted(nodesRead, 'node')}\n\n`;
  if (nodes.length === 0) return `${start}${style.bad('✗')} ${style.strong('None')} can be used.`;
  const room = `${counted(accelerators, 'accelerator')}, ${size(memoryBytes)}, ${counted(cpuCores, 'core')}`;
  const parts = nodes.length === usable ? '' : `, in ${counted(nodes.length, 'part')}`;
  const count = style.strong(`${usable} of ${nodesRead}`);
  return `${start}${style.good('✓')} ${count} can be used${parts}: ${room}.`;
}

function remedyLines(remedies: readonly Remedy[]): string[] {
  const values = (say: Remedy['say']) => [
    ...new Set(remedies.filter((one) => one.say === say).map(({ value }) => printable(value))),
  ];
  const [devices, taints] = [values('devices'), values('tolerate')];
  const lines: string[] = [];
  if (devices.length > 0) {
    lines.push('', 'To say which device that is: --devices map.csv, with the lines', '  value,device');
    lines.push(...devices.map((value) => `  ${value},<a device that your profiles name>`));
  }
  if (taints.length > 0) {
    const flags = taints.map((value) => `--tolerate ${value}`).join(' ');
    lines.push('', `To use tainted nodes all the same: ${flags}`);
  }
  return lines;
}

/** Notes in the order in which they first come, each with the nodes that have it. */
function notesByText(nodes: readonly { readonly name: string; readonly notes: readonly string[] }[]) {
  const names = new Map<string, string[]>();
  for (const { name, notes } of nodes) {
    for (const note of notes) names.set(note, [...(names.get(note) ?? []), name]);
  }
  return [...names];
}

function podRemarks({ foreign, unknownMemory, running, notes }: NonNullable<Inventory['pods']>): string[] {
  const unknown = unknownMemory === 0 ? '' : ` (${unknownMemory} without a memory request)`;
  const taken =
    foreign === 0 ? 'Other pods: none.' : `Other pods: ${foreign}${unknown}; what they ask for is taken off.`;
  return [taken, `With a load that edge-plan knows: ${counted(running.length, 'application')} running.`, ...notes];
}

function unmeasuredRemark(device: string): string {
  return `No shipped profile measures ${device}: name a profile of your own in the scenario.`;
}
