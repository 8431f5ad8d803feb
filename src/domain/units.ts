/**
 * The one place where text with a unit becomes a number. Inside the program there is one unit for each kind of
 * quantity: milliseconds, requests per millisecond, bytes, and fractions from 0 to 1.
 */

/** Either a value in the program's own unit, or what was expected, as a phrase that can follow "expected". */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly expected: string; readonly code: UnitProblem };

export type UnitProblem = 'unit-missing' | 'unit-unknown' | 'number-unreadable' | 'number-out-of-range';

/** How a number in some unit becomes one in the program's unit. Dividing rounds once: 5 /s is printed as 5 again. */
type Conversion = (value: number) => number;
const times =
  (factor: number): Conversion =>
  (value) =>
    value * factor;
const per =
  (divisor: number): Conversion =>
  (value) =>
    value / divisor;

const MS: Readonly<Record<string, Conversion>> = {
  ns: per(1e6),
  us: per(1e3),
  µs: per(1e3),
  μs: per(1e3),
  ms: times(1),
  s: times(1e3),
  min: times(6e4),
  h: times(3.6e6),
};
const PER: Readonly<Record<string, Conversion>> = {
  '/ms': times(1),
  '/s': per(1e3),
  '/min': per(6e4),
  '/h': per(3.6e6),
};
const BYTES: Readonly<Record<string, Conversion>> = {
  B: times(1),
  kB: times(1e3),
  KB: times(1e3),
  MB: times(1e6),
  GB: times(1e9),
  TB: times(1e12),
  KiB: times(2 ** 10),
  MiB: times(2 ** 20),
  GiB: times(2 ** 30),
  TiB: times(2 ** 40),
};

/** Units as they may be written, for whoever has to tell a person or an editor. */
export const TIME_UNITS: readonly string[] = Object.keys(MS);
export const RATE_UNITS: readonly string[] = Object.keys(PER);
export const SIZE_UNITS: readonly string[] = Object.keys(BYTES);

const TIME_EXPECTED = 'a time with its unit (ns, us, ms, s, min or h), for example "15 ms"';
const RATE_EXPECTED = 'a rate with its unit (/ms, /s, /min or /h), for example "5 /s"';
const SIZE_EXPECTED = 'a size with its unit (B, kB, MB, GB, TB, KiB, MiB, GiB or TiB), for example "50 MiB"';

/** A decimal number, as people and tools write it; no hexadecimal, no `Infinity`, no `NaN`. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;

/** No quantity that a person writes is longer; a longer text is not worth searching. */
const MOST_CHARACTERS = 100;

function quantity(text: string, units: Readonly<Record<string, Conversion>>, expected: string): Parsed<number> {
  const trimmed = text.trim();
  const number = trimmed.length > MOST_CHARACTERS ? undefined : NUMBER.exec(trimmed)?.[0];
  if (number === undefined) return { ok: false, code: 'number-unreadable', expected };
  const unit = trimmed.slice(number.length).replace(/\s+/g, '');
  if (unit === '') return { ok: false, code: 'unit-missing', expected };
  const convert = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (convert === undefined) return { ok: false, code: 'unit-unknown', expected };
  const value = convert(Number(number));
  return Number.isFinite(value) ? { ok: true, value } : { ok: false, code: 'number-out-of-range', expected };
}

/** `15 ms` → 15; milliseconds. May be negative or zero: ranges are the caller's to check. */
export function parseTime(text: string): Parsed<number> {
  return quantity(text, MS, TIME_EXPECTED);
}

/** `5 /s` → 0.005; requests per millisecond. A word may stand before the slash: `5 requests/s`, `30 fps` is not one. */
export function parseRate(text: string): Parsed<number> {
  const short = text.length > MOST_CHARACTERS ? text : text.replace(/(?:requests?|req|inferences?|frames?)\s*\//, '/');
  return quantity(short, PER, RATE_EXPECTED);
}

/** `50 MiB` → 52,428,800; bytes. MB is 10⁶ and MiB 2²⁰ bytes. */
export function parseSize(text: string): Parsed<number> {
  return quantity(text, BYTES, SIZE_EXPECTED);
}

/** `90 %` → 0.9, `0.9` → 0.9. May be any finite number: ranges are the caller's to check. */
export function parseFraction(text: string): Parsed<number> {
  const expected = 'a fraction such as 0.9, or a percentage such as "90 %"';
  const trimmed = text.trim();
  const number = trimmed.length > MOST_CHARACTERS ? undefined : NUMBER.exec(trimmed)?.[0];
  if (number === undefined) return { ok: false, code: 'number-unreadable', expected };
  const rest = trimmed.slice(number.length).trim();
  if (rest !== '' && rest !== '%') return { ok: false, code: 'unit-unknown', expected };
  const value = rest === '%' ? Number(number) / 100 : Number(number);
  return Number.isFinite(value) ? { ok: true, value } : { ok: false, code: 'number-out-of-range', expected };
}

/**
 * `20` → 20: a number that has no unit, written as text (a cell of a table). `null` when it is anything else, also where
 * it is beyond every number that can be computed with, as `1e400`.
 */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed.length > MOST_CHARACTERS || NUMBER.exec(trimmed)?.[0] !== trimmed) return null;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}

/** Megabytes (10⁶ bytes), the unit of the profile columns named `_mb`, in bytes. */
export function bytesFromMb(mb: number): number {
  return mb * 1e6;
}

/** Requests per millisecond as requests per second, the unit of JSON fields named `PerS`. */
export function perSecond(ratePerMs: number): number {
  return ratePerMs * 1e3;
}

/** Seconds (the unit of recorded traces) in milliseconds. */
export function msFromSeconds(seconds: number): number {
  return seconds * 1e3;
}
