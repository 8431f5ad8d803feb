/** Containers that ran together on one accelerator of a real machine: what was sent, and what came of it. Times in ms. */

import type { Discipline } from './disciplines.ts';
import type { MachineFacts } from './inference.ts';
import type { ValidationRow } from './recording.ts';
import type { Scenario } from './scenario.ts';

/** The disciplines that the operating system's scheduler can be made to follow. */
export const MEASURED_DISCIPLINES = ['time-slice', 'fcfs', 'ps'] as const satisfies readonly Discipline[];
export type MeasuredDiscipline = (typeof MEASURED_DISCIPLINES)[number];

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
  /** `ps`: requests for which no worker was free when they were due; 0 otherwise. */
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
