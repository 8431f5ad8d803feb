import { expect, it } from 'vitest';
import { stationaryLaw } from '../../src/math/markov.ts';

it('finds the law of a three-state chain up to its factor', () => {
  // Flows 1→2 with ½, 2→3 with ¼, 3→1 with 1 balance for weights 1, 2, ½.
  const transition = Float64Array.of(0.5, 0.5, 0, 0, 0.75, 0.25, 1, 0, 0);
  expect([...stationaryLaw(transition, 3)]).toEqual([1, 2, 0.5]);
});

it('keeps the digits of a state that is visited once in 10^40 steps', () => {
  const rare = 1e-40;
  const law = stationaryLaw(Float64Array.of(1 - rare, rare, 1, 0), 2);
  expect(law[1]).toBeCloseTo(rare, 50);
  expect((law[1] as number) / rare).toBeCloseTo(1, 14);
});
