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
  /** What stands there, where that is no number and `value` is NaN. */
  readonly found?: string;
}

/** How the requests of a measurement followed each other: what its rate is held against. */
export interface Pace {
  /** Requests in flight at once; `null`: they came by another rule, and rate and time say nothing of each other. */
  readonly inFlight: number | null;
  /** Mean time that passes at least and at most from one request to the next, ms; `null`: the mean time itself. */
  readonly shortest: number | null;
  readonly longest: number | null;
  /** Whether the tool counts requests: then the rate in inferences has the batch in it, whichever that is. */
  readonly countsRequests: boolean;
  /** How to measure one request at a time: a sentence. */
  readonly help: string;
}

/** One request after the other, of which no more is known. */
export const ONE_BY_ONE: Pace = {
  inFlight: 1,
  shortest: null,
  longest: null,
  countsRequests: false,
  help: 'Measure one request at a time.',
};

/** A part of a machine that runs models by itself. */
export type HardwarePart = 'cpu' | 'gpu' | 'npu' | 'dla';

/** What ran the model, by the file's own words. */
export interface Hardware {
  /** Such as `NVIDIA Tegra X1` or `DLA 0, with GPU fallback`. */
  readonly name: string;
  readonly part: HardwarePart | null;
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
  /** Inferences in one request; `null` where the file does not say, or not clearly. */
  readonly batch: Figure | null;
  /** What the file says that may be the batch, where `batch` is `null`: a phrase for whoever knows. */
  readonly batchHint: string | null;
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
  readonly pace: Pace;
  /** The container of one copy of the model. */
  readonly memory: Figure | null;
  readonly onChipMemory: Figure | null;
  readonly offChipMemory: Figure | null;
  readonly runtime: string | null;
  readonly precision: string | null;
  readonly hardware: readonly Hardware[];
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
  batchHint: null,
  kind: 'service',
  time: null,
  scv: null,
  quantiles: [],
  greatest: null,
  samples: null,
  throughput: null,
  pace: ONE_BY_ONE,
  memory: null,
  onChipMemory: null,
  offChipMemory: null,
  runtime: null,
  precision: null,
  hardware: [],
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
