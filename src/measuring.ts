/** A model file → inference on this machine, by batch sizes and concurrent copies → profile rows. */

import type { FileAccess } from './domain/files.ts';
import {
  type InputShapes,
  type MachineFacts,
  MOST_FOREIGN_SHARE,
  type ModelInputs,
  type WorkDone,
} from './domain/inference.ts';
import type { Figure, ProfileRow, Remark } from './domain/measurement.ts';
import { ProblemError, problem } from './domain/problem.ts';
import { counted, printable } from './domain/text.ts';
import { deviceRemarks } from './importing.ts';
import { today } from './io/clock.ts';
import { withContainers, workTogether } from './io/inference/container.ts';
import { coresToUse, machineFacts } from './io/inference/machine.ts';
import { packageVersion } from './io/package.ts';
import { type SampleSummary, summarize } from './math/sample.ts';
import { coresText } from './report/machine-words.ts';

export interface MeasureOptions {
  /** The ONNX file, as named by the user. */
  readonly file: string;
  /** The model, as scenarios will name it. */
  readonly model: string;
  readonly device: string;
  /** Inferences in one request, ascending, each from 1. */
  readonly batches: readonly number[];
  /** Copies that run at once, ascending, each from 1; beyond one at batch 1 only. */
  readonly copies: readonly number[];
  /** Of each measurement, ms. */
  readonly duration: number;
  /**
   * For how long a copy alone rests before each request, ms: applications that share a machine find caches cold and the
   * processor asleep. Copies at once do not rest.
   */
  readonly pause: number;
  /** Inferences before each, left out of it. */
  readonly warmUp: number;
  /** Of one inference. */
  readonly threads: number;
  /** As `taskset` reads them; `null`: the last ones, as many as threads. */
  readonly cores: string | null;
  readonly shapes: InputShapes;
  readonly precision: string | null;
  readonly conditions: string | null;
}

export interface Measured {
  readonly file: string;
  readonly machine: MachineFacts;
  /** The cores that inference ran on; `null`: any. */
  readonly cores: readonly number[] | null;
  /** Most of the cores' time that went to something else in one measurement, a share; `null`: it is not shown. */
  readonly foreignShare: number | null;
  readonly rows: readonly ProfileRow[];
  readonly remarks: readonly Remark[];
}

/** How many copies run at once, each on requests of so many inferences. */
interface Setting {
  readonly batch: number;
  readonly copies: number;
}

/** What was measured of a setting: times of single requests, ms. */
interface Sample extends Setting {
  readonly summary: SampleSummary;
  readonly samples: number;
  /** Inferences per ms of all copies together. */
  readonly throughput: number;
  /** Bytes of one container at its peak. */
  readonly memory: number;
  /** Of the cores' time, taken by something else meanwhile; `null` where the system does not show it. */
  readonly foreignShare: number | null;
  readonly inputs: ModelInputs;
  readonly remarks: readonly Remark[];
}

/** What is measured, in this order. Copies are compared with one copy of batch 1, which is then measured too. */
export function settingsOf({ batches, copies }: Pick<MeasureOptions, 'batches' | 'copies'>): readonly Setting[] {
  const beside = copies.filter((one) => one > 1).map((one) => ({ batch: 1, copies: one }));
  const isMissing = beside.length > 0 && !batches.includes(1);
  const alone = (isMissing ? [1, ...batches] : batches).map((batch) => ({ batch, copies: 1 }));
  return [...alone, ...beside];
}

/** Rows that fill the columns which those of `measure` will fill; their figures mean nothing. */
export function pretendedRows(options: MeasureOptions): readonly ProfileRow[] {
  const sample = { summary: summarize([1]), samples: 1, throughput: 1, memory: 1, foreignShare: null, remarks: [] };
  const inputs = { text: '', names: [], fixedBatch: null };
  const unsaid = { processor: '', architecture: '', system: '', governor: null, node: '', runtime: '-' };
  const machine = { ...unsaid, cores: 1 };
  return settingsOf(options).map((setting) => rowOf({ ...setting, ...sample, inputs }, options, machine, null));
}

/**
 * `hear` is told each row once it is known. Throws a `ProblemError` where the model, the runtime or the cores are not to
 * be had.
 */
