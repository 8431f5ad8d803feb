/** One way to write a JSON document: whoever reads it gets every character, and a terminal or a CI log meets none that steers. */

/** Characters that JSON allows raw and a terminal acts on; and the # before [ of a workflow command. */
const STEERING = /[\u007f-\u009f\p{Cf}\u2028\u2029]|#(?=#\w*\[)/gu;

/** `document` as JSON text with a line end: indented, or on one line for programs that ask often. */
export function jsonText(document: unknown, indent: 0 | 2 = 2): string {
  const text = JSON.stringify(document, null, indent);
  return `${text.replace(STEERING, escaped)}\n`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, k) => {
    return `\\u${character.charCodeAt(k).toString(16).padStart(4, '0')}`;
  }).join('');
}
