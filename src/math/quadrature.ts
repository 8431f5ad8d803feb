/** Points and weights whose weighted sum is an expectation. */
export interface Quadrature {
  readonly points: Float64Array;
  /** Positive, adding up to 1. */
  readonly weights: Float64Array;
}

/**
 * Gauss quadrature for a gamma law of mean 1: Σ weight·f(point) = E[f(X)], exactly for polynomials of degree below
 * 2·`count`. Golub and Welsch 1969: the points are the eigenvalues of the tridiagonal matrix of the (generalised
 * Laguerre) recurrence, the weights the squared first components of its eigenvectors.
 *
 * @param scv squared coefficient of variation of the law, above 0: its shape is 1/scv
 * @param count points, a whole number from 1
 * @throws RangeError outside those ranges
 */
export function gammaQuadrature(scv: number, count: number): Quadrature {
  if (!(scv > 0 && count >= 1)) throw new RangeError(`scv must be above 0 and count from 1; found ${scv}, ${count}`);
  const shape = 1 / scv;
  const diagonal = Float64Array.from({ length: count }, (_, i) => (2 * i + shape) * scv);
  const beside = Float64Array.from({ length: count }, (_, i) => Math.sqrt((i + 1) * (i + shape)) * scv);
  const first = new Float64Array(count);
  first[0] = 1;
  for (let end = count - 1; end > 0; end--) {
    while (Math.abs(beside[end - 1]!) > Number.EPSILON * (Math.abs(diagonal[end]!) + Math.abs(diagonal[end - 1]!))) {
      rotateOnce(diagonal, beside, first, end);
    }
  }
  return { points: diagonal, weights: first.map((component) => component * component) };
}

/** One implicit QR step with Wilkinson's shift on rows 0 … end of a symmetric tridiagonal matrix. */
function rotateOnce(diagonal: Float64Array, beside: Float64Array, first: Float64Array, end: number): void {
  const half = (diagonal[end - 1]! - diagonal[end]!) / 2;
  const edge = beside[end - 1]!;
  const shift = diagonal[end]! - (edge * edge) / (half + (half < 0 ? -1 : 1) * Math.hypot(half, edge));
  let x = diagonal[0]! - shift;
  let bulge = beside[0]!;
  for (let k = 0; k < end; k++) {
    const size = Math.hypot(x, bulge);
    const c = size === 0 ? 1 : x / size;
    const s = size === 0 ? 0 : bulge / size;
    if (k > 0) beside[k - 1] = size;
    const upper = diagonal[k]!;
    const lower = diagonal[k + 1]!;
    const between = beside[k]!;
    diagonal[k] = c * c * upper + 2 * c * s * between + s * s * lower;
    diagonal[k + 1] = s * s * upper - 2 * c * s * between + c * c * lower;
    beside[k] = c * s * (lower - upper) + (c * c - s * s) * between;
    x = beside[k]!;
    bulge = 0;
    if (k + 1 < end) {
      bulge = s * beside[k + 1]!;
      beside[k + 1]! *= c;
    }
    const kept = first[k]!;
    first[k] = c * kept + s * first[k + 1]!;
    first[k + 1] = c * first[k + 1]! - s * kept;
  }
}
