import { describe, expect, it } from 'vitest';
import {
  add,
  bytesQuantity,
  coresQuantity,
  floorOf,
  parseQuantity,
  subtract,
  wholeOf,
  ZERO,
} from '../../src/domain/quantity.ts';

/** What the Kubernetes documentation and the server's regular expression say of each form. */
const KNOWN: readonly (readonly [string, bigint, bigint])[] = [
  ['4', 4n, 1n],
  ['15890m', 15890n, 1000n],
  ['693505100Ki', 710149222400n, 1n],
  ['2k', 2000n, 1n],
  ['256Gi', 274877906944n, 1n],
  ['1E', 10n ** 18n, 1n],
  ['1E3', 1000n, 1n],
  ['1e-3', 1n, 1000n],
  ['1.5Gi', 16106127360n, 10n],
  ['.5', 5n, 10n],
  ['-1', -1n, 1n],
  ['250u', 250n, 1000000n],
  ['98831908Ki', 101203873792n, 1n],
];

describe('quantities of Kubernetes', () => {
  it.each(KNOWN)('%s is read exactly', (text, numerator, denominator) => {
    expect(parseQuantity(text)).toEqual({ numerator, denominator });
  });

  it.each(['', 'Ki', '12Qi', '1e', '0x10', '1_000', ' 4', '4 ', 'NaN', 'Infinity', '1e999', '1Kib', '9'.repeat(65)])(
    '"%s" is refused',
    (text) => {
      expect(parseQuantity(text)).toBeNull();
    },
  );

  it('a number that YAML made of it is read too, and nothing else is', () => {
    expect(parseQuantity(4)).toEqual({ numerator: 4n, denominator: 1n });
    expect([null, undefined, {}, [], true, Number.NaN].map(parseQuantity)).toEqual(Array(6).fill(null));
  });

  it('sums and differences are exact where floating point is not', () => {
    const tenth = parseQuantity('100m') ?? ZERO;
    const third = parseQuantity('0.2') ?? ZERO;
    expect(wholeOf(subtract(add(tenth, third), parseQuantity('300m') ?? ZERO))).toBe(0);
  });

  it('rounds down, below zero too', () => {
    expect(['15890m', '-500m', '-1'].map((text) => floorOf(parseQuantity(text) ?? ZERO))).toEqual([15, -1, -1]);
  });

  it('what is written is read as the same, rounded up', () => {
    for (const bytes of [1, 1023.5, 1024, 50e6, 50 * 2 ** 20, 1130e6, 3 * 2 ** 30, 123456789]) {
      expect(floorOf(parseQuantity(bytesQuantity(bytes)) ?? ZERO)).toBe(Math.ceil(bytes));
    }
    expect([0.12, 1, 0.0001, 2.5].map(coresQuantity)).toEqual(['120m', '1', '1m', '2500m']);
  });
});
