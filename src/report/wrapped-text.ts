/** Text broken at spaces, but not before a %, so that no line is longer than `width` (colour codes take none); every line after `indent`. */
export function wrappedText(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  for (const word of text.split(/ (?!%)/)) {
    const last = lines.at(-1);
    if (last !== undefined && visibleLength(last) + 1 + visibleLength(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines.join('\n');
}

/** A line of a list; where it is broken, the rest stands a little further in. */
export function listLine(text: string, width: number): string {
  return wrappedText(`  ${text}`, width, '    ').replace(/^ {4,}/, '  ');
}

/** Length without colour codes. */
export function visibleLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character
  return text.replace(/\u001b\[\d+m/g, '').length;
}
