/** What the simulator says of a plan, and what that says of the plan's SLOs and predictions. Times in ms. */

import { type ResponseTime, SLO_SLACK } from './latency.ts';
import { SLO_METRICS, type Slo } from './scenario.ts';

/** A 95 % confidence interval. */
export type Interval = readonly [low: number, high: number];

/** End-to-end response times of one application instance, counted and not computed. */
export interface SimulatedResponse {
  /** Requests measured. Where there are none, what is measured of them is `null`. */
  readonly requests: number;
  /** Mean response time, end to end. */
  readonly mean: number | null;
  /** 95 % interval of the mean; `null` with too few requests, or while response times grow. */
  readonly meanInterval: Interval | null;
  /** Mean of each stage; they add up to `mean`. */
  readonly stages: { readonly network: number; readonly cpu: number; readonly accelerator: number } | null;
  /** Response times that this part of the requests stay within; each within 0.2 % of the sample's own. */
  readonly quantiles: { readonly p50: number; readonly p90: number; readonly p95: number; readonly p99: number } | null;
  /** Share of requests over the SLO's limit, 0 to 1; `null` without a limit. */
  readonly violationRate: number | null;
  readonly violationInterval: Interval | null;
  /** `false`: response times grew from the first batch to the last, as when more is offered than can be served. */
  readonly isSteady: boolean | null;
}

/**
 * `requests`: the bound was met; `precision`: every mean is known well enough; `arrivals`: the recording ended;
 * `backlog`: so many requests were waiting that the queue is lost; `halt`: somebody ended it before.
 */
export type StopReason = 'requests' | 'precision' | 'arrivals' | 'backlog' | 'halt';

export interface SimulatedNode {
  readonly stoppedBy: StopReason;
  /** Whether the warm-up rule found the empty start over; `null` where nothing is dropped (recorded arrivals). */
  readonly isWarm: boolean | null;
  /** Busy share of the CPU cores and of each accelerator, 0 to 1. */
  readonly cpuUtilization: number;
  readonly acceleratorUtilization: readonly number[];
}

export interface PlanSimulation {
  readonly seed: number;
  /** Most requests measured of an application, on average over those that share a node. */
  readonly requestsPerApplication: number;
  /** Relative half-width of the means at which a node's run may stop earlier; `null` when it may not. */
  readonly precision: number | null;
  /** Whether nodes in equal states were simulated once, with one result for all of them. */
  readonly isDistinct: boolean;
  readonly nodesSimulated: number;
  /** Requests measured, all nodes together. */
  readonly requests: number;
  /** By global application index; `null` for one that is not placed. */
  readonly responses: readonly (SimulatedResponse | null)[];
  /** By global node index; `null` for a node that hosts nothing. */
  readonly nodes: readonly (SimulatedNode | null)[];
}

/** `undecided`: the interval straddles the limit, or there are too few requests or too little calm to tell. */
export type SloStatus = 'kept' | 'broken' | 'undecided';

/**
 * Whether the SLO holds in the simulation, decided only with 95 % confidence: a limit on the mean against the interval
 * of the mean, a limit on the percentile p against the interval of the share of requests over it, which may be 1 − p.
 * Where response times kept growing there is no interval: what is over the limit by then is broken, and nothing is kept.
 */
export function simulatedSlo(slo: Slo, simulated: SimulatedResponse): SloStatus {
  const probability = SLO_METRICS[slo.metric];
  if (simulated.isSteady === false) {
    const value = simulatedValue(slo, simulated);
    return value === null || value > slo.limit ? 'broken' : 'undecided';
  }
  const interval = probability === null ? simulated.meanInterval : simulated.violationInterval;
  if (interval === null) return 'undecided';
  const most = (probability === null ? slo.limit : 1 - probability) * (1 + SLO_SLACK);
  const [low, high] = interval;
  if (low > most) return 'broken';
  return high <= most ? 'kept' : 'undecided';
}

/** Constants are compared as computed: beyond this relative difference it is not rounding. */
const ROUNDING = 1e-9;

function holds([low, high]: Interval, value: number): boolean {
  const slack = ROUNDING * Math.abs(value);
  return value >= low - slack && value <= high + slack;
}

/**
 * Whether the simulation confirms what was predicted: the predicted mean lies in the interval of the mean, and under an
 * SLO on a percentile the predicted share of requests over the limit lies in the interval of that share too. A predicted
 * overload (`null`) is confirmed by response times that keep growing. `null`: too few requests to tell.
 *
 * Intervals of 95 % leave out one true value in twenty: of many exact predictions some are not confirmed.
 */
export function isConfirmed(predicted: ResponseTime | null, slo: Slo, simulated: SimulatedResponse): boolean | null {
  const { violationInterval, isSteady } = simulated;
  if (predicted === null) return isSteady === null ? null : !isSteady;
  const isMean = isMeanConfirmed(predicted, simulated);
  if (isMean !== true) return isMean;
  if (SLO_METRICS[slo.metric] === null) return true;
  return violationInterval === null ? null : holds(violationInterval, predicted.tail(slo.limit));
}

/** Whether the predicted mean lies in the simulated mean's interval; `null`: too few requests to tell. */
export function isMeanConfirmed(predicted: ResponseTime, { meanInterval }: SimulatedResponse): boolean | null {
  return meanInterval && holds(meanInterval, predicted.mean);
}

/** (predicted − simulated) ÷ simulated mean; `null` where either has no value. */
export function predictionError(predicted: ResponseTime | null, { mean }: SimulatedResponse): number | null {
  return predicted === null || mean === null ? null : predicted.mean / mean - 1;
}

/** The simulated value of what the SLO bounds, ms; `null` where nothing was measured. */
export function simulatedValue(slo: Slo, { mean, quantiles }: SimulatedResponse): number | null {
  return slo.metric === 'mean' ? mean : (quantiles?.[slo.metric] ?? null);
}
