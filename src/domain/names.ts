/**
 * Which known name was meant by one that is not known. What begins like it, or has its parts, comes before what is
 * spelt like it: `jetson-orin-nano` is short for `jetson-orin-nano-super`, not a slip for `jetson-nano`.
 */

import { distance } from 'fastest-levenshtein';
import { printable } from './text.ts';

/** A suggestion is a courtesy: past this many candidates only the first are looked at. */
const MOST_CANDIDATES = 10_000;
/** No name is longer that a suggestion would be made for. */
const MOST_CHARACTERS = 200;
/** A beginning that is shorter than this fits too many names. */
const LEAST_PART = 3;
/** More letters than these are changed by nobody who meant this name. */
const MOST_SLIPS = 3;
/** Who shares less than this of what the nearest relative shares is of another family. */
const FAMILY = 0.75;

/** The known name that was meant most likely; `null` when none is near enough. */
export function nearestName(name: string, known: readonly string[]): string | null {
  return meantNames(name, known)[0] ?? null;
}

/** The known names that may have been meant, the likeliest first; at most `most`. */
function meantNames(name: string, known: readonly string[], most = 3): readonly string[] {
  return ranked(name, known, closeness).slice(0, most);
}

/**
 * Known names of another thing of the same family, such as the model at another input size or the next variant of it:
 * worth a look, and not what was meant. At most `most`, those that begin alike for longest first.
 */
function relatedNames(name: string, known: readonly string[], most = 3): readonly string[] {
  const best = ranked(name, known, kinship)[0];
  if (best === undefined) return [];
  const least = FAMILY * sharedLength(name, best);
  return ranked(name, known, (wanted, candidate) => {
    const rank = kinship(wanted, candidate);
    return rank !== null && -rank >= least ? rank : null;
  }).slice(0, most);
}

/**
 * What to say of a name that is not known: `Did you mean "a" or "b"?`, or which names of the same family there are;
 * `null` where none is near.
 */
export function nearHelp(name: string, known: readonly string[]): string | null {
  const meant = meantNames(name, known).map(quoted);
  if (meant.length === 1) return `Did you mean ${meant[0]}?`;
  if (meant.length > 1) return `Did you mean ${meant.slice(0, -1).join(', ')} or ${meant.at(-1)}?`;
  const related = relatedNames(name, known).map(quoted);
  return related.length === 0 ? null : `Another one, but near it: ${related.join(', ')}.`;
}

function quoted(name: string): string {
  return `"${printable(name)}"`;
}

/** The names with a rank, least first; equal ranks by length and then by the alphabet. */
function ranked(
  name: string,
  known: readonly string[],
  rankOf: (wanted: string, candidate: string) => number | null,
): string[] {
  if (name.length === 0 || name.length > MOST_CHARACTERS) return [];
  const wanted = name.toLowerCase();
  const found = known.slice(0, MOST_CANDIDATES).flatMap((candidate) => {
    const rank = candidate.length > MOST_CHARACTERS ? null : rankOf(wanted, candidate.toLowerCase());
    return rank === null ? [] : [{ candidate, rank }];
  });
  found.sort(
    (a, b) => a.rank - b.rank || a.candidate.length - b.candidate.length || (a.candidate < b.candidate ? -1 : 1),
  );
  return [...new Set(found.map(({ candidate }) => candidate))];
}

/** From 0 for the same name otherwise written; whole parts of a rank are kinds of likeness. */
function closeness(wanted: string, candidate: string): number | null {
  const [short, long] = [plain(wanted), plain(candidate)];
  if (short === long) return 0;
  if (short.length >= LEAST_PART && isBeginning(short, long)) return 1 + extra(wanted, candidate);
  if (hasParts(partsOf(wanted), partsOf(candidate))) return 2 + extra(wanted, candidate);
  const slips = slipsBetween(wanted, candidate);
  if (slips !== null) return 3 + slips / MOST_CHARACTERS;
  // More was said than is known: only whole parts may be too many.
  const parts = partsOf(candidate);
  const isWhole = parts.length > 1 && parts.every((part, k) => part === partsOf(wanted)[k]);
  return isWhole ? 4 - long.length / MOST_CHARACTERS / 2 : null;
}

/** Below 1: how much longer the candidate is. */
function extra(wanted: string, candidate: string): number {
  return Math.max(0, candidate.length - wanted.length) / (MOST_CHARACTERS + 1);
}

/** Names that are one family: they begin alike for at least half of the shorter one, and are no slip for each other. */
function kinship(wanted: string, candidate: string): number | null {
  if (closeness(wanted, candidate) !== null) return null;
  const shared = sharedLength(wanted, candidate);
  const isFamily = shared >= LEAST_PART + 1 && shared >= Math.min(plain(wanted).length, plain(candidate).length) / 2;
  return isFamily ? -shared : null;
}

/** Characters that both begin with, marks between parts left out. */
function sharedLength(name: string, candidate: string): number {
  const [one, other] = [plain(name.toLowerCase()), plain(candidate.toLowerCase())];
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared++;
  return shared;
}

/** Without what people leave out or write otherwise between parts. */
function plain(name: string): string {
  return name.replace(/[-_. /]/g, '');
}

function partsOf(name: string): readonly string[] {
  return name.split(/[-_. /]+/).filter((part) => part !== '');
}

/** Whether `long` begins with `short`, and no number is cut in two by it. */
function isBeginning(short: string, long: string): boolean {
  return long.startsWith(short) && !(/\d$/.test(short) && /^\d/.test(long.slice(short.length)));
}

/** Whether all parts wanted stand in the candidate, in their order; the last may be a beginning. No part is one letter. */
function hasParts(wanted: readonly string[], parts: readonly string[]): boolean {
  if (wanted.length === 0 || wanted.every((part) => part.length < 2)) return false;
  let at = 0;
  for (const [k, part] of wanted.entries()) {
    const mayBegin = k === wanted.length - 1 && part.length >= LEAST_PART;
    while (at < parts.length && !(parts[at] === part || (mayBegin && isBeginning(part, parts[at] as string)))) at++;
    if (at === parts.length) return false;
    at++;
  }
  return true;
}

/**
 * The letters that a slip of the keyboard changes, an exchange of two neighbours counting as one; `null` when there are
 * too many for a slip, or when a number or the letter beside one differs: those tell things apart.
 */
function slipsBetween(wanted: string, candidate: string): number | null {
  const digits = (name: string) => name.replace(/\D+/g, ' ').trim();
  if (digits(wanted) !== digits(candidate)) return null;
  const changed = distance(wanted, candidate);
  const [from, to] = differingRange(wanted, candidate);
  const isExchange =
    changed === 2 && to - from === 2 && wanted[from] === candidate[from + 1] && wanted[from + 1] === candidate[from];
  const slips = isExchange ? 1 : changed;
  const isVariant = wanted.length === candidate.length && to - from === 1 && /\d/.test(wanted[from - 1] ?? '');
  return slips <= Math.max(1, Math.min(MOST_SLIPS, Math.floor(wanted.length / 5))) && !isVariant ? slips : null;
}

/** From the first character that differs to behind the last one, of names that are equally long. */
function differingRange(one: string, other: string): readonly [number, number] {
  if (one.length !== other.length) return [0, 0];
  let from = 0;
  while (from < one.length && one[from] === other[from]) from++;
  let to = one.length;
  while (to > from && one[to - 1] === other[to - 1]) to--;
  return [from, to];
}
