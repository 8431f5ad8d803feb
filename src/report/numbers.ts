/** Numbers as they are printed: rounding for documents, and units for people. */

import { shortNumber as grouped, sizeText as size } from '../domain/quantity-text.ts';

export { shortNumber as grouped, sizeText as size } from '../domain/quantity-text.ts';

/**
 * `value` to 7 significant digits: more than any measurement carries, few enough that the last digits of a
 * processor's exponential function do not show in a document that two machines should agree on.
 */
export function rounded(value: number, digits = 7): number {
  return Number(value.toPrecision(digits));
}

/** `61.2 ms`, `0.42 ms`, `2,310 ms`. */
export function milliseconds(value: number): string {
  return `${grouped(value)} ms`;
}

/** `5 /s`, `0.5 /s`; takes requests per second. */
export function ratePerSecond(value: number): string {
  return `${grouped(value)} /s`;
}

/** `62 %`; takes a fraction. */
export function percent(fraction: number, decimals = 0): string {
  return `${(fraction * 100).toFixed(decimals)} %`;
}

/** `12.3 %`, rounded down so that no growth is promised that was not found; takes a fraction. */
export function growthText(fraction: number): string {
  const tenths = Math.floor(fraction * 1000 + 1e-6);
  return `${(tenths / 10).toLocaleString('en-US', { maximumFractionDigits: 1 })} %`;
}

/** `1.2 GiB`; `?` where no part of it is known, `1.2 GiB + ?` where a part is not. */
export function memoryText({ bytes, unknown }: { readonly bytes: number; readonly unknown: number }): string {
  if (unknown === 0) return size(bytes);
  return bytes === 0 ? '?' : `${size(bytes)} + ?`;
}
