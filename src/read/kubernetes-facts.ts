/** The `kubernetes` mapping of a node: what a manifest must say to reach it, and as a row of a table says it. */

import * as v from 'valibot';
import { type KubernetesFacts, parseTaint, type Taint, taintText } from '../domain/inventory.ts';
import { MOST_PER_NODE } from './devices.ts';
import { type Field, field, refuse, wholeNumber } from './fields.ts';
import { mapping } from './mapping.ts';

const HOSTNAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const RESOURCE = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

const hostname: Field<string> = field((input) =>
  typeof input === 'string' && HOSTNAME.test(input)
    ? { ok: true, value: input }
    : refuse('kubernetes-hostname', 'be the value of the label kubernetes.io/hostname'),
);

const resource: Field<string> = field((input) =>
  typeof input === 'string' && RESOURCE.test(input)
    ? { ok: true, value: input }
    : refuse('kubernetes-resource', 'be an extended resource with its domain, such as nvidia.com/gpu'),
);

/** One text with blanks between the taints, as a cell of a table holds them, or a list. */
const taints: Field<readonly Taint[]> = field((input) => {
  const texts = typeof input === 'string' ? input.split(/\s+/).filter((text) => text !== '') : input;
  const read = Array.isArray(texts)
    ? texts.map((text) => (typeof text === 'string' ? parseTaint(text) : null))
    : [null];
  return read.every((taint) => taint !== null)
    ? { ok: true, value: read }
    : refuse('kubernetes-taint', 'be taints as kubectl writes them, such as nvidia.com/gpu=present:NoSchedule');
});

/** More than any kubelet takes. */
export const MOST_PODS = 10_000;

export const kubernetesFacts = mapping({
  hostname: v.optional(hostname),
  resource: v.optional(resource),
  replicas: v.optional(wholeNumber(MOST_PER_NODE)),
  pods: v.optional(wholeNumber(MOST_PODS, 0)),
  taints: v.optional(taints),
});

export const KUBERNETES_KEYS = ['hostname', 'resource', 'replicas', 'pods', 'taints'];

export function completeFacts(said: v.InferOutput<typeof kubernetesFacts> | undefined): KubernetesFacts | null {
  if (said === undefined) return null;
  const { hostname: name = null, resource: asked = null, replicas = null, pods = null, taints: tolerated = [] } = said;
  return { hostname: name, resource: asked, replicas, pods, taints: tolerated };
}

/** The mapping that reads as these facts; what is not known is left out. */
export function factsRow({ hostname: name, resource: asked, replicas, pods, taints: said }: KubernetesFacts) {
  return {
    ...(name !== null && { hostname: name }),
    ...(asked !== null && { resource: asked }),
    ...(replicas !== null && { replicas }),
    ...(pods !== null && { pods }),
    ...(said.length > 0 && { taints: said.map(taintText).join(' ') }),
  };
}
