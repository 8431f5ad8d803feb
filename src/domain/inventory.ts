/** A cluster as a Kubernetes dump describes it: nodes that a plan may use, nodes left out and why, and what runs there. */

import type { Discipline } from './disciplines.ts';

/** Keeps pods off a node unless they tolerate it. `effect`: NoSchedule, PreferNoSchedule or NoExecute. */
export interface Taint {
  readonly key: string;
  /** Empty where the taint has none. */
  readonly value: string;
  readonly effect: string;
}

/** What a manifest must say so that its pod runs on a node and gets an accelerator there. */
export interface KubernetesFacts {
  /** The node's label `kubernetes.io/hostname`; `null`: the node's own name. */
  readonly hostname: string | null;
  /** The extended resource that stands for an accelerator, such as `nvidia.com/gpu`; `null`: not known, or none. */
  readonly resource: string | null;
  /** How many containers may ask for one accelerator, at least 1; `null`: not known. */
  readonly replicas: number | null;
  /** How many more pods the node takes; `null`: not known. */
  readonly pods: number | null;
  /** Taints that a pod must tolerate. */
  readonly taints: readonly Taint[];
}

export const HOSTNAME_LABEL = 'kubernetes.io/hostname';

/** One node of a plan: accelerators of one kind in a node of the cluster. */
export interface InventoryNode {
  /** As a plan calls it: the hostname, with the kind of accelerator behind it where a node has several kinds. */
  readonly name: string;
  /** `metadata.name`: how pods call it. */
  readonly nodeName: string;
  readonly device: string;
  /** `null`: the device's own. */
  readonly discipline: Discipline | null;
  /** Accelerators that may be used, at least 1. */
  readonly accelerators: number;
  /** Allocatable memory less what foreign pods ask for, bytes, above 0. */
  readonly memory: number;
  /** Memory that one accelerator has of its own, bytes; `null`: the dump does not say. */
  readonly acceleratorMemory: number | null;
  /** Whole allocatable CPU cores less what foreign pods ask for, at least 1. */
  readonly cores: number;
  readonly kubernetes: KubernetesFacts;
  /** What a planner should know of it, one phrase each. */
  readonly notes: readonly string[];
  /** Position in the dump. */
  readonly position: number;
}

export interface LeftOutNode {
  readonly name: string;
  readonly reason: string;
  /** What a user may say to have it used; `null` where that is not up to them. */
  readonly remedy: Remedy | null;
  /** What else was noticed of it, one phrase each. */
  readonly notes: readonly string[];
}

/** `devices`: which device the dump's `value` means. `tolerate`: that pods tolerate the taint of this key. */
export interface Remedy {
  readonly say: 'devices' | 'tolerate';
  readonly value: string;
}

/** Nodes left out for one reason. */
export interface LeftOutGroup {
  readonly reason: string;
  readonly names: readonly string[];
  readonly remedies: readonly Remedy[];
}

/** Equal reasons together, in the order in which they first come. */
export function leftOutGroups(leftOut: readonly LeftOutNode[]): readonly LeftOutGroup[] {
  const groups = new Map<string, LeftOutGroup & { readonly names: string[]; readonly remedies: Remedy[] }>();
  for (const { name, reason, remedy } of leftOut) {
    const group = groups.get(reason) ?? { reason, names: [], remedies: [] };
    groups.set(reason, group);
    group.names.push(name);
    const isNew = remedy !== null && !group.remedies.some(({ value }) => value === remedy.value);
    if (isNew) group.remedies.push(remedy);
  }
  return [...groups.values()];
}

/** An application of an exported plan that runs. */
export interface RunningApplication {
  readonly app: string;
  readonly model: string | null;
  readonly ratePerS: number | null;
  readonly slo: { readonly metric: string; readonly limitMs: number } | null;
  readonly node: string;
  readonly accelerator: number;
}

export interface Inventory {
  /** The file as shown. */
  readonly file: string;
  /** Nodes in the dump. */
  readonly nodesRead: number;
  readonly nodes: readonly InventoryNode[];
  readonly leftOut: readonly LeftOutNode[];
  /** What was read of pods; `null` where none were given. */
  readonly pods: PodSummary | null;
}

export interface PodSummary {
  /** Pods on nodes of the dump that are not of an exported plan. */
  readonly foreign: number;
  /** Those among them that do not say what memory they need: unknown, not zero. */
  readonly unknownMemory: number;
  readonly running: readonly RunningApplication[];
  /** What could not be used of pods with our annotations, one sentence each. */
  readonly notes: readonly string[];
}

/** `key=value:effect`, as kubectl writes a taint. */
export function taintText({ key, value, effect }: Taint): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`;
}

const TAINT =
  /^([A-Za-z0-9][A-Za-z0-9._/-]{0,315})(?:=([A-Za-z0-9._-]{0,63}))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

/** The taint that kubectl would write so, or `null`. */
export function parseTaint(text: string): Taint | null {
  const [, key, value = '', effect] = TAINT.exec(text) ?? [];
  return key === undefined || effect === undefined ? null : { key, value, effect };
}

/** Whether a taint keeps a pod off that does not tolerate it. */
export function isBlocking({ effect }: Taint): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute';
}
