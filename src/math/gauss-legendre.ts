/**
 * Nodes and weights of Gauss and Legendre's quadrature: ∫₋₁¹ f(x) dx ≈ Σ weightᵢ f(nodeᵢ), exact for polynomials up to
 * degree 2n − 1.
 */
export interface LegendreRule {
  readonly node: Float64Array;
  readonly weight: Float64Array;
}

/**
 * By Newton's method on the Legendre polynomial from Tricomi's starting points (Abramowitz and Stegun 1964, 25.4.29).
 *
 * @param n of nodes, from 1
 */
export function gaussLegendre(n: number): LegendreRule {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`a rule has at least one node; found ${n}`);
  const node = new Float64Array(n);
  const weight = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [before, now] = [0, 1];
      for (let k = 1; k <= n; k++) [before, now] = [now, ((2 * k - 1) * x * now - (k - 1) * before) / k];
      slope = (n * (x * now - before)) / (x * x - 1);
      const change = now / slope;
      x -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    node[i] = x;
    weight[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { node, weight };
}
