/** Small answers of a Kubernetes API, as kubectl saves them: made for tests, one trait at a time. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextFile } from '../../src/domain/files.ts';
import type { Inventory } from '../../src/domain/inventory.ts';
import { readKubernetes } from '../../src/read/importers/kubernetes.ts';
import { ROOT } from './binary.ts';

type Texts = Readonly<Record<string, string>>;

export interface NodeTraits {
  readonly labels?: Texts;
  readonly resources?: Texts;
  /** `capacity` where it is more than `allocatable`. */
  readonly capacity?: Texts;
  readonly taints?: readonly object[];
  readonly unschedulable?: boolean;
  readonly ready?: string;
  readonly conditions?: readonly object[];
  readonly kernelVersion?: string;
}

/** A node of 4 cores and 8 GiB that is ready. */
export function nodeObject(name: string, traits: NodeTraits = {}): object {
  const { labels = {}, resources = {}, capacity = {}, taints, unschedulable, ready = 'True', conditions = [] } = traits;
  const allocatable = { cpu: '4', memory: '8388608Ki', pods: '110', ...resources };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: { ...(taints && { taints }), ...(unschedulable !== undefined && { unschedulable }) },
    status: {
      capacity: { ...allocatable, ...capacity },
      allocatable,
      conditions: [...conditions, { type: 'Ready', status: ready }],
      nodeInfo: { architecture: 'arm64', kernelVersion: traits.kernelVersion ?? '6.8.0-45-generic' },
    },
  };
}

export const T4: Texts = { 'nvidia.com/gpu.product': 'Tesla-T4' };
export const GPU: Texts = { 'nvidia.com/gpu': '1' };

export function podObject(name: string, nodeName: string, requests: object, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { nodeName, containers: [{ name: 'c', resources: { requests } }], ...more },
    status: { phase: 'Running' },
  };
}

export function listOf(...items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items, metadata: { resourceVersion: '' } });
}

export function file(text: string, name = 'nodes.json'): TextFile {
  return { name, text, folder: '/nowhere' };
}

const SHIPPED = file(readFileSync(join(ROOT, 'profiles/kubernetes/devices.csv'), 'utf8'), 'devices.csv');

interface Beside {
  readonly pods?: string;
  readonly devices?: string;
  readonly tolerate?: readonly string[];
}

export function inventoryOf(nodes: string, { pods, devices, tolerate = [] }: Beside = {}): Inventory {
  const own = devices === undefined ? [] : [file(devices, 'map.csv')];
  const podFile = pods === undefined ? null : file(pods, 'pods.json');
  return readKubernetes({ nodes: file(nodes), pods: podFile, devices: [...own, SHIPPED] }, tolerate);
}

/** The inventory of one node. */
export function imported(traits: NodeTraits, beside: Beside = {}): Inventory {
  return inventoryOf(listOf(nodeObject('n', traits)), beside);
}
