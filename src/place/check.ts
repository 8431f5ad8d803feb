/**
 * The independent checker: every constraint of a finished placement, recomputed instance by instance. It shares no
 * code with the policies (not even the sums of `constraints.ts`), because a check that shares what it checks proves
 * nothing; only the latency question is the same.
 */

import { type LatencyQuestion, meetsSlo, type NodeAnswer, sloValue, type Tenant } from '../domain/latency.ts';
import type { PoolKind } from '../domain/pools.ts';
import {
  type ApplicationGroup,
  groupOf,
  type NodeGroup,
  nodeCount,
  type Placement,
  type Scenario,
} from '../domain/scenario.ts';

/** `place`: there is no such node or accelerator. The others as in the contract: what a placed application breaks. */
export type CheckKind = 'place' | 'profile' | PoolKind | 'utilization' | 'cpu' | 'unstable' | 'slo';

export interface PlacementViolation {
  readonly kind: CheckKind;
  /** Global index of the node. */
  readonly node: number;
  /** `null` for what concerns the node as a whole. */
  readonly accelerator: number | null;
  /** Global index of the application; `null` for what concerns an accelerator or a node. */
  readonly application: number | null;
  /** Bytes, fraction or ms, by kind; `null` where there is no number. */
  readonly needed: number | null;
  readonly allowed: number | null;
}

/** Relative slack for rounding in sums that fill a limit exactly, and in SLOs: wider than that of the policies. */
const SLACK = 1e-8;

/** Every violated constraint of a placement, by node, then accelerator, then application. */
export function checkPlacement(
  scenario: Scenario,
  latency: LatencyQuestion,
  placement: Placement,
): readonly PlacementViolation[] {
  const nodes = nodeCount(scenario);
  const hosted: number[][] = Array.from({ length: nodes }, () => []);
  const violations: PlacementViolation[] = [];
  for (const [application, node] of placement.node.entries()) {
    if (node === -1) continue;
    const accelerator = placement.accelerator[application] ?? -1;
    const isThere = node >= 0 && node < nodes;
    if (isThere && accelerator >= 0 && accelerator < groupOf(scenario.nodes, node).accelerators) {
      (hosted[node] as number[]).push(application);
    } else {
      violations.push({ kind: 'place', node, accelerator, application, needed: null, allowed: null });
    }
  }
  const ask = remembered(latency);
  for (const [node, applications] of hosted.entries()) {
    if (applications.length > 0) violations.push(...nodeChecks(scenario, ask, placement, node, applications));
  }
  return violations;
}

/** For every application instance: placed, and its own SLO holds (contract: `ok`). */
export function keptSlos(placement: Placement, violations: readonly PlacementViolation[]): readonly boolean[] {
  const isOk = Array.from(placement.node, (node) => node >= 0);
  for (const { application } of violations) if (application !== null) isOk[application] = false;
  return isOk;
}

interface Hosted {
  readonly application: number;
  readonly app: ApplicationGroup;
  readonly accelerator: number;
}

function nodeChecks(
  scenario: Scenario,
  latency: LatencyQuestion,
  placement: Placement,
  node: number,
  applications: readonly number[],
): PlacementViolation[] {
  const group = groupOf(scenario.nodes, node);
  const all = applications.map((application) => ({
    application,
    app: groupOf(scenario.apps, application),
    accelerator: placement.accelerator[application] as number,
  }));
  const isProfiled = ({ app }: Hosted) => scenario.profiles.find(app.model, group.device) !== null;
  const unknown = all.filter((hosted) => !isProfiled(hosted));
  return [
    ...unknown.map(({ application, accelerator }) => ({
      kind: 'profile' as const,
      node,
      accelerator,
      application,
      needed: null,
      allowed: null,
    })),
    ...memoryCheck(scenario, group, node, all),
    ...acceleratorMemoryChecks(scenario, group, node, all),
    ...containerChecks(group, node, all),
    ...serviceChecks(scenario, latency, group, node, all.filter(isProfiled)),
  ];
}

/** Bytes of every container: each application's own, and of each model one copy per application or per accelerator. */
function memoryCheck(scenario: Scenario, group: NodeGroup, node: number, all: readonly Hosted[]): PlacementViolation[] {
  const containers = new Map<string, number>();
  for (const { application, app, accelerator } of all) {
    const copy = scenario.profiles.find(app.model, group.device)?.memory ?? 0;
    const owner = app.sharing === 'model' ? `${accelerator} ${app.model}` : `of ${application}`;
    containers.set(`own ${application}`, app.memory);
    containers.set(`copy ${owner}`, copy);
  }
  const needed = [...containers.values()].reduce((sum, bytes) => sum + bytes, 0);
  const allowed = scenario.limits.memory * group.memory;
  if (needed <= allowed * (1 + SLACK)) return [];
  return [{ kind: 'memory', node, accelerator: null, application: null, needed, allowed }];
}

