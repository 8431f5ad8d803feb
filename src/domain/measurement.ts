/**
 * What the file of a measurement tool says of one model on one device, before it is a profile row. Times in ms, rates
 * in inferences per ms, sizes in bytes; what a file does not say is `null`.
 */

/** A figure, and in words what of the file it was made from, with the unit that stood there. */
export interface Figure {
  readonly value: number;
  /** Such as `GPU Compute Time mean, ms` or `Inference (avg), µs → ms`. */
  readonly from: string;
  /** Line of the file, from 1. */
  readonly line: number;
}

/**
 * `service`: the accelerator worked for this long on one request. `response`: it may include waiting and transport, and
 * bounds the service time from above. `capacity`: the time between two completions of a pipelined device.
 */
export type TimeKind = 'service' | 'response' | 'capacity';

/** A fraction `p` of the times is at most `value` ms. */
export interface Quantile {
  readonly p: number;
  readonly value: number;
}

/** Something to know before planning with a row; `code` is stable, `text` a sentence without its full stop. */
export interface Remark {
  readonly code: string;
  readonly text: string;
}

export interface Measurement {
  /** The files that it was read from, as shown. */
  readonly files: readonly string[];
  /** Whose output it is, such as `trtexec summary`. */
  readonly tool: string;
  readonly line: number;
  readonly model: string | null;
  /** The tool's own name of the configuration that was measured, where it measures several of a model. */
  readonly variant: string | null;
  /** Inferences in one request. */
  readonly batch: Figure | null;
  readonly kind: TimeKind;
  /** Mean time of one request, a whole batch; `null`: the file has sizes only. */
  readonly time: Figure | null;
  /** Squared coefficient of variation of that time, where the file has it. */
  readonly scv: Figure | null;
  readonly quantiles: readonly Quantile[];
  /** The longest time, ms. */
  readonly greatest: number | null;
  readonly samples: Figure | null;
  readonly throughput: Figure | null;
  /** The container of one copy of the model. */
  readonly memory: Figure | null;
  readonly onChipMemory: Figure | null;
  readonly offChipMemory: Figure | null;
  readonly runtime: string | null;
  readonly precision: string | null;
  /** How it was measured, as far as the file says: phrases. */
  readonly conditions: readonly string[];
  readonly remarks: readonly Remark[];
}

/** What a file holds and a profile may not: a response time, a round of several models, a run that was not valid. */
export interface LeftOut {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  /** Why, as a sentence without its full stop. */
  readonly reason: string;
  /** How to measure what is needed, a whole sentence. */
  readonly help: string;
}

/** A measurement of which nothing is known but what `known` says. */
export function measurement(known: Pick<Measurement, 'files' | 'tool' | 'line'> & Partial<Measurement>): Measurement {
  return { ...NOTHING, ...known };
}

const NOTHING = {
  model: null,
  variant: null,
  batch: null,
  kind: 'service',
  time: null,
  scv: null,
  quantiles: [],
  greatest: null,
  samples: null,
  throughput: null,
  memory: null,
  onChipMemory: null,
  offChipMemory: null,
  runtime: null,
  precision: null,
  conditions: [],
  remarks: [],
} as const;

/** A row of a profile table, complete: what `profiles/README.md` calls one measurement. */
export interface ProfileRow {
  readonly model: string;
  readonly device: string;
  readonly batch: number;
  /** Copies that ran at once, from 1. */
  readonly concurrency: number;
  readonly serviceTime: Figure;
  /** What `serviceTime` is: see `TimeKind`. */
  readonly kind: TimeKind;
  readonly scv: Figure | null;
  readonly quantiles: readonly Quantile[];
  readonly samples: Figure | null;
  readonly throughput: Figure | null;
  readonly memory: Figure | null;
  readonly onChipMemory: Figure | null;
  readonly offChipMemory: Figure | null;
  readonly runtime: string | null;
  readonly precision: string | null;
  readonly conditions: readonly string[];
  readonly source: string;
  readonly remarks: readonly Remark[];
}
