import { describe, expect, it } from 'vitest';
import { firstFailure, type SearchRange } from '../../src/math/first-failure.ts';

const RANGE: SearchRange = { start: 1000, least: 1, most: 1_000_000, step: 0.05 };
/** An item fails at the numbers of its ranges, ends included. */
type Item = readonly (readonly [number, number])[];
const fails = (item: Item, n: number) => item.some(([from, to]) => n >= from && n <= to);

describe('the first failure', () => {
  it('is the least of all, to the very number', () => {
    const items: Item[] = [[[2345, 1e9]], [[1777, 1e9]], [[90_000, 1e9]]];
    expect(firstFailure(items, fails, RANGE)).toEqual({ holds: 1776, failsAt: 1777, failing: [items[1]] });
  });

  it('is found though it passes again, where it lasts longer than a scan step', () => {
    const items: Item[] = [
      [
        [1500, 1600],
        [5000, 1e9],
      ],
    ];
    expect(firstFailure(items, fails, RANGE)).toMatchObject({ holds: 1499, failsAt: 1500 });
  });

  it('holds at what it says it holds, also where another item fails for a short time only below the bracket', () => {
    const scanned = Math.ceil(1000 * 1.05);
    const items: Item[] = [[[1049, 1e9]], [[1046, scanned - 2]]];
    const found = firstFailure(items, fails, RANGE);
    expect(items.some((item) => fails(item, found.holds as number))).toBe(false);
    expect(found).toMatchObject({ holds: 1045, failing: [items[1]] });
  });

  it('is below the start where something fails there already: nothing fails at the nearest number below', () => {
    const items: Item[] = [[[700, 1e9]], [[400, 1e9]], [[5000, 1e9]]];
    expect(firstFailure(items, fails, RANGE)).toEqual({ holds: 399, failsAt: 400, failing: [items[1]] });
  });

  it('is further below where another fails just where the first no longer does', () => {
    const items: Item[] = [[[700, 1e9]], [[600, 699]]];
    expect(firstFailure(items, fails, RANGE)).toEqual({ holds: 599, failsAt: 600, failing: [items[1]] });
  });

  it('is nowhere where something fails at every number', () => {
    const items: Item[] = [[[0, 1e9]], [[3000, 1e9]]];
    expect(firstFailure(items, fails, RANGE)).toEqual({ holds: null, failsAt: 1, failing: [items[0]] });
  });

  it('is not there up to the end of the range', () => {
    expect(firstFailure<Item>([[]], fails, RANGE)).toEqual({ holds: 1_000_000, failsAt: null, failing: [] });
  });

  it('agrees with asking every number, for random failures longer than a step', () => {
    const range = { start: 100, least: 1, most: 400, step: 0.05 };
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (let k = 0; k < 300; k++) {
      const items: Item[] = Array.from({ length: 3 }, () => {
        const from = 101 + Math.floor(random() * 350);
        return [[from, from + 25 + Math.floor(random() * 300)]];
      });
      let n = 100;
      while (n < 400 && !items.some((item) => fails(item, n + 1))) n++;
      expect(firstFailure(items, fails, range).holds).toBe(n);
    }
  });
});
