/** How far a whole number can go before the first of many things fails. */

/** What is searched, in whole numbers: from `start` up to `most`, or, where something fails there, down to `least`. */
export interface SearchRange {
  readonly start: number;
  readonly least: number;
  readonly most: number;
  /** Scan step as a share of the number reached, above 0: a failure that lasts this long cannot be stepped over. */
  readonly step: number;
}

export interface FirstFailure<T> {
  /** Nothing fails at this number: asked, not inferred. `null` where something fails at every number scanned. */
  readonly holds: number | null;
  /** The next number, at which `failing` fail; `null` where `holds` is the range's `most`. */
  readonly failsAt: number | null;
  /** Those that fail at `failsAt` (at `least` where nothing holds), in the order given. */
  readonly failing: readonly T[];
}

/**
 * The first failure on the way up from `start`; where something fails at `start` already, the nearest number below at
 * which nothing does. Failures need not be monotone: a geometric scan finds the first bracket and bisection narrows it
 * to two neighbours, so what is found is an end of holding for certain, and the first one but for failures that come
 * and go within one scan step. `fails` must be pure; it is asked about an item and a whole number.
 */
export function firstFailure<T>(
  items: readonly T[],
  fails: (item: T, n: number) => boolean,
  range: SearchRange,
): FirstFailure<T> {
  const failingAt = (n: number, among: readonly T[] = items) => among.filter((item) => fails(item, n));
  const failing = failingAt(range.start);
  const found = failing.length === 0 ? scanUp(failingAt, range) : scanDown(failingAt, failing, range);
  return found.low === null || found.high === null
    ? { holds: found.low, failsAt: found.high, failing: found.failing }
    : narrowed(failingAt, found.low, found.high, found.failing);
}

type FailingAt<T> = (n: number, among?: readonly T[]) => readonly T[];

/** Nothing fails at `low`; `failing` fail at `high`. */
interface Bracket<T> {
  readonly low: number | null;
  readonly high: number | null;
  readonly failing: readonly T[];
}

function scanUp<T>(failingAt: FailingAt<T>, { start, most, step }: SearchRange): Bracket<T> {
  let low = start;
  while (low < most) {
    const high = Math.min(most, Math.max(low + 1, Math.ceil(low * (1 + step))));
    const failing = failingAt(high);
    if (failing.length > 0) return { low, high, failing };
    low = high;
  }
  return { low, high: null, failing: [] };
}

/** Those that fail at one number are asked first at the next: mostly one question settles it. */
function scanDown<T>(failingAt: FailingAt<T>, atStart: readonly T[], { start, least, step }: SearchRange): Bracket<T> {
  let [high, failing] = [start, atStart];
  while (high > least) {
    const low = Math.max(least, Math.min(high - 1, Math.floor(high / (1 + step))));
    const still = failingAt(low, failing);
    const next = still.length > 0 ? still : failingAt(low);
    if (next.length === 0) return { low, high, failing };
    [high, failing] = [low, next];
  }
  return { low: null, high, failing };
}

/** Bisects those that fail at the upper end; what did not fail there is asked at the lower end found. */
function narrowed<T>(failingAt: FailingAt<T>, from: number, to: number, atEnd: readonly T[]): FirstFailure<T> {
  let [high, failing] = [to, atEnd];
  for (;;) {
    let low = from;
    while (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2);
      const still = failingAt(middle, failing);
      if (still.length === 0) low = middle;
      else [high, failing] = [middle, still];
    }
    const others = low === from ? [] : failingAt(low);
    if (others.length === 0) return { holds: low, failsAt: high, failing };
    [high, failing] = [low, others];
  }
}
