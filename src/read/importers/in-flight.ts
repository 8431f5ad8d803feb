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