/** Bytes of every copy in the memory that the accelerators have of their own. */
function acceleratorMemoryChecks(
  scenario: Scenario,
  group: NodeGroup,
  node: number,
  all: readonly Hosted[],
): PlacementViolation[] {
  if (typeof group.acceleratorMemory !== 'number') return [];
  const needs = new Map<number, Map<string, number>>();
  for (const { application, app, accelerator } of all) {
    const profile = scenario.profiles.find(app.model, group.device);
    const copies = needs.get(accelerator) ?? new Map<string, number>();
    needs.set(accelerator, copies);
    const owner = app.sharing === 'model' ? `model ${app.model}` : `of ${application}`;
    copies.set(owner, profile?.acceleratorMemory ?? profile?.memory ?? 0);
  }
  const allowed = scenario.limits.memory * group.acceleratorMemory;
  return [...needs].flatMap(([accelerator, copies]) => {
    const needed = [...copies.values()].reduce((sum, bytes) => sum + bytes, 0);
    if (needed <= allowed * (1 + SLACK)) return [];
    return [{ kind: 'accelerator-memory' as const, node, accelerator, application: null, needed, allowed }];
  });
}

/** Disciplines under which each container is served by itself; under the others one container has the accelerator. */
const CONTAINERS_SHARE: readonly string[] = ['ps', 'time-slice', 'mps'];

/** Containers that ask for an accelerator of Kubernetes, and pods: those containers, and a frontend for each instance. */
function containerChecks(group: NodeGroup, node: number, all: readonly Hosted[]): PlacementViolation[] {
  const { kubernetes, discipline, accelerators } = group;
  if (kubernetes == null) return [];
  const isShared = CONTAINERS_SHARE.includes(discipline);
  const backends = new Set(
    all.map(({ application, app, accelerator }) => {
      if (!isShared) return `${accelerator}`;
      return app.sharing === 'model' ? `${accelerator} runs ${app.model}` : `of ${application}`;
    }),
  );
  const { resource, replicas, pods } = kubernetes;
  const slots = isShared && resource !== null && replicas !== null ? replicas * accelerators : null;
  const over = (kind: 'slots' | 'pods', needed: number, allowed: number | null): PlacementViolation[] =>
    allowed === null || needed <= allowed
      ? []
      : [{ kind, node, accelerator: null, application: null, needed, allowed }];
  return [...over('slots', backends.size, slots), ...over('pods', backends.size + all.length, pods)];
}

/** Utilisation, stability and SLOs, by one question about the whole node. */
function serviceChecks(
  scenario: Scenario,
  latency: LatencyQuestion,
  group: NodeGroup,
  node: number,
  all: readonly Hosted[],
): PlacementViolation[] {
  const tenancy = Array.from({ length: group.accelerators }, (_, accelerator) =>
    tenantsOf(all.filter((hosted) => hosted.accelerator === accelerator)),
  );
  const answer = latency(group, tenancy);
  const violations: PlacementViolation[] = [];
  if (!(answer.cpuUtilization < 1)) {
    const { cpuUtilization: needed } = answer;
    violations.push({ kind: 'cpu', node, accelerator: null, application: null, needed, allowed: 1 });
  }
  for (const [accelerator, { utilization }] of answer.accelerators.entries()) {
    const allowed = scenario.limits.utilization;
    if (utilization <= allowed * (1 + SLACK)) continue;
    violations.push({ kind: 'utilization', node, accelerator, application: null, needed: utilization, allowed });
  }
  return [...violations, ...all.flatMap((hosted) => sloCheck(answer, tenancy, node, hosted))];
}

function tenantsOf(hosted: readonly Hosted[]): readonly Tenant[] {
  const counts = new Map<ApplicationGroup, number>();
  for (const { app } of hosted) counts.set(app, (counts.get(app) ?? 0) + 1);
  return [...counts].map(([app, count]) => ({ app, count }));
}

function sloCheck(
  answer: NodeAnswer,
  tenancy: readonly (readonly Tenant[])[],
  node: number,
  { application, app, accelerator }: Hosted,
): PlacementViolation[] {
  const index = (tenancy[accelerator] as readonly Tenant[]).findIndex((tenant) => tenant.app === app);
  const response = answer.accelerators[accelerator]?.tenants[index]?.response ?? null;
  if (response === null) {
    return [{ kind: 'unstable', node, accelerator, application, needed: null, allowed: null }];
  }
  if (meetsSlo(response, app.slo, SLACK)) return [];
  const needed = sloValue(response, app.slo);
  return [{ kind: 'slo', node, accelerator, application, needed, allowed: app.slo.limit }];
}

/** The same question with equal tenancies of one node group asked once. */
function remembered(latency: LatencyQuestion): LatencyQuestion {
  const answers = new Map<string, NodeAnswer>();
  return (group, tenancy) => {
    const counts = tenancy.map((tenants) => tenants.map(({ app, count }) => `${app.index}x${count}`).join(' '));
    const key = `${group.index}/${counts.join('/')}`;
    const answer = answers.get(key) ?? latency(group, tenancy);
    answers.set(key, answer);
    return answer;
  };
}
