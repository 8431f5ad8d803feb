/**
 * Which accelerators a node has, read off its extended resources and labels. A count in `allocatable` may be of
 * devices, of slices of a device, or of shares in one: the labels of GPU feature discovery and of GKE say which.
 */

import type { Discipline } from '../../domain/disciplines.ts';
import { type Quantity, wholeOf } from '../../domain/quantity.ts';
import { counted, printable } from '../../domain/text.ts';
import { PRODUCT_LABEL } from './kubernetes-devices.ts';

/** Accelerators of one kind in one node. */
export interface AcceleratorPool {
  /** What a container asks for to get one; `null` where the node offers no resource for it. */
  readonly resource: string | null;
  /** Physical accelerators (or slices) that may be used, at least 1. */
  readonly accelerators: number;
  /** Containers that may ask for one of them; `null`: nothing limits it. */
  readonly replicas: number | null;
  /** `null`: the device's own. */
  readonly discipline: Discipline | null;
  /** `1g.12gb` for slices of a GPU; `null` for whole accelerators. */
  readonly slice: string | null;
  /** The label that names the product, of a slice its own. */
  readonly product: string | null;
  readonly notes: readonly string[];
}

export interface NodeResources {
  readonly labels: ReadonlyMap<string, string>;
  readonly allocatable: ReadonlyMap<string, Quantity>;
  readonly capacity: ReadonlyMap<string, Quantity>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly kernelVersion: string;
  /** Resources that the user's table names: accelerators too. */
  readonly named: ReadonlySet<string>;
}

/** The pools, or in words what cannot be known of them. */
export type Accelerators =
  | { readonly pools: readonly AcceleratorPool[]; readonly trouble: null }
  | { readonly pools: null; readonly trouble: string };

const NVIDIA = 'nvidia.com/gpu';
const NVIDIA_SHARED = 'nvidia.com/gpu.shared';
/** HAMi shares each of the cards that this annotation lists, one after the other with a colon behind it. */
const HAMI = 'hami.io/node-nvidia-register';
const MIG = /^nvidia\.com\/mig-([\w.+-]{1,40}?)(\.shared)?$/;

/** One edge TPU for each unit of these; `smarter-devices` counts accesses to one device file instead. */
const EDGE_TPU = new Set(['kkohtaka.org/edgetpu', 'coral.ai/tpu', 'squat.ai/coral']);
const EDGE_TPU_ACCESSES = /^smarter-devices\/apex_\d+$/;
/** Whole GPUs of other makers. */
const OTHER_GPU = new Set(['amd.com/gpu', 'gpu.intel.com/i915', 'gpu.intel.com/xe']);

/** Labels by which a Coral is found where no plugin offers it. */
const EDGE_TPU_LABELS = [
  'feature.node.kubernetes.io/usb-fe_1a6e_089a.present',
  'feature.node.kubernetes.io/usb-fe_18d1_9302.present',
  'feature.node.kubernetes.io/pci-0880_1ac1.present',
  'beta.devicetree.org/fsl-imx8mq-phanbell',
  'google.feature.node.kubernetes.io/coral',
  'google.feature.node.kubernetes.io/coral-usb',
];

class Trouble extends Error {}

export function acceleratorsOf(node: NodeResources): Accelerators {
  try {
    const pools = [...gpuPools(node), ...edgeTpuPools(node), ...otherPools(node)];
    return { pools: pools.length > 0 ? pools : unofferedPools(node), trouble: null };
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return { pools: null, trouble: error.message };
  }
}

/** Whether the processor is an NVIDIA Tegra, as in every Jetson: its GPU uses the memory of the node. */
export function isTegra({ labels, kernelVersion }: Pick<NodeResources, 'labels' | 'kernelVersion'>): boolean {
  return (
    /-tegra$/.test(kernelVersion) ||
    labels.get('feature.node.kubernetes.io/cpu-model.vendor_id') === 'NVIDIA' ||
    [...labels.keys()].some((key) => key.startsWith('beta.devicetree.org/nvidia-'))
  );
}

const MIB = 2 ** 20;
const MOST_MIB = 1e8;

/**
 * Bytes that one accelerator of a pool has of its own, by the label that gives them in MiB; `null` where none does. Shares
 * of a card have the memory of the whole card; a slice has its own label, but where all GPUs of the node are cut alike.
 */
