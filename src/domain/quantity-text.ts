/** Quantities inside sentences, from the program's own units. */

/** Three significant digits below a thousand, whole numbers with separators above. */
export function shortNumber(value: number): string {
  return digits(value, 3);
}

/** `4.91 ms`, `1,140 ms`. */
export function millisecondsText(value: number): string {
  return `${shortNumber(value)} ms`;
}

/** `62.3 %` of a fraction. */
export function percentText(fraction: number, significant = 3): string {
  return `${digits(fraction * 100, significant)} %`;
}

const SIZES = [
  [2 ** 40, 'TiB'],
  [2 ** 30, 'GiB'],
  [2 ** 20, 'MiB'],
  [2 ** 10, 'KiB'],
] as const;

/** `3.2 GiB`, `512 MiB` of bytes. */
export function sizeText(bytes: number, significant = 3): string {
  const [unit, name] = SIZES.find(([least]) => bytes >= least) ?? [1, 'B'];
  return `${digits(bytes / unit, significant)} ${name}`;
}

const MOST_DIGITS = 12;

/** Both values with so many digits that they are told apart, where they differ. */
export function comparedTexts(
  one: number,
  other: number,
  text: (value: number, significant: number) => string,
): readonly [string, string] {
  let significant = 3;
  if (one !== other)
    while (significant < MOST_DIGITS && text(one, significant) === text(other, significant)) significant++;
  return [text(one, significant), text(other, significant)];
}

function digits(value: number, significant: number): string {
  if (Math.abs(value) >= 999.5 && significant <= 3) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(significant)));
}
