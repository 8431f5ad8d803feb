/**
 * Results → the JSON documents of the contract. Times end in `Ms`, rates in `PerS`, sizes in `Bytes`; what has no
 * value is `null` beside a `reason`. No clock and no absolute path, so that the same input gives the same bytes.
 */

import type { ResponseTime } from '../domain/latency.ts';
import { type MemoryUse, type NodePlan, type Plan, planTotals, type Verdict, verdictOn } from '../domain/plan.ts';
import { profilesAskedFor } from '../domain/profiles-used.ts';
import {
  type ApplicationGroup,
  groupOf,
  instanceName,
  type NodeGroup,
  nodeCount,
  type Profile,
  SLO_METRICS,
} from '../domain/scenario.ts';
import { perSecond } from '../domain/units.ts';
import { documentName } from './document-name.ts';
import { explainDocument } from './explain-json.ts';
import { headroomDocument } from './headroom-json.ts';
import { jsonText } from './json-text.ts';
import { rounded } from './numbers.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { type SimulationParts, simulationParts } from './simulation-json.ts';
import { survivalJson } from './survival-text.ts';

/** The document of `fit`, `predict` and `simulate` as text, ending in a newline. */
export function renderPlanJson(plan: Plan): string {
  return jsonText(planDocument(plan));
}

/** The same as a value, for documents that say more than a plan. */
export function planDocument(plan: Plan) {
  return {
    schemaVersion: SCHEMA_VERSION,
    command: plan.command,
    scenario: documentName(plan.scenario.name),
    seed: plan.seed,
    policy: plan.policy,
    ...planParts(plan),
  };
}

/** What every document about a plan says of it. */
export function planParts(plan: Plan) {
  const simulation = plan.simulation === undefined ? null : simulationParts(plan, plan.simulation);
  return {
    summary: { ...summary(plan), ...simulation?.summary },
    apps: plan.scenario.apps.flatMap((app) => applications(plan, app, simulation)),
    accelerators: accelerators(plan, simulation),
    profiles: profilesAskedFor(plan.scenario).map(profileRow),
    ...(plan.explanations && { explain: explainDocument(plan, plan.explanations) }),
    ...(plan.headroom && { headroom: headroomDocument(plan, plan.headroom) }),
  };
}

/** The figures that a later plan is compared with, and where they stand. */
function profileRow({ model, device, serviceTime, swapTime, memory, samples, origin }: Profile) {
  const where = { file: origin && documentName(origin.file), line: origin?.line ?? null };
  return { model, device, serviceMs: serviceTime, swapMs: swapTime, memoryBytes: memory, samples, ...where };
}

function summary(plan: Plan) {
  const { apps, placed, violating, unknownMemory, placedWeight, offeredWeight } = planTotals(plan);
  const { upperBound, status } = plan;
  // A proof leaves no gap, also where the sum of broken weights differs from the bound in its last digit.
  const isClosed = upperBound === 0 || (upperBound !== null && status === 'optimal');
  const gap = isClosed ? 0 : upperBound === null ? null : rounded((upperBound - placedWeight) / upperBound);
  return {
    apps,
    placed,
    violating,
    ok: placed - violating,
    unknownMemory,
    placedWeight,
    offeredWeight,
    upperBound,
    gap,
    status,
    ...(plan.survival && { survive: survivalJson(plan.survival, plan.scenario) }),
    elapsed: null,
  };
}

function applications(plan: Plan, app: ApplicationGroup, simulation: SimulationParts | null) {
  const fixed = {
    model: app.model,
    ratePerS: rounded(perSecond(app.arrivalRate)),
    slo: { metric: app.slo.metric, limitMs: app.slo.limit },
  };
  const seen = new Map<Verdict['response'], ReturnType<typeof predicted>>();
  return Array.from({ length: app.count }, (_, k) => {
    const instance = app.firstIndex + k;
    const name = instanceName(plan.scenario.apps, instance);
    const nodeIndex = plan.placement.node[instance] as number;
    if (nodeIndex === -1) {
      const reason = plan.reasons[app.index] ?? 'not placed';
      return {
        app: name,
        ...fixed,
        node: null,
        accelerator: null,
        predicted: null,
        ...(simulation && { simulated: null }),
        ok: false,
        reason,
      };
    }
    const accelerator = plan.placement.accelerator[instance] as number;
    const { response, isOk, reason } = verdictOn(plan.nodes[nodeIndex] as NodePlan, accelerator, app);
    if (response !== null && !seen.has(response)) seen.set(response, predicted(response));
    return {
      app: name,
      ...fixed,
      node: instanceName(plan.scenario.nodes, nodeIndex),
      accelerator,
      predicted: response === null ? unpredicted : (seen.get(response) ?? null),
      ...(simulation && { simulated: simulation.appOf(instance) }),
      ok: isOk,
      reason: reason !== null ? reason : isOk || response === null ? null : violation(response, app),
    };
  });
}

