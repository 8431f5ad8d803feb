/**
 * The nouns of a plan. Units everywhere inside the program: milliseconds, requests per millisecond, bytes, fractions.
 *
 * Equal things are stored once with a count, because a fleet has a hundred thousand applications of a few kinds:
 * an `ApplicationGroup` is one entry of a scenario's `apps`, its instances are numbers. Instance `k` of group `g` has
 * the global index `g.firstIndex + k`, in scenario order; the same holds for nodes.
 */

import type { Discipline } from './disciplines.ts';
import type { GateLevel } from './gates.ts';
import type { KubernetesFacts } from './inventory.ts';
import type { Place } from './problem.ts';

/** The statistic of the response time that an SLO bounds. `quantile` is `null` for the mean. */
export const SLO_METRICS = { mean: null, p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;
export type SloMetric = keyof typeof SLO_METRICS;

/** Service-level objective: `metric` of the end-to-end response time is at most `limit` ms. */
export interface Slo {
  readonly metric: SloMetric;
  /** ms, above 0. */
  readonly limit: number;
}

/**
 * How requests arrive; `scv` is the squared coefficient of variation of the inter-arrival times, above 0. A `trace` is a
 * recording: moments in ms from the first one, ascending. Every instance plays it round and round, from a moment of its
 * own that is drawn (`arrival-rates.ts`).
 */
export type Arrivals =
  | { readonly kind: 'poisson' }
  | { readonly kind: 'periodic' }
  | { readonly kind: 'scv'; readonly scv: number }
  | { readonly kind: 'trace'; readonly file: string; readonly times: Float64Array };

/** The same arrivals by their plainest name: intervals of scv 1 are Poisson's, and of scv 0 a period. */
export function plainArrivals(arrivals: Arrivals): Arrivals {
  if (arrivals.kind !== 'scv' || (arrivals.scv !== 0 && arrivals.scv !== 1)) return arrivals;
  return { kind: arrivals.scv === 1 ? 'poisson' : 'periodic' };
}

/** Instances of one model that share an accelerator use one copy (`model`), or run a container each (`none`). */
export type Sharing = 'model' | 'none';

/** Where in which input something was said, so that later stages can point at it: file, and line and column from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ApplicationGroup {
  /** Position among the scenario's groups. */
  readonly index: number;
  /** Instances are `name-1` … `name-N`; without a count there is one, with the plain name. */
  readonly name: string;
  readonly isCounted: boolean;
  /** Number of instances, at least 1. */
  readonly count: number;
  readonly firstIndex: number;
  /** Number in the name of the first instance; left out: 1. Only a group that was parted has another. */
  readonly firstNumber?: number;
  readonly model: string;
  /** Arrival rate λ of one instance, requests per ms, above 0. */
  readonly arrivalRate: number;
  readonly slo: Slo;
  /** Mean CPU service time of one request, ms; 0 means no CPU stage; `null`: not said, the profile's figure (or 0). */
  readonly preprocessTime: number | null;
  /** The application's own container, bytes per instance. */
  readonly memory: number;
  readonly sharing: Sharing;
  readonly arrivals: Arrivals;
  /** Value of hosting one instance, above 0; 1 unless said. */
  readonly weight: number;
  readonly origin: Origin | null;
}

export interface NodeGroup {
  readonly index: number;
  readonly name: string;
  readonly isCounted: boolean;
  readonly count: number;
  readonly firstIndex: number;
  /** Number in the name of the first node; left out: 1. Only a group that was parted has another. */
  readonly firstNumber?: number;
  /** The `device` column of the profiles. */
  readonly device: string;
  readonly discipline: Discipline;
  /** Accelerators per node, at least 1. */
  readonly accelerators: number;
  /** Memory of the node, bytes. */
  readonly memory: number;
  /** Memory that each accelerator has of its own, bytes, or that it has some of unknown size; left out or `null`: it uses the node's. */
  readonly acceleratorMemory?: number | 'unknown' | null;
  /** CPU cores of the node; `null` when neither scenario nor devices.csv says (then no application may have a CPU stage). */
  readonly cores: number | null;
  /** Cost of one node in the scenario's own unit; 1 unless said. */
  readonly cost: number;
  /** `time-slice`: requests that each container serves at once, on its one share; at least 1, 1 unless said. */
  readonly concurrency: number;
  /** `batch`: most requests served at once; `null` takes the largest measured batch. */
  readonly maxBatch: number | null;
  /** `batch`: the longest a request waits for its batch to fill, ms; 0 unless said. */
  readonly maxBatchDelay: number;
  /** `fcfs-swap`: models that were compiled together, set by set; no model is in two sets. Left out: none. */
  readonly compiledTogether?: readonly (readonly string[])[];
  /** `fcfs-swap`: bytes of parameters that the accelerator keeps at once; left out or `null`: not known. */
  readonly parameterCache?: number | null;
  /** What a manifest must say to reach it; left out or `null`: nothing is known of a Kubernetes cluster. */
  readonly kubernetes?: KubernetesFacts | null;
  readonly origin: Origin | null;
}

