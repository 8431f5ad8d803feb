import { describe, expect, it } from 'vitest';
import { gaussLaguerre, MOST_NODES } from '../../src/math/gauss-laguerre.ts';

/** ∫ tᵐ e^{−t} dt over m!, which is 1. */
function momentOverFactorial(n: number, m: number): number {
  const { node, logWeight } = gaussLaguerre(n);
  let logFactorial = 0;
  for (let k = 2; k <= m; k++) logFactorial += Math.log(k);
  return node.reduce((sum, t, i) => sum + Math.exp((logWeight[i] as number) + m * Math.log(t) - logFactorial), 0);
}

describe('Gauss and Laguerre’s quadrature', () => {
  it('has the nodes 2 ± √2 with weights (2 ∓ √2)/4 for two', () => {
    const { node, logWeight } = gaussLaguerre(2);
    expect(node[0]).toBeCloseTo(2 - Math.SQRT2, 13);
    expect(node[1]).toBeCloseTo(2 + Math.SQRT2, 13);
    expect(Math.exp(logWeight[0] as number)).toBeCloseTo((2 + Math.SQRT2) / 4, 13);
    expect(Math.exp(logWeight[1] as number)).toBeCloseTo((2 - Math.SQRT2) / 4, 13);
  });

  it.each([1, 2, 5, 16, 64, 150, MOST_NODES])('integrates powers up to 2n − 1 exactly with %d nodes', (n) => {
    for (const m of [0, 1, n, 2 * n - 1]) expect(Math.abs(momentOverFactorial(n, m) - 1)).toBeLessThan(1e-10);
  });

  it('has ascending nodes, however many', () => {
    for (let n = 2; n <= MOST_NODES; n += 7) {
      const { node } = gaussLaguerre(n);
      for (let i = 1; i < n; i++) expect(node[i]).toBeGreaterThan(node[i - 1] as number);
    }
  });
});