const unpredicted = {
  meanMs: null,
  p50Ms: null,
  p90Ms: null,
  p95Ms: null,
  p99Ms: null,
  stages: null,
  fidelity: null,
  note: null,
};

function predicted(response: ResponseTime) {
  const { network, cpu, accelerator } = response.stages;
  return {
    meanMs: rounded(response.mean),
    p50Ms: rounded(response.quantile(SLO_METRICS.p50)),
    p90Ms: rounded(response.quantile(SLO_METRICS.p90)),
    p95Ms: rounded(response.quantile(SLO_METRICS.p95)),
    p99Ms: rounded(response.quantile(SLO_METRICS.p99)),
    stages: { networkMs: rounded(network), cpuMs: rounded(cpu), acceleratorMs: rounded(accelerator) },
    fidelity: response.fidelity,
    note: response.note,
  };
}

function violation(response: ResponseTime, app: ApplicationGroup): string {
  const probability = SLO_METRICS[app.slo.metric];
  const value = probability === null ? response.mean : response.quantile(probability);
  return `SLO violated: ${app.slo.metric} ${rounded(value, 4)} ms, limit ${app.slo.limit} ms`;
}

function accelerators(plan: Plan, simulation: SimulationParts | null) {
  const hosted = hostedNames(plan);
  return Array.from({ length: nodeCount(plan.scenario) }, (_, index) => {
    const group = groupOf(plan.scenario.nodes, index);
    const node = plan.nodes[index] ?? null;
    return Array.from({ length: group.accelerators }, (_, accelerator) => ({
      node: instanceName(plan.scenario.nodes, index),
      accelerator,
      device: group.device,
      discipline: group.discipline,
      utilization: rounded(node?.answer.accelerators[accelerator]?.utilization ?? 0),
      ...(simulation && { simulatedUtilization: simulation.utilizationOf(index, accelerator) }),
      ...memoryParts(group, node, accelerator, plan.scenario.limits.memory),
      apps: hosted.get(index)?.[accelerator] ?? [],
    }));
  }).flat();
}

/** Bytes of the node, then of the accelerator's own memory; `null`: a part is not known, or it has none. */
function memoryParts(group: NodeGroup, node: NodePlan | null, accelerator: number, limit: number) {
  const { node: onNode, own } = node?.memoryUses[accelerator] ?? { node: NO_MEMORY, own: NO_MEMORY };
  const bytesOf = (use: MemoryUse | null) => (use === null || use.unknown > 0 ? null : use.bytes);
  const size = group.acceleratorMemory ?? null;
  return {
    memoryBytes: bytesOf(onNode),
    knownMemoryBytes: onNode.bytes,
    unknownMemory: onNode.unknown,
    acceleratorMemoryBytes: size === null ? null : bytesOf(own),
    acceleratorMemoryAllowedBytes: typeof size === 'number' ? limit * size : null,
  };
}

const NO_MEMORY: MemoryUse = { bytes: 0, unknown: 0 };

/** Names of the placed instances, by node and accelerator, in scenario order. */
function hostedNames(plan: Plan): Map<number, string[][]> {
  const names = new Map<number, string[][]>();
  plan.placement.node.forEach((node, instance) => {
    if (node === -1) return;
    const onNode = names.get(node) ?? names.set(node, []).get(node) ?? [];
    const accelerator = plan.placement.accelerator[instance] as number;
    onNode[accelerator] ??= [];
    onNode[accelerator].push(instanceName(plan.scenario.apps, instance));
  });
  return names;
}
