import { closest, distance } from 'fastest-levenshtein';

/**
 * The known name nearest to `name`, or `null` when none is near enough to be what was meant
 * (more than a third of the letters, and more than two, would have to change).
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  if (known.length === 0 || name.length === 0 || name.length > 200) return null;
  const wanted = name.toLowerCase();
  const best = closest(
    wanted,
    known.map((candidate) => candidate.toLowerCase()),
  );
  const found = known.find((candidate) => candidate.toLowerCase() === best) as string;
  return distance(wanted, best) <= Math.max(2, Math.floor(wanted.length / 3)) ? found : null;
}
