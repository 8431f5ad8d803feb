import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFraction, parseNumber, parseRate, parseSize, parseTime, perSecond } from '../../src/domain/units.ts';

const value = <T>(parsed: { ok: true; value: T } | { ok: false }) => (parsed.ok ? parsed.value : undefined);
const code = (parsed: { ok: boolean; code?: string }) => parsed.code;

describe('text with a unit becomes the number nearest to it in the unit of the program', () => {
  test.each([
    ['15 ms', 15],
    ['1.5s', 1500],
    ['3 us', 0.003],
    ['3 µs', 0.003],
    ['7 ns', 7e-6],
    ['2 min', 120_000],
    ['1 h', 3.6e6],
    ['-1e3 ms', -1000],
    [' .5  ms ', 0.5],
  ])('%s', (text, expected) => expect(value(parseTime(text))).toBe(expected));

  test.each([
    ['5 /s', 0.005],
    ['5.2 /s', 0.0052],
    ['5 requests/s', 0.005],
    ['5 req / s', 0.005],
    ['30 frames/min', 0.0005],
    ['2/ms', 2],
    ['1 /h', 1 / 3.6e6],
  ])('%s', (text, expected) => expect(value(parseRate(text))).toBe(expected));

  test.each([
    ['1 MB', 1e6],
    ['1 MiB', 1_048_576],
    ['4 GiB', 4_294_967_296],
    ['1 kB', 1000],
    ['1 TiB', 2 ** 40],
    ['7 B', 7],
  ])('%s', (text, expected) => expect(value(parseSize(text))).toBe(expected));

  test.each([
    ['90 %', 0.9],
    ['80%', 0.8],
    ['0.8', 0.8],
    ['1', 1],
  ])('%s', (text, expected) => expect(value(parseFraction(text))).toBe(expected));
});

test('a rate that was written per second is printed per second as it was written', () => {
  const hundredths = fc.integer({ min: 1, max: 1_000_000 }).map((n) => n / 100);
  fc.assert(
    fc.property(hundredths, (rate) => {
      const back = perSecond(value(parseRate(`${rate} /s`)) as number);
      return Math.abs(back - rate) <= rate * Number.EPSILON;
    }),
    { seed: 1 },
  );
});

describe('what is wrong with a quantity has a code of its own', () => {
  test.each([
    ['15', 'unit-missing'],
    ['15 parsecs', 'unit-unknown'],
    ['15 constructor', 'unit-unknown'],
    ['ms', 'number-unreadable'],
    ['', 'number-unreadable'],
    ['NaN ms', 'number-unreadable'],
    ['Infinity ms', 'number-unreadable'],
    ['0x10 ms', 'unit-unknown'],
    ['1e999 ms', 'number-out-of-range'],
    [`${'1'.repeat(200)} ms`, 'number-unreadable'],
  ])('%s', (text, expected) => expect(code(parseTime(text))).toBe(expected));

  test('fps is not a rate: it does not say per what', () => expect(code(parseRate('30 fps'))).toBe('unit-unknown'));
  test('an infinite share is out of range', () => expect(code(parseFraction('1e999'))).toBe('number-out-of-range'));
});

test('a plain number has nothing beside it', () => {
  expect(['20', ' 2.5 ', '-1e3', '20 x', '', 'NaN', '0x1', '1,5'].map(parseNumber)).toEqual([
    20,
    2.5,
    -1000,
    null,
    null,
    null,
    null,
    null,
  ]);
});
