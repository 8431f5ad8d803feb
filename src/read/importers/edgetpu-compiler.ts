/** The log of edgetpu_compiler: how much of a model's parameters stays on the chip. It has no times. */

import type { TextFile } from '../../domain/files.ts';
import { type Figure, type Measurement, measurement } from '../../domain/measurement.ts';
import { parseSize } from '../../domain/units.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { type Found, Log, modelOfPath } from './log.ts';

const TOOL = 'edgetpu_compiler log';
const INPUT = /^\s*Input(?: model)?: (\S.{0,1000})$/;

export const edgetpuCompiler: Importer = {
  format: 'edgetpu',
  tool: TOOL,
  detect: (text) => /Edge TPU Compiler version|On-chip memory used for caching/.test(text),
  read,
};

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  const inputs = [...log.all(INPUT)];
  if (!log.lines.some((line) => line.includes('On-chip memory used for caching'))) {
    const failed = log.first(/ERROR|not compiled|failed/i);
    const message = 'there is no line "On-chip memory used for caching model parameters"';
    const help = 'Give the whole log of a compilation that succeeded.';
    log.complain(problems, failed?.line ?? 1, 'size-missing', message, help);
    return NOTHING_READ;
  }
  const runtime = compilerOf(log);
  const starts = inputs.length === 0 ? [null] : inputs;
  const measurements = starts.map((input, index) => rowOf(log, [input, inputs[index + 1] ?? null], runtime, problems));
  return { measurements, leftOut: [] };
}

/** The model that begins at `input`; its lines end where `next` begins. */
function rowOf(
  log: Log,
  [input, next]: readonly [Found | null, Found | null],
  runtime: string | null,
  problems: ProblemList,
): Measurement {
  const within = (pattern: RegExp) => log.all(pattern, input?.line, next?.line).next().value ?? null;
  const size = (pattern: RegExp, from: string) => sizeOf(log, within(pattern), from, problems);
  const output = within(/^\s*Output(?: model)?: (\S.{0,1000})$/);
  const onCpu = within(/run on CPU: (\d{1,9})/);
  return measurement({
    files: [log.name],
    tool: TOOL,
    line: input?.line ?? 1,
    model: modelOfPath((output ?? input)?.text ?? ''),
    batch: { value: 1, from: 'an Edge TPU runs no other batch', line: input?.line ?? 1 },
    onChipMemory: size(/On-chip memory used for caching model parameters: (\S+)/, 'on-chip memory used'),
    offChipMemory: size(/Off-chip memory used for streaming uncached model parameters: (\S+)/, 'off-chip memory used'),
    runtime,
    conditions: onCpu !== null && onCpu.text !== '0' ? [`${onCpu.text} operations run on the CPU`] : [],
  });
}

function sizeOf(log: Log, found: Found | null, from: string, problems: ProblemList): Figure | null {
  if (found === null) return null;
  const parsed = parseSize(found.text);
  if (parsed.ok)
    return { value: parsed.value, from: `${from}, ${found.text.replace(/^[\d.]+/, '')} → bytes`, line: found.line };
  log.complain(problems, found.line, 'size-unreadable', `${from} must be ${parsed.expected}`, null);
  return null;
}

function compilerOf(log: Log): string | null {
  const version = log.first(/Edge TPU Compiler version ([\d.]{1,30})/);
  return version === null ? null : `edgetpu_compiler ${version.text}`;
}
