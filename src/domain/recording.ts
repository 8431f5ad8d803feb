/** Requests that were recorded on a device, and how models and simulator stand against them. Times in ms. */

import type { Discipline } from './disciplines.ts';

/** The requests of one application in one run. */
export interface RecordedStream {
  readonly model: string;
  /** `null` where all requests of a model are one application's. */
  readonly app: string | null;
  /** λ, requests per ms: as configured where the recording says so, otherwise as recorded. */
  readonly arrivalRate: number;
  /** Moments of arrival from the run's first one on, ascending. */
  readonly starts: Float64Array;
  /** Response time of each, in the same order. */
  readonly responses: Float64Array;
}

/** What happened on one device at one time: its streams met each other. */
export interface RecordedRun {
  /** The value of the column that runs are told apart by; `null` where there is none. */
  readonly group: string | null;
  readonly streams: readonly RecordedStream[];
}

/** ms that so many requests stand for: between the first and the last of n there are n − 1 intervals. */
export function recordedDuration(first: number, last: number, requests: number): number {
  return ((last - first) * requests) / (requests - 1);
}

/** Mean and 95th percentile of response times, ms. */
export interface Responses {
  readonly mean: number;
  readonly p95: number;
}

/** One stream of a run: measured, and as the models, the Ibis formulas and the simulator would have it. */
export interface ValidationRow {
  readonly group: string | null;
  readonly model: string;
  readonly app: string | null;
  readonly requests: number;
  readonly arrivalRate: number;
  /** Squared coefficient of variation of the recorded times between arrivals; `null` with fewer than two of them. */
  readonly arrivalScv: number | null;
  /** Whether that is near enough to 1 for the models to be asked about Poisson arrivals. */
  readonly isPoisson: boolean;
  /** ρ of the device in this run, by the models. */
  readonly utilization: number;
  readonly measured: Responses;
  /** `null` where the queue has no steady state, and then `reason` says why. */
  readonly predicted: Responses | null;
  readonly ibisMean: number | null;
  /** The recorded arrivals through the simulator; `null` where it was overrun. */
  readonly replayed: Responses | null;
  readonly reason: string | null;
}

export interface Validation {
  /** The recording as it is called in outputs. */
  readonly recording: string;
  readonly seed: number;
  readonly device: string;
  readonly discipline: Discipline;
  readonly groupBy: string | null;
  readonly rows: readonly ValidationRow[];
}

/** Relative errors against the measurement: their mean size and the greatest; `null` where there are none. */
export interface Errors {
  readonly mape: number | null;
  readonly worst: number | null;
}

/** Errors of one figure of every row; rows without it, or measured as 0, do not count. */
export function errorsOf(
  rows: readonly ValidationRow[],
  measured: (row: ValidationRow) => number,
  figure: (row: ValidationRow) => number | null | undefined,
): Errors {
  const errors = rows.flatMap((row) => {
    const value = figure(row);
    return value === null || value === undefined || !(measured(row) > 0) ? [] : [Math.abs(value / measured(row) - 1)];
  });
  if (errors.length === 0) return { mape: null, worst: null };
  return { mape: errors.reduce((sum, error) => sum + error, 0) / errors.length, worst: Math.max(...errors) };
}
