/** Controls, invisible and direction-changing characters, halves of pairs: nothing an input quotes may steer a terminal. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd]/gu;

/** `text` with control characters replaced by `·` and cut to `most` characters: fit to be quoted in a message. */
export function printable(text: string, most = 60): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return cut.replace(UNPRINTABLE, '·');
}

/** `1 application`, `2 applications`, `1,000 applications`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}
