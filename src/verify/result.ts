/** What a simulation says. Plain data: it can be sent between threads. Times in ms, rates in requests per ms. */

import type { SimulatedResponse, StopReason } from '../domain/simulation.ts';

export interface SourceResult extends SimulatedResponse {
  readonly name: string;
  /** Response time of every request in the order of arrival, with `record`; `NaN` for one that did not complete. */
  readonly responses: Float64Array | null;
}

export interface StationResult {
  /** Share of the time that the station is at work, 0 to 1; for the CPU, of its cores. */
  readonly utilization: number;
  /** Time average of the requests present, waiting or in service. */
  readonly meanInSystem: number;
  /** Requests present when the simulation ended. */
  readonly present: number;
}

export interface WarmUp {
  readonly rule: 'MSER-5';
  /** Completions dropped before the measurement (of each episode). */
  readonly requests: number;
  /** `false`: the start was still felt in what the rule looked at when the most allowed had been dropped. */
  readonly isEnough: boolean;
}

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
