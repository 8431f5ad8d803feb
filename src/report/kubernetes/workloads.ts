/**
 * What has to run for a plan: a frontend for every placed application, and the backends behind them. An accelerator that
 * takes one process at a time (`fcfs`, `fcfs-swap`, `batch`) has one backend for all its models; where containers share
 * it, every set of applications that share a model has one, and every application that shares nothing its own.
 */

import { takesOneContainer } from '../../domain/disciplines.ts';
import type { ResponseTime } from '../../domain/latency.ts';
import type { WorkloadRole } from '../../domain/manifest.ts';
import { type NodePlan, type Plan, verdictOn } from '../../domain/plan.ts';
import {
  type ApplicationGroup,
  groupOf,
  instanceName,
  type NodeGroup,
  preprocessTimeOf,
} from '../../domain/scenario.ts';

export interface Workload {
  readonly role: WorkloadRole;
  /** Unlike that of any other workload of the plan; not yet a DNS name. */
  readonly title: string;
  readonly node: NodeGroup;
  /** As the plan calls the node. */
  readonly nodeName: string;
  readonly accelerator: number;
  /** Distinct, in scenario order; one for a frontend. */
  readonly models: readonly string[];
  /** Requests per ms. */
  readonly arrivalRate: number;
  /** bytes; 0: not known. */
  readonly memory: number;
  /** Mean number of busy cores; 0: none, or not known. */
  readonly cores: number;
  /** The tightest SLO behind it. */
  readonly slo: ApplicationGroup['slo'];
  /** Of one request alone, ms; `null` where several models have several. */
  readonly serviceTime: number | null;
  readonly frontend: FrontendFacts | null;
}

export interface FrontendFacts {
  /** The instance as the plan calls it, and its group. */
  readonly app: string;
  readonly group: string;
  readonly predicted: ResponseTime | null;
  /** The title of its backend. */
  readonly backend: string;
}

export function isShared(node: NodeGroup): boolean {
  return !takesOneContainer(node.discipline);
}

/** Frontends in scenario order, by node; each node's backends before its frontends. */
export function workloadsOf(plan: Plan): readonly Workload[] {
  const hosted = new Map<number, number[]>();
  plan.placement.node.forEach((node, instance) => {
    if (node === -1) return;
    const instances = hosted.get(node) ?? [];
    hosted.set(node, instances);
    instances.push(instance);
  });
  return plan.nodes.flatMap((node) => (node === null ? [] : workloadsOn(plan, node, hosted.get(node.index) ?? [])));
}

function workloadsOn(plan: Plan, node: NodePlan, instances: readonly number[]): Workload[] {
  const backends = new Map<string, Backend>();
  const frontends: Workload[] = [];
  const nodeName = instanceName(plan.scenario.nodes, node.index);
  for (const instance of instances) {
    const app = groupOf(plan.scenario.apps, instance);
    const accelerator = plan.placement.accelerator[instance] as number;
    const profile = plan.scenario.profiles.find(app.model, node.group.device);
    const { arrivalRate, slo } = app;
    const serviceTime = profile?.serviceTime ?? null;
    const common = { node: node.group, nodeName, accelerator, models: [app.model], arrivalRate, slo, serviceTime };
    const name = instanceName(plan.scenario.apps, instance);
    const title = backendTitle(app, name, common);
    const backend = backends.get(title) ?? { workload: null, shared: new Set() };
    backends.set(title, backend);
    const memory = memoryOfCopy(app, profile?.memory ?? 0, backend.shared);
    const own: Workload = { ...common, role: 'backend', title, memory, cores: 0, frontend: null };
    backend.workload = backend.workload === null ? own : joined(backend.workload, own);
    const { response: predicted } = verdictOn(node, accelerator, app);
    const cores = arrivalRate * preprocessTimeOf(app, profile);
    const frontend = { app: name, group: app.name, predicted, backend: title };
    frontends.push({ ...common, role: 'frontend', title: name, memory: app.memory, cores, frontend });
  }
  return [...[...backends.values()].flatMap(({ workload }) => workload ?? []), ...frontends];
}

interface Backend {
  workload: Workload | null;
  /** Models of which it holds the copy that applications share. */
  readonly shared: Set<string>;
}

/** Bytes that one more application adds to its backend: nothing where it shares a copy that is there. */
function memoryOfCopy({ sharing, model }: ApplicationGroup, copy: number, shared: Set<string>): number {
  if (sharing === 'none') return copy;
  const isThere = shared.has(model);
  shared.add(model);
  return isThere ? 0 : copy;
}

type Place = Pick<Workload, 'node' | 'nodeName' | 'accelerator'>;

/** Names of applications, models and nodes hold no line end, so that no two backends are titled alike. */
function backendTitle(app: ApplicationGroup, name: string, { node, nodeName, accelerator }: Place): string {
  const place = node.accelerators > 1 ? `${nodeName}\n${accelerator}` : nodeName;
  if (!isShared(node)) return `backend\n${place}`;
  return app.sharing === 'none' ? `${name}\nbackend` : `backend\n${app.model}\n${place}`;
}

function joined(before: Workload, own: Workload): Workload {
  const [model] = own.models as [string];
  return {
    ...before,
    models: before.models.includes(model) ? before.models : [...before.models, model],
    arrivalRate: before.arrivalRate + own.arrivalRate,
    memory: before.memory + own.memory,
    slo: own.slo.limit < before.slo.limit ? own.slo : before.slo,
    serviceTime: before.serviceTime === own.serviceTime ? before.serviceTime : null,
  };
}
