/** What a simulation says. Plain data: it can be sent between threads. Times in ms, rates in requests per ms. */

import type { Interval } from './statistics/source-statistics.ts';

export interface SourceResult {
  readonly name: string;
  /** Requests measured. Where there are none, what is measured of them is `null`. */
  readonly requests: number;
  /** Mean response time, end to end. */
  readonly mean: number | null;
  /** 95 % interval of the mean by batch means; `null` with too few requests. */
  readonly meanInterval: Interval | null;
  /** Mean of each stage; they add up to `mean`. */
  readonly stages: { readonly network: number; readonly cpu: number; readonly accelerator: number } | null;
  /** Response times that this part of the requests stay within; each within 0.2 % of the sample's own. */
  readonly quantiles: { readonly p50: number; readonly p90: number; readonly p95: number; readonly p99: number } | null;
  /** Share of requests over the source's limit, 0 to 1; `null` without a limit. */
  readonly violationRate: number | null;
  readonly violationInterval: Interval | null;
  /** `false`: response times grew from the first batch to the last, as when more is offered than can be served. */
  readonly isSteady: boolean | null;
  /** Response time of every request in the order of arrival, with `record`; `NaN` for one that did not complete. */
  readonly responses: Float64Array | null;
}

export interface StationResult {
  /** Share of the time that the station is at work, 0 to 1; for the CPU, of its cores. */
  readonly utilization: number;
  /** Time average of the requests present, waiting or in service. */
  readonly meanInSystem: number;
}

export interface WarmUp {
  readonly rule: 'MSER-5';
  /** Completions dropped before the measurement (of each episode). */
  readonly requests: number;
  /** `false`: the start was still felt in what the rule looked at when the most allowed had been dropped. */
  readonly isEnough: boolean;
}

/** `requests`: the bound was met; `precision`: every mean is known well enough; `arrivals`: the recording ended. */
export type StopReason = 'requests' | 'precision' | 'arrivals';

export interface SimulationResult {
  readonly stoppedBy: StopReason;
  /** `null` where nothing was dropped: recorded arrivals. */
  readonly warmUp: WarmUp | null;
  /** Independent runs with fresh phases: 1 unless some source is periodic. */
  readonly episodes: number;
  /** Simulated time measured, ms. */
  readonly duration: number;
  /** In the order of the system's sources. */
  readonly sources: readonly SourceResult[];
  /** In the order of the system's accelerators. */
  readonly accelerators: readonly StationResult[];
  readonly cpu: StationResult;
}
