/**
 * Equal things once: applications that differ in name only form a class, nodes that differ in name only form a kind.
 * A fleet of thousands then has a few dozen of each, and whatever is found out about one serves for all.
 */

import {
  type ApplicationGroup,
  type Arrivals,
  applicationCount,
  type NodeGroup,
  nodeCount,
  type Placement,
  type Profile,
  type Scenario,
} from '../domain/scenario.ts';
import { poolFacts } from './pools.ts';

export interface ApplicationClass {
  readonly index: number;
  /** The first group of the class; it stands for all of them wherever a question is asked. */
  readonly app: ApplicationGroup;
  /** Global indices of the instances, ascending. */
  readonly instances: Int32Array;
}

export interface NodeKind {
  readonly index: number;
  /** The first group of the kind. */
  readonly node: NodeGroup;
  /** Global indices of the nodes, ascending. */
  readonly nodes: Int32Array;
}

export interface Fleet {
  readonly classes: readonly ApplicationClass[];
  readonly kinds: readonly NodeKind[];
  /** Index of the class of every application instance. */
  readonly classOf: Int32Array;
  /** Index of the kind of every node. */
  readonly kindOf: Int32Array;
  /** Profile of a class on a kind, `null` where the pair was never measured. */
  profile(application: ApplicationClass, kind: NodeKind): Profile | null;
}

function arrivalsKey(arrivals: Arrivals): string {
  if (arrivals.kind === 'scv') return `scv ${arrivals.scv}`;
  return arrivals.kind === 'trace' ? `trace ${arrivals.file}` : arrivals.kind;
}

/** Everything about an application that a constraint or the objective can see. */
export function applicationKey(app: ApplicationGroup): string {
  const { model, arrivalRate, slo, preprocessTime, memory, sharing, arrivals, weight } = app;
  const facts = [model, arrivalRate, slo.metric, slo.limit, preprocessTime, memory, sharing, arrivalsKey(arrivals)];
  return JSON.stringify([...facts, weight]);
}

/** Everything about a node that a constraint can see: all but its name, place and cost. */
function nodeKey(node: NodeGroup): string {
  const { device, discipline, accelerators, memory, cores, concurrency, maxBatch, maxBatchDelay } = node;
  const facts = [device, discipline, accelerators, memory, cores, concurrency, maxBatch, maxBatchDelay];
  return JSON.stringify([...facts, node.compiledTogether, node.parameterCache, ...poolFacts(node)]);
}

interface Group {
  readonly firstIndex: number;
  readonly count: number;
}

/** Groups with equal keys together, in order of first appearance; indices ascend because groups do. */
function merged<G extends Group>(groups: readonly G[], key: (group: G) => string): { first: G; members: Int32Array }[] {
  const byKey = new Map<string, { first: G; members: number[] }>();
  for (const group of groups) {
    const name = key(group);
    const known = byKey.get(name) ?? { first: group, members: [] };
    byKey.set(name, known);
    for (let k = 0; k < group.count; k++) known.members.push(group.firstIndex + k);
  }
  return [...byKey.values()].map(({ first, members }) => ({ first, members: Int32Array.from(members) }));
}

function memberships(length: number, sets: readonly Int32Array[]): Int32Array {
  const of = new Int32Array(length).fill(-1);
  for (const [index, members] of sets.entries()) for (const member of members) of[member] = index;
  return of;
}

/** Node groups that no constraint can tell apart and that cost the same, together, in order of first appearance. */
export function equalNodeGroups(nodes: readonly NodeGroup[]): NodeGroup[][] {
  const byKey = new Map<string, NodeGroup[]>();
  for (const node of nodes) {
    const key = `${node.cost} ${nodeKey(node)}`;
    byKey.set(key, [...(byKey.get(key) ?? []), node]);
  }
  return [...byKey.values()];
}

/** The classes and kinds of a scenario, both in order of first appearance. `groups`: each node group is its own kind. */
export function fleetOf(scenario: Scenario, kindsBy: 'likeness' | 'groups' = 'likeness'): Fleet {
  const classes = merged(scenario.apps, applicationKey).map(({ first, members }, index) => ({
    index,
    app: first,
    instances: members,
  }));
  const kinds = merged(scenario.nodes, kindsBy === 'groups' ? ({ index }) => String(index) : nodeKey).map(
    ({ first, members }, index) => ({
      index,
      node: first,
      nodes: members,
    }),
  );
  const profiles = classes.map(({ app }) => kinds.map(({ node }) => scenario.profiles.find(app.model, node.device)));
  return {
    classes,
    kinds,
    classOf: memberships(
      applicationCount(scenario),
      classes.map(({ instances }) => instances),
    ),
    kindOf: memberships(
      nodeCount(scenario),
      kinds.map(({ nodes }) => nodes),
    ),
    profile: (application, kind) => profiles[application.index]?.[kind.index] ?? null,
  };
}

/** Total weight of the applications that a placement hosts. */
export function placedWeight(fleet: Fleet, placement: Placement): number {
  let weight = 0;
  for (const { app, instances } of fleet.classes) {
    let placed = 0;
    for (const instance of instances) if ((placement.node[instance] as number) >= 0) placed++;
    weight += placed * app.weight;
  }
  return weight;
}

/** Total weight of all applications: the bound that needs no argument. */
export function offeredWeight(fleet: Fleet): number {
  return fleet.classes.reduce((sum, { app, instances }) => sum + app.weight * instances.length, 0);
}
