/** Several files of one measurement → one: a summary and its samples, a benchmark and its compiler log. */

import type { Figure, Measurement, Remark } from '../domain/measurement.ts';

/** Means of one run that differ by more than this are not of one run. */
const SAME_RUN = 0.1;

/**
 * Joins measurements of different files where model, batch and variant agree or are not said, each with the first that
 * it fits; the rest stay as they are, in their order.
 */
export function mergeMeasurements(rows: readonly Measurement[]): readonly Measurement[] {
  const merged: Measurement[] = [];
  for (const row of rows) {
    const index = merged.findIndex((other) => agree(other, row));
    if (index < 0) merged.push(row);
    else merged[index] = merge(merged[index] as Measurement, row);
  }
  return merged;
}

function agree(a: Measurement, b: Measurement): boolean {
  const isOtherFile = !b.files.some((file) => a.files.includes(file));
  // Two times of one tool are two runs; a file of sizes alone completes another of the same tool.
  const isOtherPart = a.tool !== b.tool || a.time === null || b.time === null;
  const isSame = <T>(x: T | null, y: T | null) => x === null || y === null || x === y;
  return (
    isOtherFile &&
    isOtherPart &&
    isSame(a.model, b.model) &&
    isSame(a.variant, b.variant) &&
    isSame(a.batch?.value ?? null, b.batch?.value ?? null)
  );
}

function merge(a: Measurement, b: Measurement): Measurement {
  // Samples say more than a summary: their mean, variation and quantiles belong together.
  const timed = a.time === null || (a.scv === null && b.scv !== null && b.time !== null) ? b : a;
  return {
    files: [...a.files, ...b.files],
    tool: a.tool === b.tool ? a.tool : `${a.tool} and ${b.tool}`,
    line: timed.line,
    model: a.model ?? b.model,
    variant: a.variant ?? b.variant,
    batch: a.batch ?? b.batch,
    batchHint: a.batchHint ?? b.batchHint,
    kind: timed.kind,
    time: timed.time,
    scv: timed.scv,
    quantiles: timed.quantiles,
    greatest: timed.greatest,
    samples: timed.samples ?? a.samples ?? b.samples,
    throughput: a.throughput ?? b.throughput,
    pace: (a.throughput === null ? b : a).pace,
    memory: a.memory ?? b.memory,
    onChipMemory: a.onChipMemory ?? b.onChipMemory,
    offChipMemory: a.offChipMemory ?? b.offChipMemory,
    runtime: longer(timed.runtime, (timed === a ? b : a).runtime),
    precision: a.precision ?? b.precision,
    hardware: [...a.hardware, ...b.hardware],
    conditions: [...new Set([...a.conditions, ...b.conditions])],
    remarks: [...a.remarks, ...b.remarks, ...differing(a.time, b.time)],
  };
}

/** `TensorRT 8.6` rather than `TensorRT`, but what ran the model rather than what compiled it. */
function longer(timed: string | null, other: string | null): string | null {
  if (timed === null) return other;
  return other?.startsWith(timed) ? other : timed;
}

function differing(a: Figure | null, b: Figure | null): Remark[] {
  if (a === null || b === null || Math.abs(a.value / b.value - 1) <= SAME_RUN) return [];
  const text = `the files differ: ${a.from} is ${short(a.value)} ms, ${b.from} is ${short(b.value)} ms; are they of one run?`;
  return [{ code: 'times-differ', text }];
}

function short(ms: number): string {
  return String(Number(ms.toPrecision(4)));
}
