/** Of a co-location's document, what the table is made from. */
export interface ExperimentRun {
  readonly repetition: number;
  readonly load: number;
  /** ms of each network alone, in the order of the networks. */
  readonly service: readonly number[];
  readonly discipline: string;
  readonly interference: number;
  /** `null` where the system does not show it. */
  /** Of the profiles before it; left out by experiments that did not ask. */
  readonly profileForeignShare?: number;
  readonly foreignShare: number | null;
  readonly rows: readonly ExperimentRow[];
  /** The same with services longer by the interference factor. */
  readonly adjustedRows: readonly ExperimentRow[];
}

export interface ExperimentRow {
  readonly model: string;
  readonly requests: number;
  readonly measuredMeanMs: number;
  readonly predictedMeanMs: number | null;
  readonly ibisMeanMs: number | null;
  readonly replayedMeanMs: number | null;
  readonly measuredP95Ms: number;
  readonly predictedP95Ms: number | null;
  readonly replayedP95Ms: number | null;
}

export interface Experiment {
  readonly date: string;
  readonly duration: number;
  readonly repetitions: number;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly usedCores: readonly number[] | null;
    readonly architecture: string;
    readonly system: string;
    readonly governor: string | null;
    readonly runtime: string;
    readonly node: string;
  };
  readonly networks: readonly string[];
  readonly results: readonly ExperimentRun[];
}

/** `made`: what was done; `brief`: how far off means and p95 are; `summary`: and all else; `details`: every container and load. */
export function renderExperiment(experiment: Experiment): {
  readonly made: string;
  readonly brief: string;
  readonly summary: string;
  readonly details: string;
};
