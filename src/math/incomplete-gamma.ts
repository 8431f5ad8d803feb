/**
 * Q(a, x) = Γ(a, x)/Γ(a), the chance that a gamma variable of shape a and scale 1 is above x. The series of its
 * complement below x = a + 1, Legendre's continued fraction above (Abramowitz and Stegun 1964, 6.5.29 and 6.5.31);
 * relative error below 1e-12 of the smaller of Q and 1 − Q for shapes up to a thousand.
 *
 * @param a above 0
 * @param x from 0
 */
export function gammaTail(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) throw new RangeError(`a shape is above 0 and a value not below 0; found ${a} and ${x}`);
  if (x === 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * series(a, x) : front * continuedFraction(a, x);
}

const PRECISION = 1e-15;
const MOST_TERMS = 10_000;

/** Σ xⁿ/(a(a + 1)…(a + n)). */
function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > PRECISION * sum; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − …)), by Lentz's method. */
function continuedFraction(a: number, x: number): number {
  let denominator = x + 1 - a;
  let ratio = Number.MAX_VALUE;
  let inverse = 1 / denominator;
  let value = inverse;
  for (let n = 1; n < MOST_TERMS; n++) {
    const partial = -n * (n - a);
    denominator += 2;
    inverse = 1 / (partial * inverse + denominator);
    ratio = denominator + partial / ratio;
    const step = ratio * inverse;
    value *= step;
    if (Math.abs(step - 1) < PRECISION) break;
  }
  return value;
}

/** log Γ(a) for a above 0: Stirling's series where it is good to the last digit, by the recursion below. */
export function logGamma(a: number): number {
  let shift = 0;
  let z = a;
  while (z < 12) {
    shift += Math.log(z);
    z++;
  }
  const inverse = 1 / (z * z);
  const tail = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + tail - shift;
}
