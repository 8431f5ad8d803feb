import { closest, distance } from 'fastest-levenshtein';

/** A suggestion is a courtesy: past this many candidates only the first are looked at. */
const MOST_CANDIDATES = 10_000;

/**
 * The known name nearest to `name`, or `null` when none is near enough to be what was meant
 * (more than a third of the letters, and more than two, would have to change).
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  if (known.length === 0 || name.length === 0 || name.length > 200) return null;
  const candidates = known.slice(0, MOST_CANDIDATES);
  const wanted = name.toLowerCase();
  const best = closest(
    wanted,
    candidates.map((candidate) => candidate.toLowerCase()),
  );
  const found = candidates.find((candidate) => candidate.toLowerCase() === best) as string;
  return distance(wanted, best) <= Math.max(2, Math.floor(wanted.length / 3)) ? found : null;
}
