/** Whether a time was measured while other requests ran: then it includes them, and is no service time. */

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
