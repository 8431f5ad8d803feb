/**
 * A node in the simulator's own physical terms: who sends requests, what they cross, and how each accelerator orders
 * its work. Plain data, so that it can be handed to a worker thread. Times in ms, rates in requests per ms.
 */

import type { Discipline } from '../domain/disciplines.ts';

/** A duration with this mean (ms); squared coefficient of variation 0 is a constant, anything above a gamma variate. */
export interface DurationLaw {
  readonly mean: number;
  readonly scv: number;
}

/**
 * When the requests of one source reach the node. `rate` in requests per ms, above 0.
 * - `poisson`: exponential intervals.
 * - `periodic`: one request every 1/rate ms, the first at a moment drawn uniformly from one period.
 * - `renewal`: independent intervals of the given squared coefficient of variation (above 0): gamma below 1,
 *   two-branch hyper-exponential with balanced means above 1, exponential at 1.
 * - `recorded`: exactly these moments (ms, ascending), then no more.
 */
export type ArrivalLaw =
  | { readonly kind: 'poisson'; readonly rate: number }
  | { readonly kind: 'periodic'; readonly rate: number }
  | { readonly kind: 'renewal'; readonly rate: number; readonly scv: number }
  | { readonly kind: 'recorded'; readonly times: ArrayLike<number> };

/** [number of requests, figure], ascending in the first, which starts at 1. Linear between the points. */
export type Curve = readonly (readonly [number, number])[];

/** One application instance as a sender of requests. */
export interface Source {
  /** Stable identity, unique on the node: the random numbers of a source depend on it and on the seed only. */
  readonly name: string;
  readonly arrivals: ArrivalLaw;
  /** CPU work of one request before the accelerator; left out: none. */
  readonly preprocess?: DurationLaw;
  /** Which accelerator of the node serves it, from 0. */
  readonly accelerator: number;
  /** Time on the accelerator, alone and with its model loaded. */
  readonly service: DurationLaw;
  /** What must be loaded to serve it (`fcfs-swap`); left out: a model of its own. */
  readonly model?: string;
  /** Time to load that model when the request served just before was of another, ms (`fcfs-swap`); left out: 0. */
  readonly swapTime?: number;
  /** The server process it queues at (`time-slice`, `batch`); left out: one of its own. */
  readonly container?: string;
  /**
   * `mps`: throughput of n requests side by side ÷ throughput of one, as [n, φ(n)]; constant after its last point;
   * left out: always 1. Where tables differ, each request goes at its own table's speed φ(n)/n, n counting all requests.
   */
  readonly speedUp?: Curve;
  /** `batch`: [size b, ms for the whole batch]; left out: b times the single service time. See `stations/batch.ts`. */
  readonly batchServiceTimes?: Curve;
  /**
   * `batch`: [size b, scv of the whole batch's time] of batches above 1 that have one of their own; linear between these
   * and the single service's, constant after the last; left out: that of the single service.
   */
  readonly batchServiceScv?: Curve;
  /** Response-time limit, ms, for the share of requests over it; left out: that share is not measured. */
  readonly limit?: number;
}

export interface Accelerator {
  readonly discipline: Discipline;
  /**
   * `time-slice`: requests that one container serves at once, at least 1; left out: 1. The container has one share of the
   * device all the same, because a GPU slices among contexts, and splits it equally among them.
   */
  readonly concurrency?: number;
  /** `batch`: most requests served at once, at least 1; left out: the largest measured batch of each model. */
  readonly maxBatch?: number;
  /** `batch`: how long the oldest waiting request lets its batch fill up, ms; left out: 0. */
  readonly maxBatchDelay?: number;
}

export interface NodeSystem {
  /** Added to every response time, ms. */
  readonly network: number;
  /** CPU cores; only requests with CPU work use them, each at most one core. */
  readonly cores: number;
  readonly accelerators: readonly Accelerator[];
  readonly sources: readonly Source[];
}

function requireThat(holds: boolean, what: string): void {
  if (!holds) throw new RangeError(what);
}

const isAtLeast = (least: number, value: number): boolean => value >= least && value < Number.POSITIVE_INFINITY;
const isPositive = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;