export function acceleratorMemoryOf(node: NodeResources, { slice, resource, product }: AcceleratorPool): number | null {
  if (resource === null || !resource.startsWith('nvidia.com/') || isTegra(node)) return null;
  const isWholeLabel = slice === null || (!MIG.test(resource) && (product ?? '').includes('-MIG-'));
  const label = isWholeLabel ? `${NVIDIA}.memory` : `nvidia.com/mig-${slice}.memory`;
  const mebibytes = Number(node.labels.get(label) ?? Number.NaN);
  return Number.isInteger(mebibytes) && mebibytes >= 1 && mebibytes <= MOST_MIB ? mebibytes * MIB : null;
}

interface Sharing {
  readonly discipline: Discipline;
  /** Containers for each accelerator. */
  readonly replicas: number;
}

const STRATEGIES: Readonly<Record<string, Discipline>> = {
  none: 'fcfs',
  'time-slicing': 'time-slice',
  'time-sharing': 'time-slice',
  mps: 'mps',
};

/** How a resource is shared, by the labels that begin with `prefix`; `null` where none says. */
function sharingOf({ labels }: NodeResources, prefix: string): Sharing | null {
  const gke = prefix === NVIDIA ? labels.get('cloud.google.com/gke-gpu-sharing-strategy') : undefined;
  const strategy = labels.get(`${prefix}.sharing-strategy`) ?? gke;
  if (strategy === undefined) return olderSharing(labels, prefix);
  const discipline = STRATEGIES[strategy];
  if (discipline === undefined) throw new Trouble(`"${printable(strategy)}" is a way of sharing that is not known`);
  if (discipline === 'fcfs') return { discipline, replicas: 1 };
  const said = labels.get(`${prefix}.replicas`) ?? labels.get('cloud.google.com/gke-max-shared-clients-per-gpu');
  const replicas = Number(said);
  if (!(Number.isInteger(replicas) && replicas >= 1)) {
    throw new Trouble(`its labels say ${strategy}, but not among how many containers`);
  }
  return { discipline, replicas };
}

/** Before 2024 feature discovery named no strategy: time-slicing shows in the replicas and in the name of the product. */
function olderSharing(labels: ReadonlyMap<string, string>, prefix: string): Sharing | null {
  const replicas = Number(labels.get(`${prefix}.replicas`) ?? 1);
  if (Number.isInteger(replicas) && replicas > 1) return { discipline: 'time-slice', replicas };
  if (!(labels.get(`${prefix}.product`) ?? labels.get(PRODUCT_LABEL) ?? '').endsWith('-SHARED')) return null;
  throw new Trouble('its product is called -SHARED, but no label says among how many containers');
}

function gpuPools(node: NodeResources): AcceleratorPool[] {
  const resources = [...node.allocatable.keys()].filter((resource) => MIG.test(resource));
  const slices = resources.flatMap((resource) => slicePool(node, resource));
  const [whole] = wholeGpus(node);
  if (whole === undefined) return slices;
  const most = mostWhole(node, whole, slices);
  if (whole.accelerators <= most) return [whole, ...slices];
  const note = `its labels count ${counted(cardsOf(node) ?? 0, 'GPU')}, slices included: of ${whole.accelerators} whole ones ${most} can be there`;
  const noted = (pool: AcceleratorPool): AcceleratorPool => ({ ...pool, notes: [...pool.notes, note] });
  if (most > 0) return [noted({ ...whole, accelerators: most }), ...slices];
  return slices.map((pool, index) => (index === 0 ? noted(pool) : pool));
}

/** A GPU has at most so many parts that slices are made of. */
const PARTS = 7;

/** Whole GPUs that can be there beside these slices, by how many cards the labels count. */
function mostWhole(node: NodeResources, whole: AcceleratorPool, slices: readonly AcceleratorPool[]): number {
  const cards = cardsOf(node);
  if (cards === null || slices.length === 0 || whole.slice !== null) return whole.accelerators;
  const size = ({ slice, accelerators }: AcceleratorPool) => accelerators * Number.parseInt(slice ?? '1', 10);
  const parts = slices.reduce((sum, pool) => sum + size(pool), 0);
  return Math.max(0, cards - Math.ceil(parts / PARTS));
}

