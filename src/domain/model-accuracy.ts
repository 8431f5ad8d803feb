/**
 * How far the latency models were found to be from the simulator and from measurements: the tables of
 * `predict/REFERENCES.md` (written by `npm run accuracy`) and of the README, as data for reports. A test holds them
 * against those documents.
 */

import type { Discipline } from './disciplines.ts';

/** Relative error, as fractions. */
export interface ErrorRange {
  readonly average: number;
  readonly worst: number;
}

export interface ModelAccuracy {
  /** The row's title in `predict/REFERENCES.md`, without its code marks. */
  readonly title: string;
  readonly discipline: Discipline;
  /** What a scenario must have besides the discipline for the row to speak of it; `null`: nothing. */
  readonly condition: 'cpu' | 'arrivals' | 'workers' | null;
  readonly mean: ErrorRange;
  readonly p95: ErrorRange;
  readonly p99: ErrorRange;
}

type Percentages = readonly [number, number, number, number, number, number];

function row(
  title: string,
  discipline: Discipline,
  condition: ModelAccuracy['condition'],
  [mean, meanWorst, p95, p95Worst, p99, p99Worst]: Percentages,
): ModelAccuracy {
  const range = (average: number, worst: number) => ({ average: average / 100, worst: worst / 100 });
  return {
    title,
    discipline,
    condition,
    mean: range(mean, meanWorst),
    p95: range(p95, p95Worst),
    p99: range(p99, p99Worst),
  };
}

/** Against the simulator, in percent as printed: mean, p95 and p99, each on average and at worst. */
export const MODEL_ACCURACY: readonly ModelAccuracy[] = [
  row('ps', 'ps', null, [0.2, 0.6, 0.5, 3.6, 0.8, 3.3]),
  row('ps, service scv 1', 'ps', null, [0.5, 1.4, 0.9, 2.5, 1.0, 2.8]),
  row('fcfs', 'fcfs', null, [0.3, 1.8, 0.4, 2.1, 0.7, 2.5]),
  row('fcfs, service scv 1', 'fcfs', null, [0.9, 4.0, 1.0, 3.9, 1.3, 4.9]),
  row('fcfs-swap', 'fcfs-swap', null, [0.2, 1.0, 0.5, 1.9, 0.6, 2.2]),
  row('fcfs-swap, service scv 0.5', 'fcfs-swap', null, [0.3, 1.0, 0.5, 2.2, 0.6, 2.4]),
  row('time-slice', 'time-slice', null, [0.8, 4.0, 4.4, 12.4, 7.9, 27.9]),
  row('time-slice, two workers', 'time-slice', 'workers', [1.1, 5.7, 5.1, 15.1, 8.7, 27.3]),
  row('time-slice, four workers', 'time-slice', 'workers', [1.2, 5.9, 5.6, 15.2, 9.4, 26.9]),
  row('mps, φ(4) = 2', 'mps', null, [0.2, 0.8, 1.6, 7.2, 4.2, 16.5]),
  row('batch, up to 8', 'batch', null, [2.7, 9.6, 4.7, 16.5, 12.9, 39.7]),
  row('CPU stage at 0.5, then fcfs-swap', 'fcfs-swap', 'cpu', [0.2, 0.7, 2.9, 7.3, 4.1, 11.2]),
  row('CPU stage at 0.8, then ps', 'ps', 'cpu', [0.4, 1.3, 4.6, 9.3, 4.4, 12.1]),
  row('fcfs, periodic arrivals', 'fcfs', 'arrivals', [3.7, 14.8, 8.9, 33.5, 9.2, 35.7]),
  row('fcfs, arrivals scv 4', 'fcfs', 'arrivals', [7.5, 16.8, 9.7, 28.9, 14.2, 40.7]),
  row('fcfs-swap, periodic arrivals', 'fcfs-swap', 'arrivals', [3.8, 16.8, 9.9, 30.7, 7.3, 30.6]),
  row('fcfs-swap, arrivals scv 4', 'fcfs-swap', 'arrivals', [10.3, 21.5, 8.6, 24.9, 10.2, 39.7]),
  row('ps, periodic arrivals', 'ps', 'arrivals', [7.1, 27.4, 14.7, 64.7, 27.9, 103.8]),
];

/** Against the requests that the authors of Ibis recorded on an edgeTPU: means of ten streams (README, "Is that true?"). */
export const RECORDED_ACCURACY = {
  requests: 16_818,
  models: { average: 0.028, worst: 0.066 },
  ibis: { average: 0.054, worst: 0.125 },
  replay: { average: 0.009, worst: 0.021 },
} as const;
