/**
 * The kinds of values that scenarios and tables hold, as valibot schemas. A field that cannot be read adds an issue
 * whose `message` is the stable code, whose `expected` is a phrase that follows "must", and whose `received` is what
 * was found, fit to print; `explain.ts` makes a sentence of them.
 */

import * as v from 'valibot';
import { printable } from '../domain/text.ts';
import { type Parsed, parseFraction, parseNumber, parseRate, parseSize, parseTime } from '../domain/units.ts';

/** Either a value, or the code of what is wrong and what it must be, as a phrase that can follow "must". */
export type Reading<T> = { readonly ok: true; readonly value: T } | Refusal;
export interface Refusal {
  readonly ok: false;
  readonly code: string;
  readonly must: string;
}

export type Field<T> = v.GenericSchema<unknown, T>;

/** A schema of what `read` accepts. */
export function field<T>(read: (input: unknown) => Reading<T>): Field<T> {
  return v.pipe(
    v.unknown(),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      const reading = read(dataset.value);
      if (reading.ok) return reading.value;
      addIssue({ message: reading.code, expected: reading.must, received: shown(dataset.value) });
      return NEVER;
    }),
  );
}

export function refuse(code: string, must: string): Refusal {
  return { ok: false, code, must };
}

/** A value as a message quotes it. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return printable(typeof value === 'string' ? value : String(value));
}

/** A parsed value as text, whatever it is: an object may bring a `toString` of its own, so no value is asked for its text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : shown(value);
}

/** Bounds of a number: `above` excludes its end, `from` and `to` include theirs. `unit` is only for the message. */
export interface Range {
  readonly above?: number;
  readonly from?: number;
  readonly to: number;
  readonly unit?: string;
}

/** Why `value` is out of range, or `null`. Written so that NaN is out of every range. */
function outOfRange(value: number, { above, from, to, unit }: Range): Refusal | null {
  const suffix = unit === undefined ? '' : ` ${unit}`;
  if (above !== undefined && !(value > above)) {
    return refuse('number-out-of-range', `be above ${above === 0 ? 'zero' : above}`);
  }
  if (from !== undefined && !(value >= from)) {
    return refuse('number-out-of-range', from === 0 ? 'be zero or more' : `be at least ${from}`);
  }
  if (!(value <= to)) return refuse('number-out-of-range', `be at most ${to.toLocaleString('en')}${suffix}`);
  return null;
}

function quantity(parse: (text: string) => Parsed<number>, range: Range): Field<number> {
  return field((input) => {
    const parsed = parse(typeof input === 'string' || typeof input === 'number' ? String(input) : '');
    if (!parsed.ok) return refuse(parsed.code, `be ${parsed.expected}`);
    return outOfRange(parsed.value, range) ?? parsed;
  });
}

/** Ends of what is believable: 11 days, a billion requests per second, an exabyte, a thousand billion of anything. */
const MOST_TIME: Range = { to: 1e9, unit: 'ms' };
const MOST_RATE: Range = { to: 1e6, unit: 'requests per ms' };
const MOST_SIZE: Range = { to: 1e18, unit: 'bytes' };
const MOST_NUMBER = 1e12;

/** A time with its unit, in ms. */
export const timeFrom0 = quantity(parseTime, { ...MOST_TIME, from: 0 });
/** A rate with its unit, above zero, in requests per ms. */
export const rateAbove0 = quantity(parseRate, { ...MOST_RATE, above: 0 });
/** A size with its unit, in bytes. */
export const sizeFrom0 = quantity(parseSize, { ...MOST_SIZE, from: 0 });
export const sizeAbove0 = quantity(parseSize, { ...MOST_SIZE, above: 0 });
/** What accelerators have of their own: a size, some of unknown size, or none because they use the node's memory. */
export type OwnMemory = number | 'unknown' | 'shared';
export const ownMemory: Field<OwnMemory> = field((input): Reading<OwnMemory> => {
  if (input === 'unknown' || input === 'shared') return { ok: true, value: input };
  const read = v.safeParse(sizeAbove0, input);
  return read.success
    ? { ok: true, value: read.output }
    : refuse('accelerator-memory', 'be the memory of one accelerator, such as 16 GB, or "shared" or "unknown"');
});

/** A share above 0 and up to 1, also written "80 %". */
export const share = quantity(parseFraction, { above: 0, to: 1 });

/** A time of an SLO, read from text that follows the comparison sign. */
export function readTimeAbove0(text: string): Reading<number> {
  const parsed = parseTime(text);
  if (!parsed.ok) return refuse(parsed.code, `bound ${parsed.expected}`);
  return outOfRange(parsed.value, { ...MOST_TIME, above: 0 }) ?? parsed;
}

function asNumber(input: unknown): number | null {
  if (typeof input === 'number') return input;
  return typeof input === 'string' ? parseNumber(input) : null;
}

/** A number without a unit. */
export function number(range: Omit<Range, 'to'> & { readonly to?: number }): Field<number> {
  return field((input) => {
    const value = asNumber(input);
    if (value === null) return refuse('number-unreadable', 'be a plain number, without a unit');
    return outOfRange(value, { to: MOST_NUMBER, ...range }) ?? { ok: true, value };
  });
}

/** A whole number from `from` (default 1) to `to`. */
export function wholeNumber(to: number, from = 1): Field<number> {
  return field((input) => {
    const value = asNumber(input);
    if (value === null || !Number.isInteger(value)) return refuse('number-unreadable', 'be a whole number');
    return outOfRange(value, { from, to }) ?? { ok: true, value };
  });
}

/** As long as the name of an application or a node may be. */
export const MOST_NAME = 100;
export const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** What an application or a node is called: it appears in outputs, file names and commands. */
export const name: Field<string> = field((input) => {
  if (typeof input === 'number' || typeof input === 'boolean')
    return refuse('name-not-text', 'be text: put it in quotes');
  if (typeof input === 'string' && NAME.test(input)) return { ok: true, value: input };
  return refuse(
    'name-characters',
    'be 1 to 100 letters (a to z), digits, ".", "_" or "-", and begin with a letter, a digit or "_"',
  );
});

/** Text that names something outside, such as a model, a device or a file. */
export function text(what: string): Field<string> {
  return field((input) => {
    if (typeof input === 'number' || typeof input === 'boolean')
      return refuse('name-not-text', 'be text: put it in quotes');
    if (typeof input !== 'string' || input.trim() === '') return refuse('text-expected', `be ${what}`);
    const isPlain = input.length <= 1000 && !/\p{Cc}/u.test(input);
    return isPlain
      ? { ok: true, value: input }
      : refuse('text-expected', `be ${what}, on one line of at most 1,000 characters`);
  });
}

/** One of a few words. */
export function choice<const W extends string>(words: readonly W[]): Field<W> {
  return field((input) => {
    const found = words.find((word) => word === input);
    return found === undefined ? refuse('choice-unknown', `be ${orList(words)}`) : { ok: true, value: found };
  });
}

/** `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** A list whose items are checked one by one elsewhere. */
export const list: Field<readonly unknown[]> = field((input) =>
  Array.isArray(input) ? { ok: true, value: input } : refuse('list-expected', 'be a list'),
);

/** A mapping whose keys and values are checked elsewhere. */
export const openMapping: Field<Readonly<Record<string, unknown>>> = field((input) =>
  isMapping(input) ? { ok: true, value: input } : refuse('mapping-expected', 'be a mapping of keys to values'),
);

export function isMapping(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
