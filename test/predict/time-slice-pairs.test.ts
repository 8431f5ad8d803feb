import { describe, expect, it } from 'vitest';
import { sharedTime } from '../../src/predict/time-slice-pairs.ts';

/** Every set of busy containers with its weight |A|!·Πr, by enumeration. */
function enumerate(weights: readonly number[]) {
  const sets = Array.from({ length: 2 ** weights.length }, (_, bits) => {
    const members = weights.map((_, k) => k).filter((k) => bits & (1 << k));
    const weight = members.reduce((product, k, i) => product * (i + 1) * (weights[k] as number), 1);
    return { members, weight };
  });
  const normal = sets.reduce((sum, { weight }) => sum + weight, 0);
  const sum = (has: (members: readonly number[]) => boolean, per: (size: number) => number) =>
    sets.filter(({ members }) => has(members)).reduce((s, { members, weight }) => s + weight * per(members.length), 0) /
    normal;
  return {
    load: weights.map((_, k) =>
      sum(
        (set) => set.includes(k),
        (size) => 1 / size,
      ),
    ),
    busy: weights.map((_, k) =>
      sum(
        (set) => set.includes(k),
        () => 1,
      ),
    ),
    together: (k: number, j: number) =>
      sum(
        (set) => set.includes(k) && set.includes(j),
        (size) => 1 / size,
      ),
  };
}

const loadsOf = (load: readonly number[], count = load.map(() => 1)) => ({
  load: Float64Array.from(load),
  count: Float64Array.from(count),
});

describe('containers that hold one request at a time', () => {
  it.each([[[0.3]], [[0.2, 5]], [[0.1, 0.4, 30]], [[2, 2, 2, 0.01]], [[0.5, 0.5, 7, 1, 0.02]]])(
    'with weights %j are found again from their loads alone, by enumeration of all sets',
    (weights) => {
      const { load, busy, together } = enumerate(weights);
      const found = sharedTime(loadsOf(load));
      weights.forEach((_, k) => {
        expect(found.busy[k]).toBeCloseTo(busy[k] as number, 8);
        expect((found.idle[k] as number) + (found.busy[k] as number)).toBeCloseTo(1, 10);
        weights.forEach((_, j) => {
          if (j === k) return;
          const both = together(k, j);
          const odds = both / (((load[k] as number) - both) * ((load[j] as number) - both));
          expect((found.odds[k * weights.length + j] as number) / odds).toBeCloseTo(1, 6);
        });
      });
    },
  );

  it('have the odds 1/(1 − ρ) of sharing when there are two', () => {
    expect(sharedTime(loadsOf([0.25, 0.45])).odds[1]).toBeCloseTo(1 / 0.3, 8);
  });

  it('are the same whether equal ones are one kind or several', () => {
    const [apart, together] = [sharedTime(loadsOf([0.1, 0.1, 0.1, 0.5])), sharedTime(loadsOf([0.1, 0.5], [3, 1]))];
    expect(together.busy[0]).toBeCloseTo(apart.busy[0] as number, 10);
    expect(together.busy[1]).toBeCloseTo(apart.busy[3] as number, 10);
    expect(together.odds[0]).toBeCloseTo(apart.odds[1] as number, 8);
  });

  it('tend to processor sharing as they grow in number: nobody waits, each is busy ρₖ/(1 − ρ)', () => {
    const { busy } = sharedTime(loadsOf([0.7 / 500], [500]));
    expect((busy[0] as number) / (0.7 / 500 / 0.3)).toBeCloseTo(1, 1);
  });
});
