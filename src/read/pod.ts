/** A pod as the Kubernetes API writes it → what admission looks at. */

import * as v from 'valibot';
import { isAcceleratorResource } from '../domain/accelerator-resources.ts';
import { ANNOTATION_PREFIX } from '../domain/annotations.ts';
import type { Pod } from '../domain/pod.ts';
import { printable } from '../domain/text.ts';

const texts = v.nullish(v.record(v.string(), v.string()));
const quantities = v.nullish(v.record(v.string(), v.union([v.string(), v.number()])));
const containers = v.nullish(
  v.array(v.object({ resources: v.nullish(v.object({ limits: quantities, requests: quantities })) })),
);

/** The API gives every pod a UID of 36 characters. */
const uid = v.pipe(
  v.string(),
  v.check((text) => text.length > 0 && text.length <= 128, 'uid'),
);

export const podSchema = v.object({
  metadata: v.object({
    uid,
    name: v.nullish(v.string()),
    namespace: v.nullish(v.string()),
    annotations: texts,
  }),
  spec: v.nullish(v.object({ nodeName: v.nullish(v.string()), containers, initContainers: containers })),
  status: v.nullish(v.object({ phase: v.nullish(v.string()) })),
});

type PodObject = v.InferOutput<typeof podSchema>;

const OVER = new Set(['Succeeded', 'Failed']);

export function podOf({ metadata, spec, status }: PodObject): Pod {
  const ours = Object.entries(metadata.annotations ?? {}).filter(([name]) => name.startsWith(ANNOTATION_PREFIX));
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  const asked = all.flatMap(({ resources }) => [
    ...Object.entries(resources?.limits ?? {}),
    ...Object.entries(resources?.requests ?? {}),
  ]);
  const accelerator = asked.find(([name, quantity]) => !isZero(quantity) && isAcceleratorResource(name));
  const { namespace, name } = metadata;
  return {
    uid: metadata.uid,
    name: printable(`${namespace ?? 'default'}/${name ?? metadata.uid}`, 200),
    node: spec?.nodeName || null,
    isOver: OVER.has(status?.phase ?? ''),
    annotations: new Map(ours),
    accelerator: accelerator?.[0] ?? null,
  };
}

function isZero(quantity: string | number): boolean {
  return /^0+(?:\.0*)?$/.test(String(quantity));
}
