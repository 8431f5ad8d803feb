/** Controls, invisible and direction-changing characters, halves of pairs: nothing an input quotes may steer a terminal. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd]/gu;

/** `text` whole, with every character that could steer who reads it replaced by `·`, line ends too. */
export function harmless(text: string): string {
  return text.replace(UNPRINTABLE, '·');
}

/** `text` with control characters replaced by `·` and cut to `most` characters: fit to be quoted in a message. */
export function printable(text: string, most = 60): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return harmless(cut);
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\p{Emoji_Presentation}]/u;

/** Columns of a terminal that a text takes: two for a character of East Asian scripts or an emoji, none for a mark. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** `1 application`, `2 applications`, `1,000 applications`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}
