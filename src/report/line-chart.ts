/**
 * Several curves in one chart of letters: without colour, the strokes of asciichart cannot be told apart, so each
 * curve is drawn in a letter of its own.
 */

import { grouped } from './numbers.ts';

export interface Line {
  readonly letter: string;
  /** Ascending by `x`; `y` from 0. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const HEIGHT = 16;
const LABEL_WIDTH = 8;

/** Lines of text, at most `width` wide, from 0 to the greatest value; earlier curves hide later ones. */
export function renderLines(lines: readonly Line[], ends: readonly [string, string], width: number): string {
  const top = Math.max(1, ...lines.flatMap(({ points }) => points.map(({ y }) => y)));
  const columns = width - LABEL_WIDTH - 2;
  const rows = Array.from({ length: HEIGHT + 1 }, () => new Array<string>(columns).fill(' '));
  for (const { letter, points } of lines.toReversed()) {
    for (let column = 0; column < columns; column++) {
      const height = Math.round((HEIGHT * valueAt(points, column / (columns - 1))) / top);
      (rows[HEIGHT - height] as string[])[column] = letter;
    }
  }
  const body = rows.map((row, k) => `${label(top, k)} ┤${row.join('').trimEnd()}`);
  const [left, right] = ends;
  const axis = `${' '.repeat(LABEL_WIDTH + 2)}${left.padEnd(columns - right.length)}${right}`;
  return `${[...body, axis].join('\n')}\n`;
}

function label(top: number, row: number): string {
  return (row % 4 === 0 ? grouped((top * (HEIGHT - row)) / HEIGHT) : '').padStart(LABEL_WIDTH);
}

/** Straight between neighbours; `share` of the way from the first point to the last. */
function valueAt(points: Line['points'], share: number): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const x = first.x + share * (last.x - first.x);
  const next = points.findIndex((point) => point.x >= x);
  const after = points[next] ?? last;
  const before = points[next - 1] ?? after;
  const part = after.x === before.x ? 1 : (x - before.x) / (after.x - before.x);
  return before.y + part * (after.y - before.y);
}
