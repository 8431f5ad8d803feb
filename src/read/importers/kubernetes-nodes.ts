/** The nodes of a Kubernetes cluster → nodes that a plan may use, and the others, each with the reason. */

import {
  HOSTNAME_LABEL,
  type Inventory,
  type InventoryNode,
  type LeftOutNode,
  type Remedy,
  type Taint,
} from '../../domain/inventory.ts';
import { floorOf, subtract, wholeOf, ZERO } from '../../domain/quantity.ts';
import { counted, printable } from '../../domain/text.ts';
import { MOST_PER_NODE } from '../devices.ts';
import { MOST_NAME, NAME } from '../fields.ts';
import { MOST_PODS } from '../kubernetes-facts.ts';
import type { ProblemList } from '../problem-list.ts';
import {
  type AcceleratorPool,
  acceleratorMemoryOf,
  acceleratorsOf,
  isTegra,
  type NodeResources,
  UNCOUNTED,
  unknownResources,
} from './kubernetes-accelerators.ts';
import {
  acceleratorsOfType,
  bestClue,
  type Clues,
  type DeviceRow,
  deviceOf,
  INSTANCE_TYPE_LABEL,
  PRODUCT_LABEL,
} from './kubernetes-devices.ts';
import { blockingTaints, taintedText, tolerates, whyUnfit } from './kubernetes-eligibility.ts';
import { type KubernetesObject, nameOf, textAt, textsAt, valueAt } from './kubernetes-objects.ts';
import { type PodLoad, type PodLoads, quantities } from './kubernetes-pods.ts';

export interface NodeOptions {
  /** What the dump says → our device; the user's rows before the shipped ones. */
  readonly devices: readonly DeviceRow[];
  /** Taints that the pods will tolerate, as `tolerates` reads them. */
  readonly tolerate: readonly string[];
  /** What runs there already; `null`: not known, nothing is taken off. */
  readonly pods: PodLoads | null;
}

/** Every node of the dump, in its order, is either in `nodes` (once for each kind of accelerator) or in `leftOut`. */
export function readNodes(
  objects: readonly KubernetesObject[],
  options: NodeOptions,
  problems: ProblemList,
): Pick<Inventory, 'nodes' | 'leftOut'> {
  const nodes: InventoryNode[] = [];
  const leftOut: LeftOutNode[] = [];
  const seen = new Set<string>();
  objects.forEach((object, position) => {
    const node = describeNode(object, position, options, problems);
    const unnameable = whyUnnameable(node.hostname, seen);
    seen.add(node.hostname);
    if (unnameable !== null) leftOut.push(leave(node.hostname || nameOf(object.value), unnameable));
    else {
      for (const part of partsOf(node, options)) {
        if ('reason' in part) leftOut.push(part);
        else nodes.push(part);
      }
    }
  });
  return { nodes, leftOut };
}

interface DescribedNode {
  readonly value: unknown;
  readonly position: number;
  readonly nodeName: string;
  readonly hostname: string;
  readonly resources: NodeResources;
  readonly load: PodLoad | null;
}

function describeNode(
  object: KubernetesObject,
  position: number,
  { devices, pods }: NodeOptions,
  problems: ProblemList,
): DescribedNode {
  const { value } = object;
  const labels = textsAt(value, 'metadata', 'labels');
  const nodeName = textAt(value, 'metadata', 'name') ?? '';
  const read = (which: 'allocatable' | 'capacity') =>
    quantities(valueAt(value, 'status', which), object, ['status', which], problems);
  const resources = {
    labels,
    allocatable: read('allocatable'),
    capacity: read('capacity'),
    annotations: textsAt(value, 'metadata', 'annotations'),
    kernelVersion: textAt(value, 'status', 'nodeInfo', 'kernelVersion') ?? '',
    named: new Set(devices.flatMap(({ key }) => (key === null ? [] : [key]))),
  };
  const hostname = labels.get(HOSTNAME_LABEL) ?? nodeName;
  return { value, position, nodeName, hostname, resources, load: pods?.byNode.get(nodeName) ?? null };
}

function whyUnnameable(name: string, seen: ReadonlySet<string>): string | null {
  if (name === '') return 'it has no name';
  if (!NAME.test(name)) return 'a scenario cannot hold its name';
  return seen.has(name) ? 'another node of this name is listed before it' : null;
}

function leave(name: string, reason: string, remedy: Remedy | null = null, notes: readonly string[] = []): LeftOutNode {
  return { name: printable(name, MOST_NAME), reason, remedy, notes };
}

