/** What runs on each node: what foreign pods take from it, and the pods whose load edge-plan knows. */

import { ANNOTATION } from '../../domain/annotations.ts';
import { add, larger, parseQuantity, type Quantity, ZERO } from '../../domain/quantity.ts';
import { printable } from '../../domain/text.ts';
import { perSecond } from '../../domain/units.ts';
import { isMapping, shown } from '../fields.ts';
import { readPodAnnotations, saidSlo, saysItsLoad } from '../pod-annotations.ts';
import type { ProblemList } from '../problem-list.ts';
import { type KubernetesObject, listAt, nameOf, textAt, textsAt, valueAt } from './kubernetes-objects.ts';

type Resources = Map<string, Quantity>;

/** The foreign pods of one node, by `metadata.name`. */
export interface PodLoad {
  /** What they ask for together, by resource. */
  readonly requests: Resources;
  /** Foreign pods, and those among them that do not say what memory they need. */
  pods: number;
  unknownMemory: number;
  /** Files and folders of the node that they mount, and which pod does. */
  readonly hostPaths: { readonly pod: string; readonly path: string }[];
}

/** A pod whose load is known: of a plan that was exported, or placed through the extender. */
export interface RunningPod {
  /** `metadata.name` of its node. */
  readonly nodeName: string;
  /** The name of its application, or its own where it names none. */
  readonly app: string;
  readonly model: string | null;
  readonly ratePerS: number | null;
  readonly slo: { readonly metric: string; readonly limitMs: number } | null;
  /** The node of the plan and its accelerator; `null` where the pod does not say. */
  readonly node: string | null;
  readonly accelerator: number | null;
  /** Resources that it asks for. */
  readonly resources: ReadonlySet<string>;
}

export interface PodLoads {
  readonly byNode: ReadonlyMap<string, PodLoad>;
  /** In the order of the list. */
  readonly running: readonly RunningPod[];
  readonly notes: readonly string[];
}

/** Pods that have ended or stand on no node are left out, as the scheduler does. */
export function readPodLoads(objects: readonly KubernetesObject[], problems: ProblemList): PodLoads {
  const byNode = new Map<string, PodLoad>();
  const running: RunningPod[] = [];
  const notes: string[] = [];
  for (const object of objects) {
    const { value: pod } = object;
    const nodeName = textAt(pod, 'spec', 'nodeName') ?? '';
    const phase = textAt(pod, 'status', 'phase');
    if (nodeName === '' || phase === 'Succeeded' || phase === 'Failed') continue;
    const annotations = textsAt(pod, 'metadata', 'annotations');
    // The load of a model's container is said by the pods of its applications.
    if (annotations.get(ANNOTATION.role) === 'backend') continue;
    const known = saysItsLoad(annotations) ? runningPod(object, nodeName, annotations, problems) : null;
    if (known === null) addLoad(byNode, nodeName, object, problems);
    else if (typeof known === 'string') {
      notes.push(`Pod ${nameOf(pod)}: ${known}: its load is not known.`);
      addLoad(byNode, nodeName, object, problems);
    } else running.push(known);
  }
  return { byNode, running, notes };
}

/** The pod, or why its load cannot be known. */
function runningPod(
  object: KubernetesObject,
  nodeName: string,
  annotations: ReadonlyMap<string, string>,
  problems: ProblemList,
): RunningPod | string {
  const said = readPodAnnotations(annotations);
  if (typeof said === 'string') return said;
  const slo = saidSlo(said);
  const missing =
    said.model === undefined ? 'model' : said.rate === undefined ? 'rate' : slo === undefined ? 'slo' : null;
  if (said.app === undefined && missing !== null) return `${ANNOTATION[missing]} is missing`;
  return {
    nodeName,
    app: said.app ?? textAt(object.value, 'metadata', 'name') ?? '',
    model: said.model ?? null,
    ratePerS: said.rate === undefined ? null : perSecond(said.rate),
    slo: slo === undefined ? null : { metric: slo.metric, limitMs: slo.limit },
    node: annotations.get(ANNOTATION.node) ?? null,
    accelerator: said.accelerator ?? null,
    resources: new Set(effectiveRequests(object, problems).keys()),
  };
}

