/** Costs and weights as multiples of a common step, so that a bound between two multiples can be rounded. */

/** Digits after the first of the least up to which amounts are taken as exact. */
const MOST_DIGITS = 6;
const ROUNDING = 1e-9;

/** The largest number that all amounts (above 0) are whole multiples of; 0 where none is found, or there are no amounts. */
export function commonStep(amounts: readonly number[]): number {
  if (amounts.length === 0) return 0;
  const first = Math.max(0, -Math.floor(Math.log10(Math.min(...amounts))));
  for (let digits = 0; digits <= first + MOST_DIGITS; digits++) {
    const factor = 10 ** digits;
    const whole = amounts.map((amount) => Math.round(amount * factor));
    const isExact = amounts.every(
      (amount, k) => Math.abs(amount * factor - (whole[k] as number)) <= ROUNDING * amount * factor,
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