/** Measured behaviour of one model on one device: the row used by default and the curves from its sibling rows. */
export interface Profile {
  readonly model: string;
  readonly device: string;
  /** Mean service time S of one request alone on the device, ms, above 0. */
  readonly serviceTime: number;
  /** Squared coefficient of variation of the service time; 0 is deterministic. */
  readonly scvService: number;
  /** Time O to load the parameters when the previous request was of another model, ms; 0 where nothing is swapped. */
  readonly swapTime: number;
  /** Whether the measurement leaves the swap time blank: then 0 is assumed, not measured. Left out: it does not. */
  readonly isSwapUnknown?: boolean;
  /** Container of one copy of the model in the node's memory, bytes; `null` when not measured: unknown, not nothing. */
  readonly memory: number | null;
  /** One copy in the memory of an accelerator that has its own, bytes; left out or `null`: as much as `memory`. */
  readonly acceleratorMemory?: number | null;
  /** Parameters kept on the chip, bytes; `null` when not measured. */
  readonly onChipMemory: number | null;
  /** Parameters streamed at every inference (already inside the service time), bytes; `null` when not measured. */
  readonly offChipMemory: number | null;
  /** CPU service time of one request on this device, ms; `null` when not measured. */
  readonly preprocessTime: number | null;
  /** Measured [batch size, ms for the whole batch], ascending; holds at least the single request. */
  readonly batchServiceTimes: readonly (readonly [number, number])[];
  /** Measured [batch size, scv of the batch's time], ascending, of batches above 1 that give one. Left out: none does. */
  readonly batchServiceScv?: readonly (readonly [number, number])[];
  /** Measured [number of concurrent copies n, ms of one inference among n], ascending; holds at least n = 1. */
  readonly concurrentServiceTimes: readonly (readonly [number, number])[];
  readonly samples: number | null;
  /** Where the figures were measured or published. */
  readonly source: string;
  readonly origin: Origin | null;
}

/** Bytes of a model's parameters, on the chip and streamed together; `null` when not measured. */
export function parameterBytes({ onChipMemory, offChipMemory }: Profile): number | null {
  return onChipMemory === null ? null : onChipMemory + (offChipMemory ?? 0);
}

/** Bytes of one copy in the memory of an accelerator that has its own; `null` when not known. */
export function copyOnAccelerator({
  acceleratorMemory,
  memory,
}: Pick<Profile, 'acceleratorMemory' | 'memory'>): number | null {
  return acceleratorMemory ?? memory;
}

/** The profile of a model on a device, or `null` when that pair was never measured. */
export interface ProfileBook {
  find(model: string, device: string): Profile | null;
  readonly models: readonly string[];
  readonly devices: readonly string[];
}

export interface Limits {
  /** Most of each accelerator that may be busy, 0 to 1. */
  readonly utilization: number;
  /** Most of each node's memory that may be used, 0 to 1. */
  readonly memory: number;
}

/** Where every application instance is. `-1` is "not placed". Both arrays are as long as there are instances. */
export interface Placement {
  /** Global node index of every instance. */
  readonly node: Int32Array;
  /** Accelerator of that node, from 0. */
  readonly accelerator: Int32Array;
}

/** A capacity budget as written: the name, the text of the requirement, and where it stands (`null`: on the command line). */
export interface GateText {
  readonly name: string;
  readonly requirement: string;
  readonly level: GateLevel;
  readonly place: Place | null;
}

export interface Scenario {
  /** How the scenario is called in outputs: its path as given, or `<stdin>`. */
  readonly name: string;
  /** Added to every response time, ms. */
  readonly network: number;
  readonly limits: Limits;
  readonly nodes: readonly NodeGroup[];
  readonly apps: readonly ApplicationGroup[];
  readonly profiles: ProfileBook;
  /** The placement given in the scenario, for predict and simulate. */
  readonly placement: Placement | null;
  readonly gates: readonly GateText[];
  /** What a person should be told of the files that it names, one sentence each: nodes left out, and why. */
  readonly notices?: readonly string[];
}

/** CPU time of one request, ms: what the application says, else what its profile does; 0 without a CPU stage. */
export function preprocessTimeOf(
  app: Pick<ApplicationGroup, 'preprocessTime'>,
  profile: Pick<Profile, 'preprocessTime'> | null,
): number {
  return app.preprocessTime ?? profile?.preprocessTime ?? 0;
}

/** Number of application instances. */
export function applicationCount(scenario: Pick<Scenario, 'apps'>): number {
  const last = scenario.apps.at(-1);
  return last === undefined ? 0 : last.firstIndex + last.count;
}

/** Number of nodes. */
export function nodeCount(scenario: Pick<Scenario, 'nodes'>): number {
  const last = scenario.nodes.at(-1);
  return last === undefined ? 0 : last.firstIndex + last.count;
}

interface Group {
  readonly name: string;
  readonly isCounted: boolean;
  readonly count: number;
  readonly firstIndex: number;
  readonly firstNumber?: number;
}

/** The group that holds the instance with this global index, found by bisection. */
export function groupOf<G extends Group>(groups: readonly G[], globalIndex: number): G {
  let low = 0;
  let high = groups.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((groups[middle] as G).firstIndex <= globalIndex) low = middle;
    else high = middle - 1;
  }
  const group = groups[low];
  if (group === undefined || globalIndex < group.firstIndex || globalIndex >= group.firstIndex + group.count) {
    throw new RangeError(`no instance ${globalIndex} in ${groups.length} groups`);
  }
  return group;
}

/** `coral-3` for the third instance of the counted group `coral`; the plain name where there is no count. */
export function instanceName(groups: readonly Group[], globalIndex: number): string {
  const group = groupOf(groups, globalIndex);
  return group.isCounted ? `${group.name}-${globalIndex - group.firstIndex + (group.firstNumber ?? 1)}` : group.name;
}

/** A placement in which nothing is placed. */
export function emptyPlacement(applications: number): Placement {
  return { node: new Int32Array(applications).fill(-1), accelerator: new Int32Array(applications).fill(-1) };
}
