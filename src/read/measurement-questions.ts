/**
 * What a file and its user say of one thing in different ways. Neither is believed: each is a question, answered by
 * another flag, or by `--accept` and the question's code; then it stays on the row as a remark.
 */

import type { IMPORT_QUESTIONS } from '../domain/import-formats.ts';
import type { Hardware, Measurement, Remark } from '../domain/measurement.ts';
import { type Problem, problem } from '../domain/problem.ts';
import { printable } from '../domain/text.ts';
import { isOtherHardware } from './hardware-names.ts';
import type { Said } from './profile-rows.ts';

/** A question, as a problem until it is accepted. */
export interface Question {
  readonly code: (typeof IMPORT_QUESTIONS)[number];
  readonly message: string;
  readonly help: string;
}

/** What is open about a row. `description`: what `profiles/devices.csv` says of the device. */
export function questionsOf(row: Measurement, said: Said, description: string | null): Question[] {
  return [
    batchQuestion(row, said),
    deviceQuestion(row, said, description),
    precisionQuestion(row, said),
    figuresQuestion(row),
  ].filter((question) => question !== null);
}

export function problemOf({ code, message, help }: Question): Problem {
  return problem(code, message, `${help}, or take the row as you say with "--accept ${code}".`);
}

export function remarkOf({ code, message }: Question): Remark {
  return { code, text: `accepted: ${message}` };
}

function batchQuestion({ batch }: Measurement, said: Said): Question | null {
  if (said.batch === null || batch === null || batch.value === said.batch || !(batch.value >= 1)) return null;
  const message = `--batch says ${said.batch}, and the file ${batch.value} (${batch.from})`;
  return { code: 'batch-conflict', message, help: 'Leave --batch out: it fills what a file does not say' };
}

function deviceQuestion({ hardware }: Measurement, { device }: Said, description: string | null): Question | null {
  if (device === null) return null;
  const other = hardware.find((one) => isOtherHardware(one, device, description));
  if (other === undefined) return null;
  const message = `the file says that ${printable(other.name, 100)} ran the model, and --device names ${printable(device, 100)}`;
  return { code: 'device-differs', message, help: deviceHelp(other, device) };
}

function deviceHelp({ part }: Hardware, device: string): string {
  if (part !== 'dla') return 'Name the device that was measured with --device';
  return `A DLA is another accelerator of the module than its GPU: name it, such as "--device ${printable(device, 100)}-dla"`;
}

/** Arithmetic in floating point is what tools print of a model whose weights are integers, too. */
const WEIGHTS = /^u?int\d$/;

function precisionQuestion(row: Measurement, { precision }: Said): Question | null {
  if (precision === null || row.precision === null) return null;
  const parts = (text: string) =>
    text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .map((part) => part.replace(/^f(?=\d)/, 'fp'));
  const found = parts(row.precision);
  const wanted = parts(precision);
  const isOpen = wanted.some((part) => found.includes(part) || WEIGHTS.test(part)) || found.includes('best');
  if (isOpen || !found.every((part) => /^(?:b?fp?\d+|u?int\d)$/.test(part))) return null;
  const message = `--precision says ${printable(precision)}, and the file ${printable(row.precision)}`;
  return { code: 'precision-conflict', message, help: 'Leave --precision out' };
}

/** Printed figures are rounded. */
const ROUNDING = 1.02;

/** A mean, its quantiles and its longest time that no list of times has together. */
function figuresQuestion({ time, quantiles, greatest }: Measurement): Question | null {
  if (time === null) return null;
  const sorted = quantiles.toSorted((a, b) => a.p - b.p);
  const most = greatest ?? Number.POSITIVE_INFINITY;
  const falling = sorted.find(({ value }, i) => value * ROUNDING < (sorted[i - 1]?.value ?? 0));
  const beyond = sorted.find(({ value }) => value > most * ROUNDING);
  // A fraction 1 − p of the times is at least the quantile, so the mean is at least that part of it.
  const heavy = sorted.find(({ p, value }) => (1 - p) * value > time.value * ROUNDING);
  const odd = falling ?? beyond ?? heavy;
  const ms = (value: number) => `${Number(value.toPrecision(4))} ms`;
  if (odd === undefined && time.value <= most * ROUNDING) return null;
  const against =
    odd === undefined ? `a longest time of ${ms(most)}` : `a p${Number((odd.p * 100).toFixed(2))} of ${ms(odd.value)}`;
  const last =
    odd === undefined || odd === heavy
      ? ''
      : falling === odd
        ? ' (below a lower percentile)'
        : ` (longest: ${ms(most)})`;
  const message = `a mean of ${ms(time.value)} and ${against}${last} are not of the same times`;
  return { code: 'figures-differ', message, help: `See the figures at line ${time.line}` };
}
