/** A measurement's rate held against its time: one request after the other, time × rate is the batch. */

import type { Figure, LeftOut, Measurement, Remark } from '../domain/measurement.ts';
import { counted } from '../domain/text.ts';
import { perSecond } from '../domain/units.ts';
import type { Reading, ReadOptions } from './importers/importer.ts';

/** Time × rate may be so many times from what it should be; beyond it a figure is wrong, or several ran at once. */
export const MOST_OFF = 1.5;

/**
 * Leaves out what cannot be the service time of one request by the file's own rate. With `pace-differs` accepted a rate
 * that is too small is a remark on the row; more requests than one at a time are never a service time.
 */
export function heldToPace(file: string, reading: Reading, { batch, accept }: ReadOptions): Reading {
  const isAccepted = accept?.includes('pace-differs') ?? false;
  const measurements: Measurement[] = [];
  const leftOut: LeftOut[] = [];
  for (const row of reading.measurements) {
    const verdict = verdictOf(row, batch);
    if (verdict === null) measurements.push(row);
    else if (verdict.code === 'rate-low' || (verdict.code === 'pace-differs' && isAccepted)) {
      measurements.push({ ...row, remarks: [...row.remarks, remarkOf(verdict)] });
    } else leftOut.push({ ...verdict, file, line: row.time?.line ?? row.line });
  }
  return leftOut.length === 0 && measurements.every((row, i) => row === reading.measurements[i])
    ? reading
    : { measurements, leftOut: [...leftOut, ...reading.leftOut] };
}

type Verdict = Pick<LeftOut, 'code' | 'reason' | 'help'>;

function remarkOf({ code, reason }: Verdict): Remark {
  return { code, text: reason };
}

function verdictOf({ time, throughput, pace, kind, batch }: Measurement, given: number | null): Verdict | null {
  const inferences = given ?? batch?.value ?? (pace.countsRequests ? 1 : null);
  if (time === null || throughput === null || inferences === null || pace.inFlight === null) return null;
  if (kind === 'capacity' || !(time.value > 0 && throughput.value > 0 && inferences >= 1)) return null;
  /** From one completion to the next of the same client, ms. */
  const cycle = (inferences * pace.inFlight) / throughput.value;
  const busy = time.value / cycle;
  const shortest = Math.max(pace.shortest ?? 0, time.value);
  const sum = sumText(throughput, shortest, inferences, pace.inFlight, shortest / cycle);
  if (shortest > MOST_OFF * cycle) {
    const many = counted(Math.round((shortest / cycle) * pace.inFlight), 'request');
    const reason = `about ${many} were in flight at once, or a request holds more than ${counted(inferences, 'inference')} (${sum}): then the time is no service time of one`;
    return { code: 'in-flight', reason, help: `${pace.help} Where the batch is another, say so with --batch.` };
  }
  if (cycle <= MOST_OFF * time.value) return null;
  if (cycle <= MOST_OFF * Math.max(pace.longest ?? 0, time.value)) {
    const reason = `the accelerator worked ${Math.round(busy * 100)} % of the run: between two requests it waited for the host, for copies or for the client`;
    return { code: 'rate-low', reason, help: '' };
  }
  const help = 'Give the right batch with --batch, or take the time as it is with "--accept pace-differs".';
  return { code: 'pace-differs', reason: `time, rate and batch do not fit each other (${sum})`, help };
}

function sumText(rate: Figure, ms: number, batch: number, inFlight: number, result: number): string {
  const short = (value: number) =>
    Number(value.toPrecision(4)).toLocaleString('en-US', { maximumSignificantDigits: 4 });
  const load = inFlight === 1 ? '' : ` ÷ ${inFlight} in flight`;
  return `${short(perSecond(rate.value))} inferences/s × ${short(ms)} ms ÷ batch ${batch}${load} = ${short(result)}, and should be 1`;
}