/** NVIDIA cards that labels or annotations count, of whatever kind; `null` where nothing does. */
function cardsOf({ labels, annotations }: NodeResources): number | null {
  const registered = (annotations.get(HAMI) ?? '').split(':').filter((card) => card.includes(',')).length;
  if (registered > 0) return registered;
  const count = Number(labels.get(`${NVIDIA}.count`) ?? Number.NaN);
  return Number.isInteger(count) && count >= 1 ? count : null;
}

function wholeGpus(node: NodeResources): AcceleratorPool[] {
  const shared = countOf(node, NVIDIA_SHARED);
  const resource = shared > 0 ? NVIDIA_SHARED : NVIDIA;
  const shares = shared > 0 ? shared : countOf(node, NVIDIA);
  if (shares === 0) return [];
  const sharing = sharingOf(node, NVIDIA);
  if (shared > 0 && (sharing === null || sharing.discipline === 'fcfs')) {
    throw new Trouble(`it offers ${shared} ${NVIDIA_SHARED}, but no label says how many of them are one GPU`);
  }
  const product = node.labels.get(PRODUCT_LABEL)?.replace(/-SHARED$/, '') ?? null;
  const slice = /-MIG-(.+)$/.exec(product ?? '')?.[1] ?? node.labels.get('cloud.google.com/gke-gpu-partition-size');
  const whole = slice === undefined ? (sharing ?? unnamedSharing(node, shares)) : sharing;
  const out = shareOut(node, resource, shares, whole, NVIDIA);
  return [
    { ...out, notes: [...out.notes, ...countNotes(node, shares, sharing, whole)], slice: slice ?? null, product },
  ];
}

/** How a note begins that is idle where the type of the machine says how many cards it has. */
export const UNCOUNTED = 'nothing counts its cards';

/** More units than cards, and no label that names a sharing: each card is shared by as many as there are units for it. */
function unnamedSharing(node: NodeResources, shares: number): Sharing | null {
  const cards = cardsOf(node);
  if (cards === null || shares <= cards) return null;
  return { discipline: 'time-slice', replicas: Math.floor(shares / cards) };
}

function countNotes(node: NodeResources, shares: number, said: Sharing | null, taken: Sharing | null): string[] {
  if (said === null && taken !== null) return ['how its GPUs are shared is not said: taken as time-slicing'];
  if (said !== null || shares === 1 || cardsOf(node) !== null) return [];
  return [`${UNCOUNTED}: the ${shares} ${NVIDIA} may be shares of fewer`];
}

function slicePool(node: NodeResources, resource: string): AcceleratorPool[] {
  const shares = countOf(node, resource);
  if (shares === 0) return [];
  const slice = MIG.exec(resource)?.[1] as string;
  const prefix = `nvidia.com/mig-${slice}`;
  const product = node.labels.get(`${prefix}.product`)?.replace(/-SHARED$/, '') ?? null;
  return [{ ...shareOut(node, resource, shares, sharingOf(node, prefix), prefix), slice, product }];
}

/** Physical accelerators behind a count of shares, with a note wherever fewer can be used than there are. */
function shareOut(
  node: NodeResources,
  resource: string,
  shares: number,
  sharing: Sharing | null,
  prefix: string,
): Pick<AcceleratorPool, 'resource' | 'accelerators' | 'replicas' | 'discipline' | 'notes'> {
  const { replicas, discipline } = sharing ?? { replicas: 1, discipline: 'fcfs' as const };
  const accelerators = Math.floor(shares / replicas);
  if (accelerators === 0) {
    throw new Trouble(`it offers ${shares} ${resource}, fewer than the ${replicas} shares of one GPU`);
  }
  const notes: string[] = [];
  if (replicas > 1) notes.push(`each of ${counted(accelerators, 'GPU')} may be shared by ${replicas} containers`);
  const there = Number(node.labels.get(`${prefix}.count`)) * replicas;
  const capacity = wholeOf(node.capacity.get(resource) ?? { numerator: 0n, denominator: 1n }) ?? 0;
  // Where slices stand beside whole GPUs, the label still counts all of them.
  const isWhole = node.labels.get('nvidia.com/mig.strategy') !== 'mixed';
  const most = Math.max(capacity, isWhole && Number.isFinite(there) ? there : 0);
  if (shares < most) notes.push(`${shares} of ${most} ${resource} can be used`);
  return { resource, accelerators, replicas, discipline, notes };
}

