/** What a measured time can be. Beyond it the unit was mistaken, or it is no time. */

const MOST_MS = 3.6e6;
export const TIME_RANGE = 'a time above zero and below one hour';

/** Whether `ms` is above 0 and below an hour; NaN is not. */
export function isTime(ms: number): boolean {
  return ms > 0 && ms < MOST_MS;
}
