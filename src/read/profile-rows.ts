/** Measurements → profile rows: what the files do not say comes from the user, and is asked for by name. */

import type { Figure, Measurement, ProfileRow, Remark } from '../domain/measurement.ts';
import { type Problem, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { fitLognormal } from '../math/lognormal.ts';
import { lintOf } from './measurement-lint.ts';
import { problemOf, type Question, questionsOf, remarkOf } from './measurement-questions.ts';
import { ProblemList } from './problem-list.ts';

/** What the user says beside the files; it fills what they do not say. */
export interface Said {
  /** Replaces the files' own name of the model. */
  readonly model: string | null;
  readonly device: string | null;
  readonly batch: number | null;
  readonly precision: string | null;
  readonly conditions: string | null;
  /** Codes of questions that do not stand in the way of a row: see `IMPORT_QUESTIONS`. */
  readonly accept?: readonly string[];
}

/**
 * Throws a `ProblemError` that names everything that is missing, and every question that was not accepted. `sourceOf`:
 * the row's `source` cell; `description`: what is known of the device.
 */
export function profileRows(
  measurements: readonly Measurement[],
  said: Said,
  sourceOf: (row: Measurement) => string,
  description: string | null = null,
): readonly ProfileRow[] {
  const problems = new ProblemList();
  const open = measurements.map((row) => questionsOf(row, said, description));
  const isAccepted = ({ code }: Question) => said.accept?.includes(code) ?? false;
  problems.addPlaceless(askFor(measurements, said));
  const asked = new Map(open.flat().map((question) => [question.message, question]));
  problems.addPlaceless([...asked.values()].filter((question) => !isAccepted(question)).map(problemOf));
  problems.throwIfAny();
  return measurements.map((row, index) => rowOf(row, said, sourceOf(row), (open[index] ?? []).map(remarkOf)));
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
  if (noBatch) asked.push(askForBatch(noBatch));
  asked.push(...conflicts(measurements, said));
  const noTime = without((row) => row.time === null && row.batch !== null);
  if (noTime) asked.push(sizesOnly(noTime, measurements));
  return asked;
}

function ask(flag: string, row: Measurement, what: string, meaning: string): Problem {
  const file = printable(row.files[0] as string, 200);
  return problem(`${flag}-missing`, `${what} is not in "${file}"`, `Give it with --${flag}: ${meaning}.`);
}

function askForBatch(row: Measurement): Problem {
  const meaning = 'how many inferences one request holds';
  if (row.batchHint === null) return ask('batch', row, 'the batch size', `${meaning}, often 1`);
  return ask('batch', row, 'a batch size beyond doubt', `${meaning}; ${printable(row.batchHint, 300)}`);
}

function conflicts(measurements: readonly Measurement[], { model }: Said): Problem[] {
  const found: Problem[] = [];
  const models = new Set(measurements.flatMap((row) => row.model ?? []));
  if (model !== null && models.size > 1) {
    const message = `--model names one model, and the files hold ${models.size}: ${printable([...models].join(', '), 200)}`;
    found.push(problem('model-ambiguous', message, 'Leave --model out, or give each model a file of its own.'));
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

function rowOf(row: Measurement, said: Said, source: string, accepted: readonly Remark[]): ProfileRow {
  const time = row.time as Figure;
  // A batch beside another in the file was accepted as such by now.
  const batch = said.batch === null && row.batch !== null ? row.batch : saidBatch(row, said.batch as number);
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
      ...(row.batchHint === null ? [] : [printable(row.batchHint, 200)]),
      ...accepted.map(({ code }) => `accepted ${code}`),
      ...(row.variant === null ? [] : [printable(row.variant)]),
      ...row.conditions.map((text) => printable(text, 200)),
    ],
    source,
  };
  return { ...filled, remarks: [...accepted, ...row.remarks, ...lintOf(row, said, scv)] };
}

function saidBatch({ batch }: Measurement, value: number): Figure {
  return batch?.value === value ? batch : { value, from: '--batch', line: 1 };
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
