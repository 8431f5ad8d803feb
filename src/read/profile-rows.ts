/** Measurements → profile rows: what the files do not say comes from the user, and is asked for by name. */

import type { Figure, Measurement, ProfileRow } from '../domain/measurement.ts';
import { type Problem, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { fitLognormal } from '../math/lognormal.ts';
import { lintOf } from './measurement-lint.ts';
import { ProblemList } from './problem-list.ts';

/** What the user says beside the files; it fills what they do not say. */
export interface Said {
  /** Replaces the files' own name of the model. */
  readonly model: string | null;
  readonly device: string | null;
  readonly batch: number | null;
  readonly precision: string | null;
  readonly conditions: string | null;
}

/** Throws a `ProblemError` that names everything that is missing. `sourceOf`: the row's `source` cell. */
export function profileRows(
  measurements: readonly Measurement[],
  said: Said,
  sourceOf: (row: Measurement) => string,
): readonly ProfileRow[] {
  const problems = new ProblemList();
  problems.addPlaceless(askFor(measurements, said));
  problems.throwIfAny();
  return measurements.map((row) => rowOf(row, said, sourceOf(row)));
}

function askFor(measurements: readonly Measurement[], said: Said): Problem[] {
  const without = (isMissing: (row: Measurement) => boolean) => measurements.find(isMissing);
  const asked: Problem[] = [];
  const noModel = said.model === null && without((row) => row.model === null);
  if (noModel) asked.push(ask('model', noModel, 'the model', 'the name that scenarios will use for it'));
  if (said.device === null && measurements[0] !== undefined) {
    asked.push(ask('device', measurements[0], 'the device', 'a device of profiles/devices.csv, or a name of your own'));
  }
  const noBatch = said.batch === null && without((row) => row.batch === null);
  if (noBatch) asked.push(ask('batch', noBatch, 'the batch size', 'how many inferences one request holds, often 1'));
  asked.push(...conflicts(measurements, said));
  const noTime = without((row) => row.time === null && row.batch !== null);
  if (noTime) asked.push(sizesOnly(noTime, measurements));
  return asked;
}

function ask(flag: string, row: Measurement, what: string, meaning: string): Problem {
  const file = printable(row.files[0] as string, 200);
  return problem(`${flag}-missing`, `${what} is not in "${file}"`, `Give it with --${flag}: ${meaning}.`);
}

function conflicts(measurements: readonly Measurement[], { model, batch }: Said): Problem[] {
  const found: Problem[] = [];
  const models = new Set(measurements.flatMap((row) => row.model ?? []));
  if (model !== null && models.size > 1) {
    const message = `--model names one model, and the files hold ${models.size}: ${printable([...models].join(', '), 200)}`;
    found.push(problem('model-ambiguous', message, 'Leave --model out, or give each model a file of its own.'));
  }
  const other = measurements.find((row) => batch !== null && row.batch !== null && row.batch.value !== batch);
  if (other?.batch) {
    const message = `--batch says ${batch}, and the file ${other.batch.value} (${other.batch.from})`;
    found.push(problem('batch-conflict', message, 'Leave --batch out: it fills only what a file does not say.'));
  }
  return found;
}

function sizesOnly(row: Measurement, all: readonly Measurement[]): Problem {
  const others = all.filter((one) => one.time !== null).map((one) => one.model ?? '?');
  const model = printable(row.model ?? '?');
  const message = `"${printable(row.files[0] as string, 200)}" gives sizes of ${model} and no time`;
  const help =
    others.length === 0
      ? 'Give the file of a benchmark of the same model beside it.'
      : `The other files measure ${printable(others.join(', '), 200)}; give the benchmark of ${model} beside it.`;
  return problem('time-missing', message, help);
}

function rowOf(row: Measurement, said: Said, source: string): ProfileRow {
  const time = row.time as Figure;
  const batch = row.batch ?? { value: said.batch as number, from: '--batch', line: 1 };
  const scv = row.scv ?? fittedScv(row, time);
  const renamed = said.model !== null && row.model !== null && said.model !== row.model ? row.model : null;
  const filled = {
    model: printable(said.model ?? (row.model as string), 200),
    device: said.device as string,
    batch: batch.value,
    concurrency: 1,
    serviceTime: time,
    kind: row.kind,
    scv,
    quantiles: row.quantiles,
    samples: row.samples,
    throughput: row.throughput,
    memory: row.memory,
    onChipMemory: row.onChipMemory,
    offChipMemory: row.offChipMemory,
    runtime: row.runtime === null ? null : printable(row.runtime, 200),
    precision: said.precision ?? row.precision,
    conditions: [
      ...(said.conditions === null ? [] : [said.conditions]),
      ...(renamed === null ? [] : [`measured as ${printable(renamed)}`]),
      `S is ${time.from}`,
      ...(batch.value === 1 ? [] : [`of the whole batch of ${batch.value} (${batch.from})`]),
      ...(scv === null ? [] : [`scv is ${scv.from}`]),
      ...(row.variant === null ? [] : [printable(row.variant)]),
      ...row.conditions.map((text) => printable(text, 200)),
    ],
    source,
  };
  return { ...filled, remarks: [...row.remarks, ...lintOf(row, said, scv)] };
}

/** A single quantile and a mean would fix the law without showing whether it fits. */
const FEWEST_QUANTILES = 2;

function fittedScv({ quantiles, kind }: Measurement, time: Figure): Figure | null {
  if (quantiles.length < FEWEST_QUANTILES || kind !== 'service') return null;
  const { scv, error } = fitLognormal(time.value, quantiles);
  const names = quantiles.map(({ p }) => `p${Number((p * 100).toFixed(2))}`).join(', ');
  const from = `of a lognormal law with this mean, fitted to ${names}: off by ${(error * 100).toFixed(1)} % at worst`;
  return { value: scv, from, line: time.line };
}