function partsOf(node: DescribedNode, options: NodeOptions): readonly (InventoryNode | LeftOutNode)[] {
  const { hostname } = node;
  const unfit = whyUnfit(node.value);
  if (unfit !== null) return [leave(hostname, unfit)];
  const { pools, trouble } = acceleratorsOf(node.resources);
  if (pools === null) return [leave(hostname, trouble)];
  if (pools.length === 0) return [leave(hostname, whyNoAccelerator(node.resources))];
  const taint = untoleratedTaint(node, pools, options.tolerate);
  if (taint !== null) {
    const notes = pools.flatMap((pool) => countNotes(node, pool, options.devices));
    return [leave(hostname, taintedText(taint), { say: 'tolerate', value: taint.key }, notes)];
  }
  const unknown = unknownResources(node.resources).map((resource) => `it offers ${resource} too, ${NAME_IT}`);
  return pools.map((pool, index) => {
    const part = partOf(node, pool, pools, options.devices);
    return index === 0 ? { ...part, notes: [...part.notes, ...unknown] } : part;
  });
}

/** How the user says which device a resource stands for. */
const NAME_IT = 'which is not known: name it in a table for --devices with "key,device", the resource being the key';

function whyNoAccelerator({ allocatable, capacity, named }: NodeResources): string {
  const [unknown] = unknownResources({ allocatable, named });
  if (unknown !== undefined) return `it offers ${unknown}, ${NAME_IT}`;
  const empty = { labels: new Map(), annotations: new Map(), capacity: new Map(), kernelVersion: '' };
  const lost = acceleratorsOf({ ...empty, allocatable: capacity, named }).pools?.[0]?.resource ?? null;
  return lost === null ? 'no accelerator: neither resources nor labels name one' : `none of its ${lost} can be used`;
}

/** A taint that keeps the plan's pods off. That of the accelerator's own resource is there to let them in. */
function untoleratedTaint(
  { value }: DescribedNode,
  pools: readonly AcceleratorPool[],
  tolerate: readonly string[],
): Taint | null {
  const own = new Set(pools.map(({ resource }) => resource));
  if ([...own].some((resource) => resource?.startsWith('nvidia.com/'))) own.add('nvidia.com/gpu');
  const isTolerated = (taint: Taint) => own.has(taint.key) || tolerate.some((said) => tolerates(said, taint));
  return blockingTaints(value).find((taint) => !isTolerated(taint)) ?? null;
}

/** The accelerators of one kind as a node of the plan. */
function partOf(
  node: DescribedNode,
  pool: AcceleratorPool,
  pools: readonly AcceleratorPool[],
  devices: readonly DeviceRow[],
): InventoryNode | LeftOutNode {
  const { hostname, nodeName, position, load } = node;
  const name = pools.length === 1 ? hostname : `${hostname}.${suffixOf(pool)}`;
  const counts = countNotes(node, pool, devices);
  const clues = cluesOf(node, pool, name);
  const device = deviceOf(clues, devices);
  const holder = heldByPath(pool, load);
  if (holder !== null) return leave(name, holder, null, counts);
  if (device === null) return askForDevice(name, bestClue(clues), counts);
  const accelerators = freeAccelerators(pool, load);
  const { memory, cores } = roomOf(node, pool, pools);
  const unusable = whyUnusable(name, accelerators, memory, cores);
  if (unusable !== null) return leave(name, unusable, null, counts);
  const { discipline, resource, replicas } = pool;
  const taints = blockingTaints(node.value);
  const pods = podsLeft(node);
  const kubernetes = { hostname: hostname === name ? null : hostname, resource, replicas, pods, taints };
  const notes = [...counts, ...partNotes(node, pool, pools, accelerators)];
  const acceleratorMemory = acceleratorMemoryOf(node.resources, pool);
  return {
    name,
    nodeName,
    device,
    discipline,
    accelerators,
    memory,
    acceleratorMemory,
    cores,
    kubernetes,
    notes,
    position,
  };
}

/** Device files by which a pod reaches an accelerator past every plugin. */
const DEVICE_FILES = {
  'an edge TPU': /^\/dev\/(?:bus\/usb|apex_\d+)(?:\/|$)/,
  'a GPU': /^\/dev\/(?:nvidia\d*|nvhost[\w-]*|nvmap|dri)(?:\/|$)/,
} as const;

/** Why an accelerator that no plugin hands out is taken by a pod that mounts its device file; `null`: none does. */
function heldByPath({ resource, discipline }: AcceleratorPool, load: PodLoad | null): string | null {
  if (resource !== null) return null;
  const what = discipline === 'fcfs-swap' ? 'an edge TPU' : 'a GPU';
  const found = load?.hostPaths.find(({ path }) => DEVICE_FILES[what].test(path));
  if (found === undefined) return null;
  return `pod ${found.pod} mounts ${printable(found.path)}: it may use ${what.replace(/^an? /, 'the ')}, with a load that is not known`;
}