export async function measure(
  options: MeasureOptions,
  files: FileAccess,
  hear: (row: ProfileRow) => void = () => {},
): Promise<Measured> {
  const file = { path: await files.locateNamed(options.file), name: options.file };
  const cores = await coresToUse(options.cores, options.threads);
  const machine = await machineFacts(cores);
  const samples: Sample[] = [];
  const rows: ProfileRow[] = [];
  for (const setting of settingsOf(options)) {
    const sample = await sampleOf(setting, file, options, cores);
    const row = rowOf(sample, options, machine, cores);
    samples.push(sample);
    rows.push(row);
    hear(row);
  }
  const foreignShare = greatestShare(samples);
  const shared = [
    ...machineRemarks(machine, cores, options),
    ...foreignRemarks(foreignShare),
    ...batchRemarks(samples),
  ];
  return {
    file: options.file,
    machine,
    cores,
    foreignShare,
    rows,
    remarks: [...shared, ...(await deviceRemarks(options.device, files))],
  };
}

/** Requests of one measurement are held in memory. */
const MOST_SAMPLES = 1_000_000;

async function sampleOf(
  { batch, copies }: Setting,
  file: { readonly path: string; readonly name: string },
  { shapes, threads, warmUp, duration, pause }: MeasureOptions,
  cores: readonly number[] | null,
): Promise<Sample> {
  const order = { models: [{ ...file, batch, shapes, hasAllInputs: true }], workers: 1, threads, warmUp };
  // Every request is due at once: a copy that is done takes the next.
  const requests = Math.floor(MOST_SAMPLES / copies);
  const work = { requests, due: null, model: null, until: duration, pause: copies === 1 ? pause : 0 };
  const orders = Array.from({ length: copies }, () => order);
  const works = orders.map(() => work);
  const { done, foreignShare, inputs } = await withContainers(orders, cores, async (containers) => ({
    ...(await workTogether(containers, works, cores)),
    inputs: containers[0]?.inputs[0] as ModelInputs,
  }));
  const times = done.flatMap((one) => timesOf(one, duration, copies > 1));
  if (times.length === 0) throw new ProblemError([tooShort(duration)]);
  const summary = summarize(times);
  const memory = done.reduce((most, { peakMemory }) => Math.max(most, peakMemory), 0);
  // Beside others a copy answers once in its time; summed over the copies, whatever their number of answers.
  const throughput = (batch * copies) / summary.mean;
  const steadiness = copies === 1 ? steadinessRemarks(times, summary) : [];
  const remarks = [...sampleRemarks(times.length), ...steadiness].map(({ code, text }) => ({
    code,
    text: `${settingText({ batch, copies })}: ${text}`,
  }));
  return { batch, copies, summary, samples: times.length, throughput, memory, foreignShare, inputs, remarks };
}

function settingText({ batch, copies }: Setting): string {
  return copies === 1 ? `batch ${batch}` : counted(copies, 'copy', 'copies');
}

/** Times of single requests; of copies that run at once, only while all of them do. */
function timesOf({ begun, ended }: WorkDone, duration: number, isAmongCopies: boolean): number[] {
  const times: number[] = [];
  for (let i = 0; i < ended.length && (ended[i] as number) > 0; i++) {
    const isCut = isAmongCopies && (ended[i] as number) > duration;
    if (!isCut) times.push((ended[i] as number) - (begun[i] as number));
  }
  return times;
}

function tooShort(duration: number) {
  const message = `no inference was finished within ${duration / 1000} s`;
  return problem('measure-short', message, 'Lengthen --duration.');
}

/** benchmark_model's own least number; a mean of fewer is a guess. */
const FEW_SAMPLES = 50;
/** A processor that does nothing else varies far less. */
const NOISY_SCV = 0.02;
/** Means of the two halves of a steady measurement are nearer to each other. */
const DRIFT = 0.05;

function sampleRemarks(samples: number): Remark[] {
  if (samples >= FEW_SAMPLES) return [];
  const text = `only ${counted(samples, 'sample')}: below ${FEW_SAMPLES} the mean and the variation are uncertain; lengthen --duration`;
  return [{ code: 'few-samples', text }];
}

function greatestShare(samples: readonly Sample[]): number | null {
  const shares = samples.flatMap(({ foreignShare }) => foreignShare ?? []);
  return shares.length === 0 ? null : Math.max(...shares);
}

/** Who takes such figures for the model's own plans with the load of others. */
function foreignRemarks(most: number | null): Remark[] {
  if (most === null || most <= MOST_FOREIGN_SHARE) return [];
  const text = `something else took up to ${(100 * most).toFixed(0)} % of the cores meanwhile: the times are too long; stop it and measure again`;
  return [{ code: 'cores-shared', text }];
}

