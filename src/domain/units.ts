/**
 * The one place where text with a unit becomes a number. Inside the program there is one unit for each kind of
 * quantity: milliseconds, requests per millisecond, bytes, and fractions from 0 to 1.
 */

/** Either a value in the program's own unit, or what was expected, as a phrase that can follow "expected". */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly expected: string; readonly code: UnitProblem };

export type UnitProblem = 'unit-missing' | 'unit-unknown' | 'number-unreadable' | 'number-out-of-range';

const MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  min: 6e4,
  h: 3.6e6,
};
const PER: Readonly<Record<string, number>> = { '/ms': 1, '/s': 1e-3, '/min': 1 / 6e4, '/h': 1 / 3.6e6 };
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

const TIME_EXPECTED = 'a time with its unit (ns, us, ms, s, min or h), for example "15 ms"';
const RATE_EXPECTED = 'a rate with its unit (/ms, /s, /min or /h), for example "5 /s"';
const SIZE_EXPECTED = 'a size with its unit (B, kB, MB, GB, TB, KiB, MiB, GiB or TiB), for example "50 MiB"';

/** A decimal number, as people and tools write it; no hexadecimal, no `Infinity`, no `NaN`. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;

function quantity(text: string, units: Readonly<Record<string, number>>, expected: string): Parsed<number> {
  const trimmed = text.trim();
  const number = NUMBER.exec(trimmed)?.[0];
  if (number === undefined) return { ok: false, code: 'number-unreadable', expected };
  const unit = trimmed.slice(number.length).replace(/\s+/g, '');
  if (unit === '') return { ok: false, code: 'unit-missing', expected };
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (factor === undefined) return { ok: false, code: 'unit-unknown', expected };
  const value = Number(number) * factor;
  return Number.isFinite(value) ? { ok: true, value } : { ok: false, code: 'number-out-of-range', expected };
}

/** `15 ms` → 15; milliseconds. May be negative or zero: ranges are the caller's to check. */
export function parseTime(text: string): Parsed<number> {
  return quantity(text, MS, TIME_EXPECTED);
}

/** `5 /s` → 0.005; requests per millisecond. A word may stand before the slash: `5 requests/s`, `30 fps` is not one. */
export function parseRate(text: string): Parsed<number> {
  return quantity(text.replace(/\s*(?:requests?|req|inferences?|frames?)\s*\//, ' /'), PER, RATE_EXPECTED);
}

/** `50 MiB` → 52,428,800; bytes. MB is 10⁶ and MiB 2²⁰ bytes. */
export function parseSize(text: string): Parsed<number> {
  return quantity(text, BYTES, SIZE_EXPECTED);
}

/** `90 %` → 0.9, `0.9` → 0.9. */
export function parseFraction(text: string): Parsed<number> {
  const expected = 'a fraction such as 0.9, or a percentage such as "90 %"';
  const trimmed = text.trim();
  const number = NUMBER.exec(trimmed)?.[0];
  if (number === undefined) return { ok: false, code: 'number-unreadable', expected };
  const rest = trimmed.slice(number.length).trim();
  if (rest !== '' && rest !== '%') return { ok: false, code: 'unit-unknown', expected };
  return { ok: true, value: rest === '%' ? Number(number) / 100 : Number(number) };
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
