/** What every form of benchmark_app's output says, as a row. */

import {
  type Figure,
  type HardwarePart,
  type LeftOut,
  type Measurement,
  measurement,
  ONE_BY_ONE,
  type Quantile,
  type Remark,
} from '../../domain/measurement.ts';
import { modelOfPath } from './log.ts';

export interface Results {
  readonly average: Figure | null;
  /** The median, or the percentile that was asked for. */
  readonly quantile: Quantile;
  readonly greatest: number | null;
  readonly count: Figure | null;
  /** ms. */
  readonly duration: Figure | null;
  /** Frames per ms: a request of batch b is b frames. */
  readonly throughput: Figure | null;
  readonly batch: Figure | null;
  /** Requests in flight, where the file says; 1 in sync mode. */
  readonly requests: number | null;
  /** Path of the model. */
  readonly model: string | null;
  /** Such as `CPU` or `GPU.0`. */
  readonly devices: readonly string[];
  readonly conditions: readonly string[];
  readonly precision: string | null;
}

/** How far frames ÷ iterations may be from a whole number to be read as the batch. */
const ROUNDING = 0.02;
/** Little's law: above this many requests in flight on average the latency includes those of others. */
const ALONE = 1.5;

/** Why the average is no service time: the file's own word, or else iterations × average ÷ duration; `null` when not. */
export function inFlight(file: string, { average, requests, count, duration }: Results): LeftOut | null {
  const byLittle = count && duration && average ? (count.value / duration.value) * average.value : 1;
  const many = requests ?? byLittle;
  if (!(many >= ALONE)) return null;
  const shown = requests === null ? `about ${Math.round(byLittle)}` : String(requests);
  return {
    file,
    line: average?.line ?? 1,
    code: 'in-flight',
    reason: `${shown} requests were in flight (async mode): the latency includes waiting for others, it is no service time`,
    help: ALONE_HELP,
  };
}

const ALONE_HELP = 'Run benchmark_app with "-hint latency" or "-api sync", one request at a time.';

const IN_FLIGHT_UNKNOWN: Remark = {
  code: 'in-flight-unknown',
  text: 'the file does not say how many requests were in flight, and by default there are several: the average may include waiting',
};

export function benchmarkRow(file: string, tool: string, results: Results): Measurement {
  const { average, quantile, greatest, count, throughput, devices, conditions, precision } = results;
  const isKnown = results.requests !== null || (count !== null && results.duration !== null);
  return measurement({
    files: [file],
    tool,
    line: average?.line ?? 1,
    model: results.model === null ? null : modelOfPath(results.model),
    batch: results.batch ?? derivedBatch(results),
    time: average,
    quantiles: quantile.value > 0 && quantile.p > 0 && quantile.p < 1 ? [quantile] : [],
    greatest,
    samples: count,
    throughput,
    pace: { ...ONE_BY_ONE, help: ALONE_HELP },
    runtime: 'OpenVINO',
    precision,
    hardware: devices.map((name) => ({ name, part: partOfDevice(name) })),
    conditions: [
      ...(isKnown ? ['one request at a time'] : []),
      ...(devices.length === 0 ? [] : [`on ${devices.join(', ')}`]),
      ...conditions,
    ],
    remarks: isKnown ? [] : [IN_FLIGHT_UNKNOWN],
  });
}

/** `AUTO` and lists of devices say nothing of one. */
function partOfDevice(name: string): HardwarePart | null {
  const part = /^(cpu|gpu|npu)(?:\.\d{1,2})?$/i.exec(name)?.[1]?.toLowerCase();
  return (part as HardwarePart | undefined) ?? null;
}

/** Throughput counts frames, iterations count requests: frames per request are the batch. */
function derivedBatch({ throughput, duration, count }: Results): Figure | null {
  if (throughput === null || duration === null || count === null) return null;
  const frames = (throughput.value * duration.value) / count.value;
  const whole = Math.round(frames);
  if (!(whole >= 1 && Math.abs(frames / whole - 1) < ROUNDING)) return null;
  return { value: whole, from: 'throughput × duration ÷ iterations', line: throughput.line };
}
