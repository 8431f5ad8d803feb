/** C0 and C1 controls, bidirectional overrides and line separators: nothing an input quotes may steer a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: matching control characters is the purpose
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]/g;

/** `text` with control characters replaced by `·` and cut to `most` characters: fit to be quoted in a message. */
export function printable(text: string, most = 60): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return cut.replace(UNPRINTABLE, '·');
}

/** `1 application`, `2 applications`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
