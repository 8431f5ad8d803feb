/** Inference measured on this machine: what is asked of it, and what it was. Times in ms, sizes in bytes. */

import { ProblemError, problem } from './problem.ts';
import { printable } from './text.ts';

/** Sizes of an input, by its name in the model: what a file leaves open, the user says. */
export type InputShapes = ReadonlyMap<string, readonly number[]>;

/** A model that a container serves. */
export interface ServedModel {
  /** Absolute path of the ONNX file. */
  readonly path: string;
  /** How it is shown: as the user named it. */
  readonly name: string;
  /** Inferences in one request, from 1: the first size of every input. */
  readonly batch: number;
  readonly shapes: InputShapes;
  /** Whether it has all inputs that `shapes` names; other models may be given the same sizes. */
  readonly hasAllInputs: boolean;
}

/** What a model is fed. */
export interface ModelInputs {
  /** Such as `input 1x3x224x224 float32`. */
  readonly text: string;
  readonly names: readonly string[];
  /** The first size of every input, where the file fixes it: as a rule the inferences in one request. */
  readonly fixedBatch: number | null;
}

/**
 * Sizes of an input that nobody has are a slip of the pen: throws a `ProblemError` that begins with `nobody`, as in
 * `"m.onnx" has no`, and lists who is known after `known`.
 */
export function checkInputNames(shapes: InputShapes, names: readonly string[], nobody: string, known: string): void {
  const unknown = [...shapes.keys()].find((said) => !names.includes(said));
  if (unknown === undefined) return;
  const list = names.slice(0, 10).map((one) => printable(one));
  throw new ProblemError([
    problem('input-unknown', `${nobody} input "${printable(unknown)}"`, `${known} ${list.join(', ')}.`),
  ]);
}

/** A server process: its models, and how many requests it serves at once. */
export interface ContainerOrder {
  readonly models: readonly ServedModel[];
  /** Requests served at once, each by a thread that has all models loaded. */
  readonly workers: number;
  /** Threads of one inference. */
  readonly threads: number;
  /** Inferences of every model by every worker before anything is measured. */
  readonly warmUp: number;
}

/** Requests in the order in which a container takes them up. */
export interface Work {
  /** How many there are. */
  readonly requests: number;
  /** When each is due, ms from the common start, ascending: it is not taken up before. `null`: all at the start. */
  readonly due: Float64Array | null;
  /** Which model of the container serves each. `null`: its first. */
  readonly model: Uint16Array | null;
  /** Nothing is taken up after this moment, ms from the common start. */
  readonly until: number;
  /** For how long a worker rests before it takes up the next, ms. */
  readonly pause: number;
}

/** What became of the first requests; equally long. Nobody took up those beyond, nor those whose times are 0. */
export interface WorkDone {
  /** When a worker began with each and when it was done, ms from the common start. */
  readonly begun: Float64Array;
  readonly ended: Float64Array;
  /** Processor time of the whole process meanwhile, ms. */
  readonly processorTime: number;
  /** Most memory that the process held up to the end of the work, bytes. */
  readonly peakMemory: number;
}

/** A machine, as far as its figures depend on it. */
export interface MachineFacts {
  readonly processor: string;
  /** Cores of the machine. */
  readonly cores: number;
  readonly architecture: string;
  /** Such as `Linux 6.18.44`. */
  readonly system: string;
  /** Of the cores used; `null` where the system does not show one. */
  readonly governor: string | null;
  readonly node: string;
  /** Such as `onnxruntime-node 1.30.0`. */
  readonly runtime: string;
}

/** Past this share of a service time requests were taken up late: response times are longer than the models can know. */
export const MOST_LATENESS = 0.05;

/** Past this share of the cores' time a measurement was disturbed: it is longer than the work alone. */
export const MOST_FOREIGN_SHARE = 0.02;
