/** Costs as multiples of a common step, so that a bound between two multiples can be rounded up. */

/** Digits after the decimal point up to which costs are taken as exact. */
const MOST_DIGITS = 6;
const ROUNDING = 1e-9;

/** The largest number that all costs are whole multiples of; 0 where none is found. */
export function costStep(costs: readonly number[]): number {
  for (let digits = 0; digits <= MOST_DIGITS; digits++) {
    const factor = 10 ** digits;
    const whole = costs.map((cost) => Math.round(cost * factor));
    const isExact = costs.every(
      (cost, k) => Math.abs(cost * factor - (whole[k] as number)) <= ROUNDING * cost * factor,
    );
    if (isExact) return whole.reduce(greatestCommonDivisor) / factor;
  }
  return 0;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The least sum of costs that is not below `bound`. Rounding errors never raise it past one that could be paid. */
export function roundedUp(bound: number, step: number): number {
  const safe = bound * (1 - ROUNDING);
  return step > 0 ? Math.max(0, Math.ceil(safe / step - ROUNDING)) * step : safe;
}
