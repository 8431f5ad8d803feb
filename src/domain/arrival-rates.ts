/** The rate of an application and the recording that it may replay: they always change together. */

import type { ApplicationGroup, Arrivals } from './scenario.ts';

/**
 * ms that a recording lasts when it is played round and round at a rate: so long that its requests come at that rate, and
 * at least up to its last moment. The moments alone do not tell, since nobody knows how long it was quiet after the last
 * one; the rate beside them does.
 *
 * @param times moments in ms from the first one, ascending, at least two
 * @param arrivalRate requests per ms, above 0
 */
export function cycleOf(times: ArrayLike<number>, arrivalRate: number): number {
  return Math.max(times[times.length - 1] as number, times.length / arrivalRate);
}

/**
 * The rates that a recording may be said to have, requests per ms: n requests over the time from the first to the last,
 * or the n − 1 intervals between them. They are one for a long recording.
 */
export function recordedRates(times: ArrayLike<number>): { readonly least: number; readonly most: number } {
  const span = times[times.length - 1] as number;
  return { least: (times.length - 1) / span, most: times.length / span };
}

/** A rate may differ from its recording's by this part: more is another recording. */
export const RATE_TOLERANCE = 0.01;

/** Whether the recording may be said to have this rate. */
export function isRateOf(times: ArrayLike<number>, arrivalRate: number): boolean {
  const { least, most } = recordedRates(times);
  return arrivalRate >= least * (1 - RATE_TOLERANCE) && arrivalRate <= most * (1 + RATE_TOLERANCE);
}

/**
 * The application with so many times its rate. Recorded requests come closer together by the same factor, so that models
 * and simulator stay about the same requests.
 *
 * @param factor above 0
 */
export function scaledRate<A extends Pick<ApplicationGroup, 'arrivalRate' | 'arrivals'>>(app: A, factor: number): A {
  if (factor === 1) return app;
  return { ...app, arrivalRate: app.arrivalRate * factor, arrivals: scaledArrivals(app.arrivals, factor) };
}

/** The application with another rate, requests per ms. */
export function withRate<A extends Pick<ApplicationGroup, 'arrivalRate' | 'arrivals'>>(app: A, arrivalRate: number): A {
  return arrivalRate === app.arrivalRate ? app : { ...scaledRate(app, arrivalRate / app.arrivalRate), arrivalRate };
}

function scaledArrivals(arrivals: Arrivals, factor: number): Arrivals {
  if (arrivals.kind !== 'trace') return arrivals;
  return { ...arrivals, times: arrivals.times.map((time) => time / factor) };
}