function askForDevice(name: string, clue: string, notes: readonly string[]): LeftOutNode {
  const says = clue === name ? 'no label names it' : `all it says is "${printable(clue)}"`;
  return leave(name, `its device is not known: ${says}`, { say: 'devices', value: clue }, notes);
}

function whyUnusable(name: string, accelerators: number, memory: number, cores: number): string | null {
  if (!NAME.test(name)) return 'a scenario cannot hold its name';
  if (accelerators === 0) return 'other pods use its accelerators, with a load that is not known';
  if (accelerators > MOST_PER_NODE) return `it has more than ${MOST_PER_NODE} accelerators`;
  if (memory <= 0) return 'no memory is left for a plan';
  return cores < 1 ? 'less than one CPU core is left for a plan' : null;
}

function cluesOf({ hostname, nodeName, resources }: DescribedNode, pool: AcceleratorPool, name: string): Clues {
  const labels = new Map(resources.labels);
  if (pool.product !== null) labels.set(PRODUCT_LABEL, pool.product);
  return { names: [...new Set([name, hostname, nodeName])], labels, resource: pool.resource, slice: pool.slice };
}

/** How many pods the kubelet takes besides the foreign ones; all parts of a node share them. */
function podsLeft({ resources, load }: DescribedNode): number | null {
  const allocatable = resources.allocatable.get('pods');
  if (allocatable === undefined) return null;
  return Math.min(MOST_PODS, Math.max(0, floorOf(allocatable) - (load?.pods ?? 0)));
}

function suffixOf({ slice, resource }: AcceleratorPool): string {
  return slice === null ? (resource ?? 'gpu').replace(/^.*\//, '') : `mig-${slice}`;
}

/**
 * Allocatable memory (bytes) and CPU (whole cores) less what foreign pods ask for. Where a node has several kinds of
 * accelerators, each kind has its part, by number of accelerators.
 */
function roomOf(
  { resources, load }: DescribedNode,
  pool: AcceleratorPool,
  pools: readonly AcceleratorPool[],
): { readonly memory: number; readonly cores: number } {
  const share = pool.accelerators / pools.reduce((sum, { accelerators }) => sum + accelerators, 0);
  const left = (resource: string) =>
    subtract(resources.allocatable.get(resource) ?? ZERO, load?.requests.get(resource) ?? ZERO);
  return { memory: Math.floor(floorOf(left('memory')) * share), cores: Math.floor(floorOf(left('cpu')) * share) };
}

/**
 * Accelerators that no foreign pod uses. Nothing tells which of several shared ones a pod got, so there one foreign pod
 * takes all of them.
 */
function freeAccelerators({ resource, accelerators, replicas }: AcceleratorPool, load: PodLoad | null): number {
  const used = resource === null ? 0 : (wholeOf(load?.requests.get(resource) ?? ZERO) ?? accelerators);
  if (used === 0) return accelerators;
  return replicas === 1 ? Math.max(0, accelerators - used) : 0;
}

/** What counts and labels say of the accelerators, and whether this type of machine has more. */
function countNotes(
  { resources }: DescribedNode,
  { notes, slice, accelerators }: AcceleratorPool,
  devices: readonly DeviceRow[],
): readonly string[] {
  const expected = acceleratorsOfType(resources.labels, devices);
  if (slice !== null || expected === null) return notes;
  const idle = notes.filter((note) => !note.startsWith(UNCOUNTED));
  if (accelerators >= expected) return accelerators > expected ? notes : idle;
  const type = printable(resources.labels.get(INSTANCE_TYPE_LABEL) ?? '');
  return [...idle, `${accelerators} of the ${expected} accelerators that a ${type} has can be used`];
}

function partNotes(
  { hostname, resources, load }: DescribedNode,
  pool: AcceleratorPool,
  pools: readonly AcceleratorPool[],
  free: number,
): string[] {
  const notes: string[] = [];
  if (pools.length > 1) notes.push(`a part of ${printable(hostname)}: memory and cores go by number of accelerators`);
  if (free < pool.accelerators) notes.push(`other pods use ${counted(pool.accelerators - free, 'accelerator')}`);
  const unknown = load?.unknownMemory ?? 0;
  if (unknown > 0) notes.push(`${counted(unknown, 'pod')} on it without a memory request: what they use is not known`);
  if (pool.discipline === 'mps') notes.push(`MPS: profiles need rows with a concurrency up to ${pool.replicas}`);
  if (isTegra(resources)) notes.push('its GPU uses the memory of the node');
  return notes;
}
