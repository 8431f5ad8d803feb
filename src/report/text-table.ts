import Table from 'cli-table3';
import { visibleLength } from './wrapped-text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Takes the space that is left, and wraps when there is too little. At most one column of a table. */
  readonly isFlexible?: boolean;
}

const GAP = 2;
const LEAST_FLEXIBLE = 12;
/** A column of names is not made narrower than this. */
const LEAST_NAMES = 20;

/** Rows under a faint heading, without frames, no line longer than `width`: made to be read and to be piped. */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
  heading: (text: string) => string,
): string {
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map((row) => visibleLength(row[index] ?? ''))),
  );
  const flexible = columns.findIndex((column) => column.isFlexible);
  const total = widths.reduce((sum, one) => sum + one + GAP, 0);
  if (flexible !== -1 && total > width) {
    widths[flexible] = Math.max(LEAST_FLEXIBLE, (widths[flexible] as number) - (total - width));
  }
  narrow(widths, columns, width);
  const table = new Table({
    head: columns.map((column) => heading(column.title)),
    colWidths: widths.map((one) => one + GAP),
    colAligns: columns.map((column) => column.align ?? 'left'),
    wordWrap: true,
    wrapOnWordBoundary: true,
    chars: NO_FRAME,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  });
  table.push(...rows.map((row) => row.map((cell, index) => brokenToFit(cell, widths[index] as number))));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** Where long names leave no room, takes it from the widest columns of text, one character after the other. */
function narrow(widths: number[], columns: readonly Column[], width: number): void {
  for (let excess = widths.reduce((sum, one) => sum + one + GAP, 0) - width; excess > 0; excess--) {
    const texts = columns.flatMap(({ align, isFlexible }, index) => (align === 'right' || isFlexible ? [] : [index]));
    const widest = texts.reduce((a, b) => ((widths[b] as number) > (widths[a] ?? 0) ? b : a), -1);
    if (!((widths[widest] ?? 0) > LEAST_NAMES)) return;
    widths[widest] = (widths[widest] as number) - 1;
  }
}

/** A cell whose words are longer than its column, broken behind a hyphen, or where there is none anywhere. */
function brokenToFit(cell: string, width: number): string {
  if (cell.split(/\s/).every((word) => visibleLength(word) <= width)) return cell;
  const pieces = cell.match(/\s+(?!%)|(?:[^\s-]|\s(?=%))*-|(?:[^\s-]|\s(?=%))+/g) ?? [];
  const lines = [''];
  for (const piece of pieces.flatMap((one) => chunks(one, width))) {
    const last = lines.at(-1) as string;
    if (visibleLength(last + piece.trimEnd()) <= width) lines[lines.length - 1] = last + piece;
    else lines.push(piece.trimStart());
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** A piece as it is, but in parts where it is longer than a line and has no colour that a cut could split. */
function chunks(piece: string, width: number): string[] {
  if (visibleLength(piece) <= width || visibleLength(piece) !== piece.length) return [piece];
  return piece.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [piece];
}

const NO_FRAME = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('middle', 'left-mid', 'mid-mid', 'right-mid')
    .map((name) => [name, '']),
);