function addLoad(
  byNode: Map<string, PodLoad>,
  nodeName: string,
  object: KubernetesObject,
  problems: ProblemList,
): void {
  const load: PodLoad = byNode.get(nodeName) ?? { requests: new Map(), pods: 0, unknownMemory: 0, hostPaths: [] };
  byNode.set(nodeName, load);
  const requests = effectiveRequests(object, problems);
  load.pods += 1;
  const { value: pod } = object;
  const name = printable(
    `${textAt(pod, 'metadata', 'namespace') ?? 'default'}/${textAt(pod, 'metadata', 'name') ?? ''}`,
  );
  for (const volume of listAt(pod, 'spec', 'volumes')) {
    const path = textAt(volume, 'hostPath', 'path');
    if (path !== null) load.hostPaths.push({ pod: name, path });
  }
  if (!requests.has('memory')) load.unknownMemory += 1;
  addAll(load.requests, requests);
}

/**
 * What the scheduler reserves for a pod: of each resource the larger of what its containers and sidecars ask for
 * together and of what any init container asks for beside the sidecars that started before it; and the overhead.
 */
export function effectiveRequests(object: KubernetesObject, problems: ProblemList): Resources {
  const { value: pod } = object;
  const total: Resources = new Map();
  listAt(pod, 'spec', 'containers').forEach((container, index) => {
    addAll(total, requestsOf(container, object, ['containers', index], problems));
  });
  const sidecars: Resources = new Map();
  const most: Resources = new Map();
  listAt(pod, 'spec', 'initContainers').forEach((container, index) => {
    const own = requestsOf(container, object, ['initContainers', index], problems);
    if (textAt(container, 'restartPolicy') === 'Always') {
      addAll(sidecars, own);
      return;
    }
    const beside = new Map(sidecars);
    addAll(beside, own);
    for (const [name, quantity] of beside) most.set(name, larger(quantity, most.get(name) ?? ZERO));
  });
  addAll(total, sidecars);
  for (const [name, quantity] of most) total.set(name, larger(quantity, total.get(name) ?? ZERO));
  addAll(total, quantities(valueAt(pod, 'spec', 'overhead'), object, ['spec', 'overhead'], problems));
  return total;
}

/** Requests, completed as the server does: what is only limited is asked for in full. */
function requestsOf(
  container: unknown,
  object: KubernetesObject,
  at: readonly (string | number)[],
  problems: ProblemList,
): Resources {
  const read = (what: 'limits' | 'requests') =>
    quantities(valueAt(container, 'resources', what), object, ['spec', ...at, 'resources', what], problems);
  return new Map([...read('limits'), ...read('requests')]);
}

/** A mapping of quantities; what cannot be read is a problem. */
export function quantities(
  value: unknown,
  { source, path }: KubernetesObject,
  at: readonly (string | number)[],
  problems: ProblemList,
): Resources {
  const found: Resources = new Map();
  if (!isMapping(value)) return found;
  for (const [name, said] of Object.entries(value)) {
    const quantity = parseQuantity(said);
    if (quantity !== null) found.set(name, quantity);
    else {
      const message = `"${shown(said)}" is not a quantity of ${printable(name)}`;
      const help = 'Quantities are numbers with a suffix, such as 500m, 2, 512Mi or 3884384Ki.';
      const where = [...path, ...at, name];
      problems.add(source, () => ({ code: 'kubernetes-quantity', message, help, path: where, aim: 'value' }));
    }
  }
  return found;
}

function addAll(into: Resources, more: ReadonlyMap<string, Quantity>): void {
  for (const [name, quantity] of more) into.set(name, add(into.get(name) ?? ZERO, quantity));
}
