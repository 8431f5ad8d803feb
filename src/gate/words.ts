/** Numbers inside the sentences of causes and changes. */

/** `4.91 ms`, `1,140 ms`: three significant digits below a thousand. */
export function millisecondsText(value: number): string {
  return `${shortNumber(value)} ms`;
}

/** `62.3 %` of a fraction. */
export function percentText(fraction: number): string {
  return `${shortNumber(fraction * 100)} %`;
}

/** `+20 %`, `−3.5 %`: how much `now` is more than `before`. */
export function growthText(before: number, now: number): string {
  if (!(before > 0)) return 'new';
  const percent = (now / before - 1) * 100;
  return `${percent < 0 ? '−' : '+'}${shortNumber(Math.abs(percent))} %`;
}

export function shortNumber(value: number): string {
  if (Math.abs(value) >= 999.5) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
