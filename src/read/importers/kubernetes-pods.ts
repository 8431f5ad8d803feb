/** What runs on each node: what foreign pods take from it, and which pods are of a plan that edge-plan exported. */

import { ANNOTATION } from '../../domain/annotations.ts';
import type { RunningApplication } from '../../domain/inventory.ts';
import { add, larger, parseQuantity, type Quantity, ZERO } from '../../domain/quantity.ts';
import { printable } from '../../domain/text.ts';
import { parseNumber } from '../../domain/units.ts';
import { isMapping, shown } from '../fields.ts';
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
}

export interface PodLoads {
  readonly byNode: ReadonlyMap<string, PodLoad>;
  readonly running: readonly (RunningApplication & { readonly nodeName: string })[];
  readonly notes: readonly string[];
}

/** Pods that have ended or stand on no node are left out, as the scheduler does. */
export function readPodLoads(objects: readonly KubernetesObject[], problems: ProblemList): PodLoads {
  const byNode = new Map<string, PodLoad>();
  const running = new Map<string, RunningApplication & { readonly nodeName: string }>();
  const notes: string[] = [];
  for (const object of objects) {
    const { value: pod } = object;
    const nodeName = textAt(pod, 'spec', 'nodeName') ?? '';
    const phase = textAt(pod, 'status', 'phase');
    if (nodeName === '' || phase === 'Succeeded' || phase === 'Failed') continue;
    const annotations = textsAt(pod, 'metadata', 'annotations');
    const role = annotations.get(ANNOTATION.role);
    if (role === undefined) addLoad(byNode, nodeName, object, problems);
    if (role !== 'frontend') continue;
    const application = runningApplication(annotations);
    if (application === null) {
      notes.push(`Pod ${nameOf(pod)} is of an exported plan, but does not say its application.`);
    } else if (running.has(application.app)) {
      notes.push(`Pod ${nameOf(pod)} is a second one of ${printable(application.app)}: the first counts.`);
    } else running.set(application.app, { ...application, nodeName });
  }
  return { byNode, running: [...running.values()], notes };
}

function addLoad(
  byNode: Map<string, PodLoad>,
  nodeName: string,
  object: KubernetesObject,
  problems: ProblemList,
): void {
  const load = byNode.get(nodeName) ?? { requests: new Map(), pods: 0, unknownMemory: 0 };
  byNode.set(nodeName, load);
  const requests = effectiveRequests(object, problems);
  load.pods += 1;
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

function runningApplication(annotations: ReadonlyMap<string, string>): RunningApplication | null {
  const said = (name: keyof typeof ANNOTATION) => annotations.get(ANNOTATION[name]) ?? null;
  const numberOf = (name: keyof typeof ANNOTATION) => parseNumber(said(name) ?? '');
  const [app, node, accelerator] = [said('app'), said('node'), numberOf('accelerator')];
  const isPlaced = app !== null && node !== null && accelerator !== null && Number.isInteger(accelerator);
  if (!isPlaced) return null;
  const [metric, limitMs] = [said('sloMetric'), numberOf('sloMs')];
  const slo = metric === null || limitMs === null ? null : { metric, limitMs };
  return { app, model: said('model'), ratePerS: numberOf('rate'), slo, node, accelerator };
}
