/** Whether a time was measured while other requests ran: then it includes them, and is no service time. */

import type { Figure, LeftOut } from '../../domain/measurement.ts';
import type { Log } from './log.ts';

/** Little's law: above this many requests in flight on average the times include those of others. */
const ALONE = 1.5;

/** Why the mean time is no service time: rate × time says that several requests ran at once; `null` when not. */
export function manyInFlight(log: Log, time: Figure, requestsPerMs: number, help: string): LeftOut | null {
  const inFlight = requestsPerMs * time.value;
  if (!(inFlight >= ALONE)) return null;
  const reason = `about ${Math.round(inFlight)} requests were in flight (rate × latency): the latency includes waiting for others, it is no service time`;
  return { file: log.name, line: time.line, code: 'in-flight', reason, help };
}

/** This share of runs that overlap the one before shows that several ran at once; fewer are noise of the clock. */
const MOST_OVERLAPPING = 0.1;
/** A run overlaps the one before where it began in this first part of it: starts are printed with six digits. */
const CLEARLY = 0.75;

/** Whether runs, in the order of their starts, overlap; times in ms. */
export function overlap(runs: readonly { readonly start: number; readonly time: number }[]): boolean {
  const overlapping = runs.filter(({ start }, i) => {
    const before = runs[i - 1];
    return before !== undefined && start < before.start + CLEARLY * before.time;
  });
  return overlapping.length > MOST_OVERLAPPING * runs.length;
}
