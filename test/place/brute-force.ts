/** The truth about small instances: every mix of every node is tried. Written without any code of the program. */

import type { LatencyQuestion, ResponseTime, Tenant } from '../../src/domain/latency.ts';
import type { ApplicationGroup, NodeGroup, Scenario, Slo } from '../../src/domain/scenario.ts';

/** counts[accelerator][application group] on one node. */
type Counts = readonly (readonly number[])[];
type IsFeasible = (node: NodeGroup, counts: Counts) => boolean;

function memoryOf(scenario: Scenario, node: NodeGroup, counts: Counts): number {
  let bytes = 0;
  for (const accelerator of counts) {
    const models = new Set<string>();
    for (const [index, count] of accelerator.entries()) {
      const app = scenario.apps[index];
      if (app === undefined || count === 0) continue;
      const copy = scenario.profiles.find(app.model, node.device)?.memory ?? 0;
      bytes += count * app.memory;
      if (app.sharing === 'none') bytes += count * copy;
      else if (!models.has(app.model)) bytes += copy;
      if (app.sharing === 'model') models.add(app.model);
    }
  }
  return bytes;
}

function everyHostedProfiled(scenario: Scenario, node: NodeGroup, counts: Counts): boolean {
  return counts.every((accelerator) =>
    accelerator.every(
      (count, index) => count === 0 || scenario.profiles.find(scenario.apps[index]?.model ?? '', node.device) !== null,
    ),
  );
}

function fitsMemory(scenario: Scenario, node: NodeGroup, counts: Counts): boolean {
  return memoryOf(scenario, node, counts) <= scenario.limits.memory * node.memory * (1 + 1e-12);
}

/** Memory that accelerators have of their own, slots of Kubernetes for them, and pods. */
function fitsPools(scenario: Scenario, node: NodeGroup, counts: Counts): boolean {
  let [backends, instances] = [0, 0];
  for (const accelerator of counts) {
    let bytes = 0;
    let containers = 0;
    const shared = new Set<string>();
    for (const [index, count] of accelerator.entries()) {
      const app = scenario.apps[index];
      if (app === undefined || count === 0) continue;
      const profile = scenario.profiles.find(app.model, node.device);
      const copies = app.sharing === 'none' ? count : shared.has(app.model) ? 0 : 1;
      if (app.sharing === 'model') shared.add(app.model);
      bytes += copies * (profile?.acceleratorMemory ?? profile?.memory ?? 0);
      containers += copies;
      instances += count;
    }
    if (
      typeof node.acceleratorMemory === 'number' &&
      bytes > scenario.limits.memory * node.acceleratorMemory * (1 + 1e-12)
    )
      return false;
    backends += ['ps', 'mps', 'time-slice'].includes(node.discipline) ? containers : Math.min(1, containers);
  }
  const { resource = null, replicas = null, pods = null } = node.kubernetes ?? {};
  const isShared = ['ps', 'mps', 'time-slice'].includes(node.discipline);
  if (isShared && resource !== null && replicas !== null && backends > replicas * node.accelerators) return false;
  return pods === null || backends + instances <= pods;
}

/** P(R > limit) for a percentile, the mean itself for a mean. */
function keepsSlo(response: ResponseTime, { metric, limit }: Slo): boolean {
  const allowed = { mean: null, p50: 0.5, p90: 0.1, p95: 0.05, p99: 0.01 }[metric];
  return allowed === null ? response.mean <= limit : response.tail(limit) <= allowed;
}

/** All our constraints. */
export function keepsEverything(scenario: Scenario, latency: LatencyQuestion): IsFeasible {
  return (node, counts) => {
    if (
      !everyHostedProfiled(scenario, node, counts) ||
      !fitsMemory(scenario, node, counts) ||
      !fitsPools(scenario, node, counts)
    )
      return false;
    const tenancy = counts.map((accelerator) =>
      accelerator.flatMap((count, index): Tenant[] => (count > 0 ? [{ app: groupAt(scenario, index), count }] : [])),
    );
    return latency(node, tenancy).accelerators.every(
      ({ utilization, tenants }, accelerator) =>
        utilization <= scenario.limits.utilization * (1 + 1e-12) &&
        (tenancy[accelerator] as Tenant[]).every(({ app }, k) => {
          const response = tenants[k]?.response ?? null;
          return response !== null && keepsSlo(response, app.slo);
        }),
    );
  };
}

function groupAt(scenario: Scenario, index: number): ApplicationGroup {
  const app = scenario.apps[index];
  if (app === undefined) throw new Error(`there is no application group ${index}`);
  return app;
}

/** Memory and Σ λS only. */
export function fitsKnapsack(scenario: Scenario): IsFeasible {
  return (node, counts) => {
    if (
      !everyHostedProfiled(scenario, node, counts) ||
      !fitsMemory(scenario, node, counts) ||
      !fitsPools(scenario, node, counts)
    )
      return false;
    return counts.every((accelerator) => {
      const load = accelerator.reduce((sum, count, index) => {
        const app = scenario.apps[index];
        const service = app && scenario.profiles.find(app.model, node.device)?.serviceTime;
        return sum + count * (app?.arrivalRate ?? 0) * (service ?? 0);
      }, 0);
      return load <= scenario.limits.utilization * (1 + 1e-12);
    });
  };
}

/** Every count vector from zero up to `most`. */
function* vectors(most: readonly number[]): Generator<number[]> {
  if (most.length === 0) yield [];
  else for (const rest of vectors(most.slice(1))) for (let n = 0; n <= (most[0] as number); n++) yield [n, ...rest];
}

function* nodeCounts(accelerators: number, most: readonly number[]): Generator<number[][]> {
  if (accelerators === 0) yield [];
  else
    for (const first of vectors(most))
      for (const rest of nodeCounts(
        accelerators - 1,
        most.map((n, k) => n - (first[k] as number)),
      ))
        yield [first, ...rest];
}

/** The greatest total weight that the nodes of a scenario can host. Exponential: for a handful of things only. */
export function greatestWeight(scenario: Scenario, isFeasible: IsFeasible): number {
  const nodes = scenario.nodes.flatMap((group) => Array.from({ length: group.count }, () => group));
  const weights = scenario.apps.map((app) => app.weight);
  const all = scenario.apps.map((app) => app.count);
  const totals = new Map(
    scenario.nodes.map((group) => {
      const hosted = new Map<string, number[]>();
      for (const counts of nodeCounts(group.accelerators, all)) {
        const total = all.map((_, k) => counts.reduce((sum, accelerator) => sum + (accelerator[k] as number), 0));
        if (!hosted.has(total.join()) && isFeasible(group, counts)) hosted.set(total.join(), total);
      }
      return [group, [...hosted.values()]];
    }),
  );
  const known = new Map<string, number>();
  const best = (node: number, left: readonly number[]): number => {
    const group = nodes[node];
    if (group === undefined) return 0;
    const key = `${node} ${left.join()}`;
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    let most = 0;
    for (const total of totals.get(group) as number[][]) {
      if (total.some((n, k) => n > (left[k] as number))) continue;
      const weight = total.reduce((sum, n, k) => sum + n * (weights[k] as number), 0);
      const rest = best(
        node + 1,
        left.map((n, k) => n - (total[k] as number)),
      );
      most = Math.max(most, weight + rest);
    }
    known.set(key, most);
    return most;
  };
  return best(0, all);
}
