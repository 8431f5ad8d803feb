import { describe, expect, it } from 'vitest';
import {
  eulerWeights,
  fixedTime,
  gammaTime,
  geometricTime,
  invert,
  invertTail,
  mixture,
  stretched,
  type Transform,
  uniformTime,
} from '../../src/math/laplace.ts';

function tailOf(transforms: readonly Transform[], t: number): number {
  const out = { tail: 0, density: 0 };
  invertTail(transforms, t, out);
  return out.tail;
}

function densityOf(transforms: readonly Transform[], t: number): number {
  const out = { tail: 0, density: 0 };
  invertTail(transforms, t, out);
  return out.density;
}

describe('invertTail', () => {
  it('gives the exponential tail and density to seven digits', () => {
    for (const t of [0.01, 0.5, 1, 3, 10]) {
      expect(Math.abs(tailOf([gammaTime(1, 2)], t) - Math.exp(-t / 2))).toBeLessThan(2e-8);
      expect(Math.abs(densityOf([gammaTime(1, 2)], t) - Math.exp(-t / 2) / 2)).toBeLessThan(2e-8);
    }
  });

  it('gives the Erlang tail for a sum of three exponential times', () => {
    const t = 4;
    const expected = Math.exp(-t) * (1 + t + (t * t) / 2);
    const one = gammaTime(1, 1);
    expect(tailOf([one, one, one], t)).toBeCloseTo(expected, 7);
    expect(tailOf([gammaTime(3, 1)], t)).toBeCloseTo(expected, 7);
  });

  it('gives a gamma tail of shape one half, whose density is infinite at 0', () => {
    // P(Z² > 1) = 2(1 − Φ(1)) for a standard normal Z, Abramowitz and Stegun 1964, table 26.1.
    expect(tailOf([gammaTime(0.5, 2)], 1)).toBeCloseTo(0.31731051, 7);
  });

  it('moves a law by a fixed time, well away from the kink that this makes', () => {
    expect(tailOf([gammaTime(1, 1), fixedTime(2)], 5)).toBeCloseTo(Math.exp(-3), 4);
    expect(tailOf([gammaTime(1, 1), fixedTime(2)], 1)).toBeCloseTo(1, 4);
  });

  it('gives a uniform tail, a geometric sum and a mixture', () => {
    expect(tailOf([uniformTime(10)], 3)).toBeCloseTo(0.7, 3);
    // Mean 2: probability of more than three is (2/3)⁴.
    expect(tailOf([geometricTime(2, 1)], 3.5)).toBeCloseTo((2 / 3) ** 4, 2);
    const mixed = mixture(Float64Array.of(0.25, 0.75), Float64Array.of(1, 4), (mean) => gammaTime(1, mean));
    expect(tailOf([mixed], 2)).toBeCloseTo(0.25 * Math.exp(-2) + 0.75 * Math.exp(-0.5), 7);
  });

  it('stretches time', () => {
    expect(tailOf([stretched(gammaTime(1, 1), 3)], 2)).toBeCloseTo(Math.exp(-2 / 3), 7);
  });
});

describe('invert', () => {
  it('gives back t² from 2/s³', () => {
    const cube: Transform = ({ real, step, re, im }) => {
      for (let j = 0; j < re.length; j++) {
        const y = j * step;
        const a = real * (real * real - 3 * y * y);
        const b = y * (3 * real * real - y * y);
        re[j] = (2 * a) / (a * a + b * b);
        im[j] = (-2 * b) / (a * a + b * b);
      }
    };
    expect(invert(cube, 7)).toBeCloseTo(49, 5);
  });
});

describe('eulerWeights', () => {
  it('starts with one half, alternates, and falls to the last binomial share', () => {
    const weights = eulerWeights(4, 2);
    expect([...weights]).toEqual([0.5, -1, 1, -1, 1, -0.75, 0.25]);
  });
});
