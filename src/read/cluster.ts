/** The `cluster` section: nodes as the scenario describes them, completed by what is known of their devices. */

import * as v from 'valibot';
import { DISCIPLINES } from '../domain/disciplines.ts';
import type { NodeGroup } from '../domain/scenario.ts';
import { printable } from '../domain/text.ts';
import { type DeviceBook, MOST_PER_NODE, ownMemoryByName } from './devices.ts';
import type { EntryKind, OtherForm } from './entries.ts';
import { suggestion } from './explain.ts';
import { choice, name, number, ownMemory, sizeAbove0, text, timeFrom0, wholeNumber } from './fields.ts';
import type { Numbered, Numbering } from './instances.ts';
import { completeFacts, KUBERNETES_KEYS, kubernetesFacts } from './kubernetes-facts.ts';
import { mapping } from './mapping.ts';
import type { ProblemList } from './problem-list.ts';
import type { ProfileTable } from './profiles.ts';
import { withOwnPods } from './shared-pods.ts';

export const MOST_NODES = 100_000;

/** Sets of models, each compiled as one: `[[mobilenet_v1, mobilenet_v2]]`. */
const modelSets = v.array(v.array(text('the name of a model')));

const entries = {
  node: name,
  count: v.optional(wholeNumber(MOST_NODES)),
  device: text('the name of a device'),
  discipline: v.optional(choice(DISCIPLINES)),
  accelerators: v.optional(wholeNumber(MOST_PER_NODE)),
  memory: v.optional(sizeAbove0),
  accelerator_memory: v.optional(ownMemory),
  cpu: v.optional(mapping({ cores: wholeNumber(MOST_PER_NODE) })),
  cost: v.optional(number({ above: 0 }), 1),
  concurrency: v.optional(wholeNumber(MOST_PER_NODE), 1),
  max_batch: v.optional(wholeNumber(100_000)),
  max_batch_delay: v.optional(timeFrom0, '0 ms'),
  compiled_together: v.optional(modelSets),
  parameter_cache: v.optional(sizeAbove0),
  kubernetes: v.optional(kubernetesFacts),
};
const schema = mapping(entries);
export type NodeEntry = v.InferOutput<typeof schema>;

const REQUIRED = ['node', 'device'];

/** `other`: how an inventory that is no table is read. */
export function nodeEntries(other: OtherForm): EntryKind<NodeEntry> {
  return { ...NODE_ENTRIES, other };
}

const NODE_ENTRIES: EntryKind<NodeEntry> = {
  list: 'cluster',
  table: 'inventory',
  schema,
  columns: {
    rows: 'nodes',
    required: REQUIRED,
    optional: Object.keys(entries).filter((key) => !REQUIRED.includes(key)),
    mappings: { cpu: ['cores'], kubernetes: KUBERNETES_KEYS },
  },
};

export const NODE_NUMBERING: Numbering<NodeEntry> = {
  singular: 'node',
  plural: 'nodes',
  key: 'node',
  most: MOST_NODES,
  nameOf: (entry) => entry.node,
};

/** Node groups in order. What neither the scenario nor the device says of discipline and memory is a problem. */
export function completeNodes(
  groups: readonly Numbered<NodeEntry>[],
  devices: DeviceBook,
  profiles: ProfileTable,
  problems: ProblemList,
): readonly NodeGroup[] {
  const known = new Set([...profiles.devices, ...devices.keys()]);
  const nodes = groups.flatMap((group) => {
    if (!known.has(group.entry.value.device)) {
      addUnknownDevice(group, known, problems);
      return [];
    }
    checkSets(group, profiles, problems);
    const node = completeNode(group, devices, profiles, problems);
    return node === null ? [] : [node];
  });
  return withOwnPods(nodes);
}

function completeNode(
  { entry, index, name: nodeName, isCounted, count, firstIndex }: Numbered<NodeEntry>,
  devices: DeviceBook,
  profiles: ProfileTable,
  problems: ProblemList,
): NodeGroup | null {
  const { value } = entry;
  const device = devices.get(value.device);
  const discipline = value.discipline ?? profiles.disciplineOf(value.device) ?? device?.discipline ?? null;
  const memory = value.memory ?? device?.memory ?? null;
  const own = value.accelerator_memory ?? device?.acceleratorMemory ?? ownMemoryByName(value.device);
  const missing = (code: string, key: string, help: string) => {
    const message = `the ${key} of device "${printable(value.device)}" is not known: say it here`;
    problems.add(entry.source, () => ({ code, message, help, path: [...entry.path, 'device'], aim: 'value' }));
  };
  if (discipline === null) {
    missing('node-discipline-unknown', 'discipline', `Add "discipline:" with one of ${DISCIPLINES.join(', ')}.`);
  }
  if (memory === null)
    missing('node-memory-unknown', 'memory', 'Add the memory of one node, for example "memory: 4 GiB".');
  if (discipline === null || memory === null) return null;
  return {
    index,
    name: nodeName,
    isCounted,
    count,
    firstIndex,
    device: value.device,
    discipline,
    accelerators: value.accelerators ?? device?.accelerators ?? 1,
    memory,
    acceleratorMemory: own === 'shared' ? null : own,
    cores: value.cpu?.cores ?? device?.cores ?? null,
    cost: value.cost,
    concurrency: value.concurrency,
    maxBatch: value.max_batch ?? null,
    maxBatchDelay: value.max_batch_delay,
    compiledTogether: value.compiled_together ?? [],
    parameterCache: value.parameter_cache ?? device?.parameterCache ?? null,
    kubernetes: completeFacts(value.kubernetes),
    origin: entry.origin,
  };
}

/** Every model that is said to be compiled together with others is known, and in one set only. */
function checkSets({ entry }: Numbered<NodeEntry>, profiles: ProfileTable, problems: ProblemList): void {
  const seen = new Set<string>();
  entry.value.compiled_together?.forEach((set, s) => {
    set.forEach((model, m) => {
      const path = [...entry.path, 'compiled_together', s, m];
      if (seen.has(model)) {
        const message = `"${printable(model)}" is compiled together with others already`;
        problems.add(entry.source, () => ({ code: 'model-twice', message, help: 'Keep one.', path, aim: 'value' }));
      } else if (!profiles.models.includes(model)) {
        const message = `no profile measures the model "${printable(model)}"`;
        const help = suggestion(model, profiles.models);
        problems.add(entry.source, () => ({ code: 'model-unknown', message, help, path, aim: 'value' }));
      }
      seen.add(model);
    });
  });
}

function addUnknownDevice({ entry }: Numbered<NodeEntry>, known: ReadonlySet<string>, problems: ProblemList): void {
  const { device } = entry.value;
  problems.add(entry.source, () => ({
    code: 'device-unknown',
    message: `no profile names the device "${printable(device)}"`,
    help: suggestion(device, [...known]),
    path: [...entry.path, 'device'],
    aim: 'value',
  }));
}