function edgeTpuPools(node: NodeResources): AcceleratorPool[] {
  return [...node.allocatable.keys()].flatMap((resource) => {
    const isAccesses = EDGE_TPU_ACCESSES.test(resource);
    if (!isAccesses && !EDGE_TPU.has(resource)) return [];
    const count = countOf(node, resource);
    if (count === 0) return [];
    const notes = isAccesses
      ? [`${resource} counts ${count} accesses to one edge TPU, which takes one process at a time`]
      : lessThanCapacity(node, resource, count);
    const accelerators = isAccesses ? 1 : count;
    return [{ resource, accelerators, replicas: 1, discipline: 'fcfs-swap', slice: null, product: null, notes }];
  });
}

function otherPools(node: NodeResources): AcceleratorPool[] {
  return [...node.allocatable.keys()].flatMap((resource) => {
    const isNamed = node.named.has(resource) && !isRecognised(resource);
    if (!isNamed && !OTHER_GPU.has(resource)) return [];
    const accelerators = countOf(node, resource);
    if (accelerators === 0) return [];
    const notes = lessThanCapacity(node, resource, accelerators);
    const discipline = isNamed ? null : ('fcfs' as const);
    return [{ resource, accelerators, replicas: 1, discipline, slice: null, product: null, notes }];
  });
}

function isRecognised(resource: string): boolean {
  return (
    [NVIDIA, NVIDIA_SHARED].includes(resource) ||
    MIG.test(resource) ||
    EDGE_TPU.has(resource) ||
    EDGE_TPU_ACCESSES.test(resource)
  );
}

/** Names by which Kubernetes and plugins of other things offer resources that are no accelerators. */
const OTHER_THINGS =
  /^(?:[\w.-]*kubernetes\.io|[\w.-]*k8s\.io|hugepages-|attachable-volumes-|smarter-devices|devices\.kubevirt\.io|vpc\.amazonaws\.com)/;

/** Extended resources that may be accelerators and that nothing here knows, with their counts. */
export function unknownResources({
  allocatable,
  named,
}: Pick<NodeResources, 'allocatable' | 'named'>): readonly string[] {
  return [...allocatable].flatMap(([resource, quantity]) => {
    const isKnown = isRecognised(resource) || OTHER_GPU.has(resource) || named.has(resource);
    if (!resource.includes('/') || isKnown || OTHER_THINGS.test(resource)) return [];
    const count = wholeOf(quantity);
    return count === null || count <= 0 ? [] : [`${printable(resource)}: ${count}`];
  });
}

function lessThanCapacity(node: NodeResources, resource: string, count: number): string[] {
  const capacity = wholeOf(node.capacity.get(resource) ?? { numerator: 0n, denominator: 1n }) ?? 0;
  return count < capacity ? [`${count} of ${capacity} ${resource} can be used`] : [];
}

/** An accelerator that no plugin offers: containers reach it through a device file or a runtime class. */
function unofferedPools(node: NodeResources): AcceleratorPool[] {
  const common = { resource: null, accelerators: 1, slice: null, product: null };
  // A plugin that offers none now has lost its device.
  if ([NVIDIA, ...EDGE_TPU].some((resource) => (node.capacity.get(resource)?.numerator ?? 0n) > 0n)) return [];
  if (EDGE_TPU_LABELS.some((label) => isPresent(node.labels.get(label)))) {
    const notes = ['its labels name an edge TPU, no resource does'];
    return [{ ...common, replicas: 1, discipline: 'fcfs-swap', notes }];
  }
  if (!isTegra(node)) return [];
  return [{ ...common, replicas: null, discipline: null, notes: ['a Tegra processor, no resource for its GPU'] }];
}

function isPresent(label: string | undefined): boolean {
  return label !== undefined && label !== 'false' && label !== '0';
}

/** Units of a resource that can be used. Throws when they are not whole, as devices are. */
function countOf({ allocatable }: NodeResources, resource: string): number {
  const quantity = allocatable.get(resource);
  if (quantity === undefined) return 0;
  const count = wholeOf(quantity);
  if (count === null || count < 0) throw new Trouble(`its count of ${printable(resource)} is not a whole number`);
  return count;
}
