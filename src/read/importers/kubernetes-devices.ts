/**
 * Which of our devices a node of Kubernetes has. Nothing in the API says it as the profiles do, so tables map what a
 * dump says (a label, a resource, a node's name) to a device: the shipped one, and before it the user's own.
 */

import * as v from 'valibot';
import type { TextFile } from '../../domain/files.ts';
import { TableSource } from '../csv.ts';
import { MOST_PER_NODE } from '../devices.ts';
import { explain } from '../explain.ts';
import { text, wholeNumber } from '../fields.ts';
import { mapping } from '../mapping.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Columns, readTable } from '../table.ts';

/** Path of the shipped table in the package. */
export const KUBERNETES_DEVICES_FILE = 'profiles/kubernetes/devices.csv';

export interface DeviceRow {
  /** A label or an extended resource; `null`: any of the identifying labels, or the node's name. */
  readonly key: string | null;
  /** What the dump says there, letter case aside; `null`: whatever it says. */
  readonly value: string | null;
  readonly device: string;
  /** How many accelerators a node has of which this is true; `null`: not said. */
  readonly accelerators: number | null;
}

const schema = mapping({
  key: v.optional(text('a label or a resource')),
  value: v.optional(text('what the dump says')),
  device: text('the name of a device'),
  accelerators: v.optional(wholeNumber(MOST_PER_NODE)),
  source: v.optional(text('text')),
});

const COLUMNS: Columns = {
  rows: 'devices',
  required: ['device'],
  optional: ['key', 'value', 'accelerators', 'source'],
};

/** The sound rows of a table; what is wrong with the others is in `problems`. */
export function collectDeviceRows(file: TextFile, problems: ProblemList): readonly DeviceRow[] {
  const source = new TableSource(file);
  const rows: DeviceRow[] = [];
  readTable(source, COLUMNS, problems, (row, line) => {
    const result = v.safeParse(schema, row);
    for (const issue of result.issues ?? []) problems.add(source, () => explain(issue, [line]));
    if (!result.success) return;
    const { key = null, value = null, device, accelerators = null } = result.output;
    if (key === null && value === null) {
      const message = 'this row says neither a key nor a value, and would be true of every node';
      const help = 'Write what the dump says, for example "Orin,jetson-orin-nano-super" below "value,device".';
      problems.add(source, () => ({ code: 'device-row-empty', message, help, path: [line], aim: 'key' }));
    } else rows.push({ key, value, device, accelerators });
  });
  return rows;
}

export const PRODUCT_LABEL = 'nvidia.com/gpu.product';
export const INSTANCE_TYPE_LABEL = 'node.kubernetes.io/instance-type';

/** Labels whose values identify a device; the ones before are more precise. */
const IDENTIFYING = [PRODUCT_LABEL, 'cloud.google.com/gke-accelerator', INSTANCE_TYPE_LABEL];

/** What a dump says of one kind of accelerator of a node. */
export interface Clues {
  /** Names by which a row without a key may mean it. */
  readonly names: readonly string[];
  /** Labels, the product among them without the `-SHARED` that some plugins append. */
  readonly labels: ReadonlyMap<string, string>;
  readonly resource: string | null;
  /** `1g.12gb` for slices of a GPU; `null` for a whole accelerator. */
  readonly slice: string | null;
}

/** The device, or `null` when no row knows it. */
export function deviceOf(clues: Clues, rows: readonly DeviceRow[]): string | null {
  const row = rows.find((candidate) => isTrueOf(candidate, clues));
  if (row !== undefined) return row.device;
  if (clues.slice === null) return null;
  // The slices of a GPU are named after it, as nvidia-a30-mig-1g.6gb is in profiles/devices.csv.
  const whole = clues.labels.get(PRODUCT_LABEL)?.replace(/-MIG-.*$/, '');
  const labels = new Map([...clues.labels].filter(([key]) => key !== INSTANCE_TYPE_LABEL));
  if (whole !== undefined) labels.set(PRODUCT_LABEL, whole);
  const base = deviceOf({ names: [], labels, resource: null, slice: null }, rows);
  return base === null ? null : `${base}-mig-${clues.slice.toLowerCase()}`;
}

function isTrueOf({ key, value }: DeviceRow, { names, labels, resource, slice }: Clues): boolean {
  const says = (said: string | undefined) => said !== undefined && (value === null || sameWords(said, value));
  if (key === null) return [...names, ...IDENTIFYING.map((label) => labels.get(label))].some(says);
  if (key === resource) return true;
  // Labels of the node speak of its whole GPUs; of a slice only its product does.
  return slice === null || key === PRODUCT_LABEL ? says(labels.get(key)) : false;
}

function sameWords(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** How many accelerators a node of this instance type has; `null`: no row says. */
export function acceleratorsOfType(labels: ReadonlyMap<string, string>, rows: readonly DeviceRow[]): number | null {
  const type = labels.get(INSTANCE_TYPE_LABEL);
  if (type === undefined) return null;
  const row = rows.find(
    ({ key, value, accelerators }) =>
      key === INSTANCE_TYPE_LABEL && accelerators !== null && value !== null && sameWords(value, type),
  );
  return row?.accelerators ?? null;
}

/** Names that distributions give to every node say nothing of the device. */
const GENERIC_TYPES = new Set(['k3s', 'rke2', 'k0s', 'microk8s', 'kind', 'minikube']);

/** What a user would write in a row of their own to say which device this is. */
export function bestClue({ labels, names, resource, slice }: Clues): string {
  if (slice !== null) return labels.get(PRODUCT_LABEL) ?? resource ?? (names[0] as string);
  const said = IDENTIFYING.map((label) => labels.get(label)).find(
    (value) => value !== undefined && value !== '' && !GENERIC_TYPES.has(value),
  );
  return said ?? (names[0] as string);
}
