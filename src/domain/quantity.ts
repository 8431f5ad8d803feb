/** Quantities of the Kubernetes API as exact fractions: `15890m`, `693505100Ki`, `2k`, `1E3`; read and written. */

/** `numerator` ÷ `denominator`, the denominator above 0. */
export interface Quantity {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?([eE][+-]?\d{1,2}|[KMGTPE]i|[numkMGTPE])?$/;
/** No server writes a longer one. */
const MOST_CHARACTERS = 64;

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

export const ZERO: Quantity = { numerator: 0n, denominator: 1n };

/** The quantity, exactly, or `null` where the text (or the number that YAML made of it) is none. */
export function parseQuantity(input: unknown): Quantity | null {
  const text = typeof input === 'number' ? String(input) : input;
  if (typeof text !== 'string' || text.length > MOST_CHARACTERS) return null;
  const match = FORM.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return null;
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const binary = BINARY[suffix];
  const exponent = -fraction.length + (binary === undefined ? decimalExponent(suffix) : 0);
  const scaled = digits * (1n << (binary ?? 0n));
  if (exponent >= 0) return { numerator: scaled * 10n ** BigInt(exponent), denominator: 1n };
  return { numerator: scaled, denominator: 10n ** BigInt(-exponent) };
}

function decimalExponent(suffix: string): number {
  return /^[eE][+-]?\d/.test(suffix) ? Number(suffix.slice(1)) : (DECIMAL[suffix] ?? 0);
}

export function add(a: Quantity, b: Quantity): Quantity {
  if (a.denominator === b.denominator) return { ...a, numerator: a.numerator + b.numerator };
  const denominator = a.denominator * b.denominator;
  return reduced({ numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator });
}

export function larger(a: Quantity, b: Quantity): Quantity {
  return a.numerator * b.denominator >= b.numerator * a.denominator ? a : b;
}

export function isAbove(a: Quantity, b: Quantity): boolean {
  return a.numerator * b.denominator > b.numerator * a.denominator;
}

/** a − b, which may be negative. */
export function subtract(a: Quantity, b: Quantity): Quantity {
  return add(a, { ...b, numerator: -b.numerator });
}

/** The greatest whole number at most as large; beyond 2⁵³ it loses its last digits. */
export function floorOf({ numerator, denominator }: Quantity): number {
  const quotient = numerator / denominator;
  const isBelow = numerator < 0n && quotient * denominator !== numerator;
  return Number(isBelow ? quotient - 1n : quotient);
}

/** The number if it is whole, as counts of devices must be, else `null`. */
export function wholeOf({ numerator, denominator }: Quantity): number | null {
  return numerator % denominator === 0n ? Number(numerator / denominator) : null;
}

const STEPS = [
  [2 ** 30, 'Gi'],
  [1e9, 'G'],
  [2 ** 20, 'Mi'],
  [1e6, 'M'],
  [2 ** 10, 'Ki'],
] as const;

/** Bytes, rounded up, with the largest suffix that loses nothing. */
export function bytesQuantity(bytes: number): string {
  const whole = Math.ceil(bytes);
  const [step, suffix] = STEPS.find(([one]) => whole >= one && whole % one === 0) ?? [1, ''];
  return `${whole / step}${suffix}`;
}

/** Cores, rounded up to a thousandth. */
export function coresQuantity(cores: number): string {
  const milli = Math.ceil(cores * 1000);
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

/** A long sum of unlike fractions would otherwise grow without end. */
function reduced({ numerator, denominator }: Quantity): Quantity {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? ZERO : { numerator: numerator / a, denominator: denominator / a };
}
