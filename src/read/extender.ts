/** What a kube-scheduler sends to an extender, and lists of pods as `kubectl get pods -A -o json` saves them. */

import * as v from 'valibot';
import { HOSTNAME_LABEL } from '../domain/inventory.ts';
import type { CandidateNode, ExtenderCall, Pod } from '../domain/pod.ts';
import { ProblemError, problem } from '../domain/problem.ts';
import { parseShaped, shaped } from './json-text.ts';
import { podOf, podSchema } from './pod.ts';

/** More pods than the largest clusters run. */
const MOST_PODS = 200_000;

const callSchema = v.object({
  Pod: podSchema,
  NodeNames: v.nullish(v.array(v.string())),
  Nodes: v.nullish(v.object({ items: v.nullish(v.array(v.unknown())) })),
});

const nodeSchema = v.object({
  metadata: v.object({ name: v.string(), labels: v.nullish(v.record(v.string(), v.string())) }),
});

/** The body of a call of `filter` or `prioritize`. Throws a `ProblemError` when it is not one. */
export function readExtenderCall(text: string): ExtenderCall {
  const { Pod, NodeNames, Nodes } = parseShaped(text, callSchema);
  const pod = podOf(Pod);
  if (NodeNames) return { pod, nodes: distinct(NodeNames.map(byName)), isByName: true };
  if (!Nodes) throw new ProblemError([problem('extender-nodes', 'neither NodeNames nor Nodes names a node')]);
  return { pod, nodes: distinct((Nodes.items ?? []).map(byObject)), isByName: false };
}

function byName(name: string): CandidateNode {
  return { name, hostname: null, object: null };
}

function byObject(object: unknown): CandidateNode {
  const { metadata } = shaped(object, nodeSchema);
  return { name: metadata.name, hostname: metadata.labels?.[HOSTNAME_LABEL] ?? null, object };
}

function distinct(nodes: readonly CandidateNode[]): readonly CandidateNode[] {
  return [...new Map(nodes.map((node) => [node.name, node])).values()];
}

const podListSchema = v.object({ kind: v.nullish(v.string()), items: v.array(v.unknown()) });

/** A `List` or `PodList`. Throws a `ProblemError` when it is not one, or when one of its items is no pod. */
export function readPodList(text: string): readonly Pod[] {
  const { kind, items } = parseShaped(text, podListSchema);
  if (kind && kind !== 'List' && kind !== 'PodList') throw refused('pods-kind', 'kind must be List or PodList');
  if (items.length > MOST_PODS) throw refused('pods-many', `more than ${MOST_PODS.toLocaleString('en')} pods`);
  return items.map((item) => podOf(shaped(item, podSchema)));
}

function refused(code: string, message: string): ProblemError {
  return new ProblemError([problem(code, message, 'Save the list with: kubectl get pods -A -o json > pods.json')]);
}