/** A file made for requests of several inferences, measured as if it took one. */
function batchRemarks(samples: readonly Sample[]): Remark[] {
  const fixed = samples.find(({ batch, inputs }) => batch === 1 && (inputs.fixedBatch ?? 1) > 1)?.inputs.fixedBatch;
  if (fixed == null) return [];
  const text = `the model fixes the first size at ${fixed}: if that is the inferences in a request, measure with --batch ${fixed}, for the row says 1`;
  return [{ code: 'batch-unsaid', text }];
}

/** A first half unlike the second was measured while clocks, caches or other work were still changing. */
function steadinessRemarks(times: readonly number[], { scv }: SampleSummary): Remark[] {
  const remarks: Remark[] = [];
  if (scv > NOISY_SCV) {
    const text = `the times of equal requests vary (scv ${scv.toPrecision(2)}): clocks or other work may have changed meanwhile`;
    remarks.push({ code: 'noisy', text });
  }
  if (times.length < FEW_SAMPLES) return remarks;
  const half = times.length >> 1;
  const [first, second] = [summarize(times.slice(0, half)).mean, summarize(times.slice(half)).mean];
  const change = second / first - 1;
  if (!(Math.abs(change) > DRIFT)) return remarks;
  const text = `the second half took ${(100 * Math.abs(change)).toFixed(0)} % ${change > 0 ? 'longer' : 'less time'} than the first: not steady yet, measure longer or again`;
  return [...remarks, { code: 'drift', text }];
}

function machineRemarks(
  { governor }: MachineFacts,
  cores: readonly number[] | null,
  { threads }: MeasureOptions,
): Remark[] {
  const remarks: Remark[] = [];
  if (cores !== null && cores.length < threads) {
    const text = `${counted(threads, 'thread')} of one inference shared ${counted(cores.length, 'core')}: they waited for each other`;
    remarks.push({ code: 'threads-crowded', text });
  }
  if (cores === null) {
    const text = 'processes cannot be pinned to cores on this system: the figures are of whatever cores it chose';
    remarks.push({ code: 'not-pinned', text });
  }
  if (governor !== null && governor !== 'performance') {
    const text = `the frequency governor is "${governor}": clocks change with the load; "performance" holds them`;
    remarks.push({ code: 'governor', text });
  }
  return remarks;
}

function rowOf(
  { batch, copies, summary, samples, throughput, memory, foreignShare, inputs, remarks }: Sample,
  options: MeasureOptions,
  machine: MachineFacts,
  cores: readonly number[] | null,
): ProfileRow {
  const of = copies === 1 ? '' : `, each of ${copies} copies at once`;
  const figure = (value: number, from: string): Figure => ({ value, from, line: 1 });
  return {
    model: options.model,
    device: options.device,
    batch,
    concurrency: copies,
    serviceTime: figure(summary.mean, `mean of ${counted(samples, 'request')}${of}, ms`),
    kind: 'service',
    scv: figure(summary.scv, 'variance of the same over mean²'),
    quantiles: [0.5, 0.95, 0.99].map((p) => ({ p, value: summary.quantile(p) })),
    samples: figure(samples, `within ${options.duration / 1000} s after ${options.warmUp} to warm up`),
    throughput: figure(throughput, 'inferences in the mean time'),
    // Copies are equal: the memory of one is that of the row alone.
    memory: copies === 1 ? figure(memory, 'most that the process held, runtime included') : null,
    onChipMemory: null,
    offChipMemory: null,
    runtime: machine.runtime,
    precision: options.precision,
    conditions: [
      ...(options.conditions === null ? [] : [options.conditions]),
      inputs.text,
      `${counted(options.threads, 'thread')} on ${coresText(cores, machine.cores)}`,
      `${machine.processor}, ${machine.architecture}`,
      machine.governor === null ? 'frequency governor not shown' : `frequency governor ${machine.governor}`,
      `${machine.system}, Node.js ${machine.node}`,
      `S is the mean of ${counted(samples, 'request')}${of || restText(options)} after ${options.warmUp} to warm up`,
      ...(foreignShare !== null && foreignShare > MOST_FOREIGN_SHARE
        ? [`something else took ${(100 * foreignShare).toFixed(0)} % of the cores meanwhile`]
        : []),
    ],
    source: `measured on ${today()} by edge-plan measure ${packageVersion()}: ${printable(options.model, 200)}`,
    remarks,
  };
}

function restText({ pause }: MeasureOptions): string {
  return pause === 0 ? ' back to back' : `, each after a rest of ${pause} ms,`;
}
