/**
 * The published baseline written a second time, straight from the sentences of the contract and one node at a time,
 * without the states, ranks and boards of `place`: to compare on random scenarios. Written without reading `ibis.ts`.
 */

import type { ApplicationGroup, NodeGroup, Scenario } from '../../src/domain/scenario.ts';

export type OracleMethod = 'bfs' | 'dfs' | 'grouping' | 'first' | 'best' | 'worst';

interface Container {
  readonly model: string;
  readonly shared: boolean;
  rate: number;
  limit: number;
  readonly service: number;
  readonly swap: number;
}

interface Node {
  readonly group: NodeGroup;
  readonly name: string;
  readonly index: number;
  readonly isTpu: boolean;
  used: number;
  containers: Container[];
}

/** Loads that differ by less than this are the same sum in another order. */
const SAME = 1e-9;

/** The node of every instance, −1 for none. One accelerator a node; CPU stages of the applications only. */
export function ibisByTheBook(scenario: Scenario, method: OracleMethod): number[] {
  const nodes = scenario.nodes.flatMap((group) =>
    Array.from({ length: group.count }, (_, k): Node => {
      const isTpu = group.discipline === 'fcfs-swap' || group.discipline === 'fcfs';
      const name = group.isCounted ? `${group.name}-${k + 1}` : group.name;
      return { group, name, index: group.firstIndex + k, isTpu, used: 0, containers: [] };
    }),
  );
  const isMemoryMethod = method === 'first' || method === 'best' || method === 'worst';
  const offered = scenario.apps.flatMap((app) => Array.from({ length: app.count }, () => app));
  return offered.map((app) => {
    const able = nodes.filter(({ group }) => scenario.profiles.find(app.model, group.device) !== null);
    const node = isMemoryMethod ? byMemory(able, app, method) : byModel(able, app, method);
    if (node === null) return -1;
    const { memory } = profileOn(node, app);
    const isJoined = joins(node, app, isMemoryMethod) !== null;
    node.containers = withNewcomer(node, app, isMemoryMethod);
    node.used += app.memory + (isJoined ? 0 : (memory ?? 0));
    return node.index;
  });

  function profileOn({ group }: Node, { model }: ApplicationGroup) {
    return scenario.profiles.find(model, group.device) as NonNullable<ReturnType<typeof scenario.profiles.find>>;
  }

  /** The container it would share. A knapsack knows of no rule for edgeTPUs. */
  function joins({ containers, isTpu }: Node, app: ApplicationGroup, asSaid = false): Container | null {
    const always = isTpu && !asSaid;
    return containers.find((c) => c.model === app.model && (always || (c.shared && app.sharing === 'model'))) ?? null;
  }

  function withNewcomer(node: Node, app: ApplicationGroup, asSaid = false): Container[] {
    const { serviceTime, swapTime } = profileOn(node, app);
    const known = joins(node, app, asSaid);
    const containers = node.containers.map((c) =>
      c === known ? { ...c, rate: c.rate + app.arrivalRate, limit: Math.min(c.limit, app.slo.limit) } : c,
    );
    if (known !== null) return containers;
    const swap = node.group.discipline === 'fcfs' ? 0 : swapTime;
    const container = { model: app.model, shared: app.sharing === 'model', service: serviceTime, swap };
    return [...containers, { ...container, rate: app.arrivalRate, limit: app.slo.limit }];
  }

  /** Time on the device of one request of each container, swaps on an edgeTPU included. */
  function occupations({ isTpu }: Node, containers: readonly Container[]): number[] {
    const total = sum(containers.map(({ rate }) => rate));
    return containers.map(({ service, swap, rate }) => (isTpu ? service + (1 - rate / total) * swap : service));
  }

  function load(node: Node, containers: readonly Container[] = node.containers): number {
    const times = occupations(node, containers);
    return sum(containers.map(({ rate }, k) => rate * (times[k] as number)));
  }

  function hasMemory(node: Node, app: ApplicationGroup): boolean {
    const backend = !node.isTpu && joins(node, app) !== null ? 0 : (profileOn(node, app).memory ?? 0);
    return node.used + app.memory + backend <= 0.8 * node.group.memory;
  }

  function isFeasible(node: Node, app: ApplicationGroup): boolean {
    const containers = withNewcomer(node, app);
    const rho = load(node, containers);
    const preprocessTime = app.preprocessTime ?? 0;
    const cpuLoad = app.arrivalRate * preprocessTime;
    if (!hasMemory(node, app) || rho > 0.8 || cpuLoad >= 1 || (!node.isTpu && cpuLoad > 0.8)) return false;
    const cpu = preprocessTime === 0 ? 0 : 1 / (1 / preprocessTime - app.arrivalRate);
    const times = occupations(node, containers);
    const total = sum(containers.map(({ rate }) => rate));
    const squares = sum(containers.map(({ rate }, k) => (rate / total) * (times[k] as number) ** 2));
    const mu = total / rho;
    const waiting = node.isTpu ? (total * squares) / (2 * (1 - rho)) : 1 / (mu - total) - 1 / mu;
    return containers.every(({ rate, limit }, k) => {
      const response = (times[k] as number) + waiting + cpu + scenario.network;
      return rate < 0.8 / response && response < limit;
    });
  }

  function byModel(able: readonly Node[], app: ApplicationGroup, rule: 'bfs' | 'dfs' | 'grouping'): Node | null {
    const [tpu, gpu] = [true, false].map((isTpu) => {
      const feasible = able.filter(
        (node) => node.isTpu === isTpu && (rule === 'grouping' && isTpu ? hasMemory(node, app) : isFeasible(node, app)),
      );
      const withModel = feasible.filter((node) => joins(node, app) !== null);
      if (rule !== 'dfs') {
        return (
          withModel[0] ??
          feasible.find(({ containers }) => containers.length === 0) ??
          least(feasible, (node) => load(node))
        );
      }
      const byName = (list: readonly Node[]) => list.toSorted((a, b) => collator.compare(a.name, b.name))[0];
      return (isTpu ? undefined : byName(withModel)) ?? byName(feasible) ?? null;
    });
    if (!tpu || !gpu) return tpu ?? gpu ?? null;
    const growth = (node: Node) => load(node, withNewcomer(node, app)) - load(node);
    return growth(tpu) < growth(gpu) - SAME ? tpu : gpu;
  }

  function byMemory(able: readonly Node[], app: ApplicationGroup, rule: 'first' | 'best' | 'worst'): Node | null {
    const free = ({ used, group }: Node) => scenario.limits.memory * group.memory - used;
    const needed = (node: Node) =>
      app.memory + (joins(node, app, true) === null ? (profileOn(node, app).memory ?? 0) : 0);
    const feasible = able.filter((node) => needed(node) <= free(node));
    const preference = { first: () => 0, best: free, worst: (node: Node) => -free(node) }[rule];
    return feasible.find((node) => joins(node, app, true) !== null) ?? least(feasible, preference);
  }
}

const collator = new Intl.Collator('en', { numeric: true });

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The first of those whose value is the least. */
function least(nodes: readonly Node[], value: (node: Node) => number): Node | null {
  const smallest = Math.min(...nodes.map(value));
  return nodes.find((node) => value(node) <= smallest + SAME) ?? null;
}
