/** What every importer is: it tells its own files from others, and turns one into measurements. */

import type { TextFile } from '../../domain/files.ts';
import type { LeftOut, Measurement } from '../../domain/measurement.ts';
import type { ProblemList } from '../problem-list.ts';

export type TimeUnit = 'ns' | 'us' | 'ms' | 's';

/** Samples before the device had settled: a number of them, or those that started before a time (ms). */
export type WarmUpRule =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'time'; readonly time: number };

/** What the user says of a file, beside its text. */
export interface ReadOptions {
  /** Inferences in one request, where the file does not say. */
  readonly batch: number | null;
  /** Unit of plain samples. */
  readonly unit: TimeUnit | null;
  /** `null`: the importer's own rule. */
  readonly warmUp: WarmUpRule | null;
  /** The column of a table of samples that holds the times. */
  readonly column?: string | null;
  /** Codes of questions that do not stand in the way of a row. */
  readonly accept?: readonly string[];
}

/** Options that not every importer has a use for. */
export type ReadOption = 'unit' | 'warmUp' | 'column';

export interface Reading {
  readonly measurements: readonly Measurement[];
  readonly leftOut: readonly LeftOut[];
}

export const NOTHING_READ: Reading = { measurements: [], leftOut: [] };

export interface Importer {
  /** The format of `domain/import-formats.ts` that it belongs to. */
  readonly format: string;
  /** Which output of which tool: the noun of messages. */
  readonly tool: string;
  /** Whether a text is of this kind, by marks that no other kind has. */
  readonly detect: (text: string) => boolean;
  /** Which of the options it makes use of, beside the batch. */
  readonly uses?: readonly ReadOption[];
  /** The measurements of a file; what is wrong with it is added to `problems`. */
  readonly read: (file: TextFile, options: ReadOptions, problems: ProblemList) => Reading;
}
