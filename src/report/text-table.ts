import Table from 'cli-table3';
import { visibleLength } from './wrapped-text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Takes the space that is left, and wraps when there is too little. At most one column of a table. */
  readonly isFlexible?: boolean;
}

const GAP = 2;

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
    widths[flexible] = Math.max(12, (widths[flexible] as number) - (total - width));
  }
  const table = new Table({
    head: columns.map((column) => heading(column.title)),
    colWidths: widths.map((one) => one + GAP),
    colAligns: columns.map((column) => column.align ?? 'left'),
    wordWrap: true,
    wrapOnWordBoundary: true,
    chars: NO_FRAME,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  });
  table.push(...rows.map((row) => [...row]));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

const NO_FRAME = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('middle', 'left-mid', 'mid-mid', 'right-mid')
    .map((name) => [name, '']),
);
