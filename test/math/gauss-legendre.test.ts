import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../src/math/gauss-legendre.ts';

describe("Gauss and Legendre's quadrature", () => {
  it('has the nodes and weights of the tables', () => {
    // Abramowitz and Stegun 1964, table 25.4, n = 3.
    const { node, weight } = gaussLegendre(3);
    [-Math.sqrt(0.6), 0, Math.sqrt(0.6)].forEach((x, i) => {
      expect(node[i]).toBeCloseTo(x, 14);
    });
    [5 / 9, 8 / 9, 5 / 9].forEach((w, i) => {
      expect(weight[i]).toBeCloseTo(w, 14);
    });
  });

  it.each([1, 2, 7, 12, 40])('is exact up to degree 2n − 1 for n = %d', (n) => {
    const { node, weight } = gaussLegendre(n);
    for (let degree = 0; degree < 2 * n; degree++) {
      const sum = node.reduce((total, x, i) => total + weight[i]! * x ** degree, 0);
      expect(sum).toBeCloseTo(degree % 2 === 0 ? 2 / (degree + 1) : 0, 12);
    }
  });

  it('has at least one node', () => {
    expect(() => gaussLegendre(0)).toThrow(RangeError);
  });
});