function checkLaw(law: DurationLaw, what: string, isMeanGood: (mean: number) => boolean): void {
  requireThat(isMeanGood(law.mean), `${what}: the mean must be a positive time; found ${law.mean}`);
  requireThat(
    isAtLeast(0, law.scv),
    `${what}: the squared coefficient of variation must be 0 or more; found ${law.scv}`,
  );
}

function checkArrivals(law: ArrivalLaw, what: string): void {
  if (law.kind === 'recorded') {
    let previous = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < law.times.length; i++) {
      const time = law.times[i] as number;
      requireThat(
        Number.isFinite(time) && time >= previous,
        `${what}: recorded times must ascend; found ${time} at ${i}`,
      );
      previous = time;
    }
    return;
  }
  requireThat(isPositive(law.rate), `${what}: the arrival rate must be above 0; found ${law.rate}`);
  if (law.kind === 'renewal') {
    requireThat(isPositive(law.scv), `${what}: scv of the intervals must be above 0; found ${law.scv}`);
  }
}

function checkCurve(curve: Curve, what: string): void {
  let previous = 0;
  for (const [count, figure] of curve) {
    requireThat(isCount(count) && count > previous, `${what}: counts must ascend from 1; found ${count}`);
    requireThat(isPositive(figure), `${what}: figures must be above 0; found ${figure}`);
    previous = count;
  }
  requireThat(curve[0]?.[0] === 1, `${what}: the first point must be for one request`);
}

function checkSource(source: Source, accelerators: number): void {
  const { name } = source;
  checkArrivals(source.arrivals, name);
  checkLaw(source.service, `${name}, service`, isPositive);
  if (source.preprocess) checkLaw(source.preprocess, `${name}, preprocess`, (mean) => isAtLeast(0, mean));
  const { accelerator } = source;
  requireThat(
    Number.isInteger(accelerator) && accelerator >= 0 && accelerator < accelerators,
    `${name}: accelerator must be below ${accelerators}; found ${accelerator}`,
  );
  requireThat(isAtLeast(0, source.swapTime ?? 0), `${name}: swap time must be 0 or more; found ${source.swapTime}`);
  if (source.speedUp) checkCurve(source.speedUp, `${name}, speed-up`);
  if (source.batchServiceTimes) checkCurve(source.batchServiceTimes, `${name}, batch service times`);
  for (const [size, scv] of source.batchServiceScv ?? []) {
    requireThat(isCount(size) && isAtLeast(0, scv), `${name}: scv of batches must be 0 or more; found ${scv}`);
  }
  requireThat(source.limit === undefined || source.limit > 0, `${name}: limit must be above 0; found ${source.limit}`);
}

/** Throws a `RangeError` that names the first figure out of range and what would be right. */
export function checkSystem(system: NodeSystem): void {
  requireThat(isAtLeast(0, system.network), `network must be 0 ms or more; found ${system.network}`);
  for (const { concurrency = 1, maxBatch = 1, maxBatchDelay = 0 } of system.accelerators) {
    requireThat(isCount(concurrency), `concurrency must be a whole number from 1; found ${concurrency}`);
    requireThat(isCount(maxBatch), `maxBatch must be a whole number from 1; found ${maxBatch}`);
    requireThat(isAtLeast(0, maxBatchDelay), `maxBatchDelay must be 0 ms or more; found ${maxBatchDelay}`);
  }
  const names = new Set<string>();
  let hasCpuWork = false;
  for (const source of system.sources) {
    checkSource(source, system.accelerators.length);
    requireThat(!names.has(source.name), `sources must have names of their own; found ${source.name} twice`);
    names.add(source.name);
    hasCpuWork ||= (source.preprocess?.mean ?? 0) > 0;
  }
  requireThat(names.size > 0, 'a system needs at least one source');
  requireThat(!hasCpuWork || isCount(system.cores), `cores must be a whole number from 1; found ${system.cores}`);
}

/** The sources in the order of their names (by code unit): the simulation does not depend on the order given. */
export function sourcesByName(system: NodeSystem): readonly Source[] {
  return [...system.sources].sort((a, b) => (a.name < b.name ? -1 : 1));
}
