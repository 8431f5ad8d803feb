/** The standard normal quantile of 0.975. */
const Z = 1.959963984540054;

/**
 * Student's t quantile of 0.975 (for two-sided 95 % intervals) with `freedom` degrees of freedom, by the expansion of
 * Abramowitz and Stegun (1964), 26.7.5. An approximation: within 2 · 10⁻⁴ from 8 degrees on.
 * Throws a `RangeError` below 8.
 */
export function studentT95(freedom: number): number {
  if (!(freedom >= 8)) throw new RangeError(`degrees of freedom must be at least 8; found ${freedom}`);
  const g1 = (Z ** 3 + Z) / 4;
  const g2 = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
  const g3 = (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384;
  const g4 = (79 * Z ** 9 + 776 * Z ** 7 + 1482 * Z ** 5 - 1920 * Z ** 3 - 945 * Z) / 92160;
  return Z + g1 / freedom + g2 / freedom ** 2 + g3 / freedom ** 3 + g4 / freedom ** 4;
}
