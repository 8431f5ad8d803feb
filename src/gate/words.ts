/** Growth inside the sentences of causes and changes. */

import { shortNumber } from '../domain/quantity-text.ts';

/** `+20 %`, `−3.5 %`: how much `now` is more than `before`. */
export function growthText(before: number, now: number): string {
  if (!(before > 0)) return 'new';
  const percent = (now / before - 1) * 100;
  return `${percent < 0 ? '−' : '+'}${shortNumber(Math.abs(percent))} %`;
}
