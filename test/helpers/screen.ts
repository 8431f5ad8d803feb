/**
 * What a terminal shows after it got `output`: the few control sequences that prompts use (cursor up, down, left,
 * right and to a column; erasing a line, or all below). Long lines are not broken, and nothing scrolls out.
 */
export function screenText(output: string): string {
  const lines: string[][] = [[]];
  let row = 0;
  let column = 0;
  const put = (character: string) => {
    while (lines.length <= row) lines.push([]);
    const line = lines[row] as string[];
    while (line.length < column) line.push(' ');
    line[column] = character;
    column += 1;
  };
  const control = (count: number, letter: string) => {
    if (letter === 'A') row = Math.max(0, row - count);
    else if (letter === 'B') row += count;
    else if (letter === 'C') column += count;
    else if (letter === 'D') column = Math.max(0, column - count);
    else if (letter === 'G') column = count - 1;
    else if (letter === 'K') lines[row]?.splice(count === 2 ? 0 : column);
    else if (letter === 'J') {
      lines[row]?.splice(column);
      lines.splice(row + 1);
    }
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences begin with the escape character
  for (const [token, , digits, letter] of output.matchAll(/\u001b\[(\??)(\d*)[;\d]*([A-Za-z])|[\s\S]/gu)) {
    if (letter !== undefined)
      control(digits === '' ? (letter === 'K' || letter === 'J' ? 0 : 1) : Number(digits), letter);
    else if (token === '\n') row += 1;
    else if (token === '\r') column = 0;
    else if (token === '\b') column = Math.max(0, column - 1);
    else if (token >= ' ') put(token);
  }
  return `${lines
    .map((line) => line.join('').trimEnd())
    .join('\n')
    .trimEnd()}\n`;
}
