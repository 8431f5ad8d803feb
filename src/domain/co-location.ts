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

/** Requests that found `workers` others present when they were due. In the order in which they were due. */
export function withoutWorker(requests: readonly CoLocatedRequest[], workers: number): number {
  const ends = Float64Array.from(requests, ({ ended }) => ended).sort();
  let over = 0;
  let gone = 0;
  requests.forEach(({ due }, earlier) => {
    // Who is gone by now was due before: the others of those due before are present.
    while ((ends[gone] ?? Number.POSITIVE_INFINITY) <= due) gone++;
    if (earlier - gone >= workers) over++;
  });
  return over;
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
