/** Containers that ran together on one accelerator of a real machine: what was sent, and what came of it. Times in ms. */

import type { Discipline } from './disciplines.ts';
import type { MachineFacts } from './inference.ts';
import { type RecordedRun, recordedDuration, type ValidationRow } from './recording.ts';
import type { Scenario } from './scenario.ts';

/** The disciplines that the operating system's scheduler can be made to follow. */
export const MEASURED_DISCIPLINES = ['time-slice', 'fcfs', 'ps'] as const satisfies readonly Discipline[];
export type MeasuredDiscipline = (typeof MEASURED_DISCIPLINES)[number];

/** Requests that `ps` serves at once; past them they would wait. At load 0.8 one in 200 finds as many present. */
export const WORKERS_PS = 24;

/** One request of a co-location. Moments from the common start. */
export interface CoLocatedRequest {
  readonly app: string;
  /** The queue that it waited in. */
  readonly container: string;
  readonly model: string;
  /** When it was sent by the schedule; its response time counts from here. */
  readonly due: number;
  /** When it was taken up. */
  readonly begun: number;
  readonly ended: number;
}

export interface CoLocation {
  readonly scenario: Scenario;
  readonly discipline: MeasuredDiscipline;
  readonly seed: number;
  /** Name of the run in the recording. */
  readonly run: string;
  /** How long requests were sent, ms. */
  readonly duration: number;
  /** In the order in which they were due. */
  readonly requests: readonly CoLocatedRequest[];
  /** Measured against the models, the Ibis formulas and the replay. */
  readonly rows: readonly ValidationRow[];
  /** Processor time of all containers, ms, and what the requests would have taken alone by the profiles. */
  readonly processorTime: number;
  readonly soloTime: number;
  /** `ps`: requests that found all workers busy when they were due; 0 otherwise. */
  readonly withoutWorker: number;
  /** Of requests that found nobody present; `null`: there were none. */
  readonly lateness: Lateness | null;
  /** Share of the cores' time that went to others than the containers; `null` where the system does not show it. */
  readonly foreignShare: number | null;
  readonly machine: MachineFacts;
  /** The cores that all containers shared; `null`: any. */
  readonly cores: readonly number[] | null;
}

/**
 * Interference factor: processor time of the work done together over the time of the same work alone, 1 where sharing
 * costs nothing. Caches are shared too, and switching takes time.
 */
export function interferenceOf({ processorTime, soloTime }: CoLocation): number {
  return processorTime / soloTime;
}

/** How many others each request found present, waiting or served, when it was due. In the order in which they were due. */
function foundPresent(requests: readonly CoLocatedRequest[]): readonly number[] {
  const ends = Float64Array.from(requests, ({ ended }) => ended).sort();
  let gone = 0;
  return requests.map(({ due }, earlier) => {
    // Who is gone by now was due before: the others of those due before are present.
    while ((ends[gone] ?? Number.POSITIVE_INFINITY) <= due) gone++;
    return earlier - gone;
  });
}

/** Requests that found `workers` others present when they were due. In the order in which they were due. */
export function withoutWorker(requests: readonly CoLocatedRequest[], workers: number): number {
  return foundPresent(requests).filter((others) => others >= workers).length;
}

/** Requests that found nobody present, and how long after they were due they were taken up, ms. */
export interface Lateness {
  readonly requests: number;
  readonly mean: number;
  readonly worst: number;
}

/**
 * What waking up costs, and whether the schedule was kept: nothing else delays a request that finds nobody present. It
 * is in the response times and in no model. `null` where every request found somebody. In the order in which they were
 * due.
 */
export function latenessOf(requests: readonly CoLocatedRequest[]): Lateness | null {
  const others = foundPresent(requests);
  const delays = requests.filter((_, i) => others[i] === 0).map(({ due, begun }) => begun - due);
  if (delays.length === 0) return null;
  const sum = delays.reduce((total, delay) => total + delay, 0);
  const worst = delays.reduce((most, delay) => Math.max(most, delay), 0);
  return { requests: delays.length, mean: sum / delays.length, worst };
}

/** Whether one request at a time had the processor, as on an accelerator: on more cores containers run beside each other. */
export function sharesOneCore({ discipline, cores }: Pick<CoLocation, 'discipline' | 'cores'>): boolean {
  return discipline === 'fcfs' || cores?.length === 1;
}

/**
 * The requests as `validate` would read them from the recording: a stream for each model of each container. At least
 * two requests, in the order in which they were due, not all at one moment.
 */
export function recordedRun(requests: readonly CoLocatedRequest[], run: string): RecordedRun {
  const first = requests[0]?.due ?? 0;
  const duration = recordedDuration(first, requests.at(-1)?.due ?? 0, requests.length);
  const streams = new Map<string, CoLocatedRequest[]>();
  for (const request of requests) {
    const key = JSON.stringify([request.container, request.model]);
    const stream = streams.get(key);
    if (stream === undefined) streams.set(key, [request]);
    else stream.push(request);
  }
  return {
    group: run,
    streams: [...streams.values()].map((stream) => ({
      model: (stream[0] as CoLocatedRequest).model,
      app: (stream[0] as CoLocatedRequest).container,
      arrivalRate: stream.length / duration,
      starts: Float64Array.from(stream, ({ due }) => due - first),
      responses: Float64Array.from(stream, ({ due, ended }) => ended - due),
    })),
  };
}
