/** What was imported, in words: each figure with what it was made from, and what to know before planning with it. */

import type { Figure, ProfileRow, Remark } from '../domain/measurement.ts';
import { counted, printable } from '../domain/text.ts';
import { perSecond } from '../domain/units.ts';
import type { ImportReport } from './import-json.ts';
import { grouped, milliseconds, ratePerSecond, size } from './numbers.ts';
import type { TableOptions } from './plan-parts.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';

/** Past this many rows their figures are for the table and the document. */
const MOST_SHOWN = 8;

export function renderImportText(report: ImportReport, { style, width, isVerbose }: TableOptions): string {
  const shown = isVerbose ? report.rows : report.rows.slice(0, MOST_SHOWN);
  const hidden = report.rows.length - shown.length;
  const sections = [
    rowsHeadline(report, style),
    ...shown.map((row) => figures(row, style, width)),
    hidden > 0 ? style.faint(`${counted(hidden, 'more row')} with --verbose\n`) : '',
    remarkParagraphs(report, style, width),
    leftOut(report, style, width, isVerbose),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

/** How many rows there are and where they went. */
export function rowsHeadline(
  { files, rows, appended }: Pick<ImportReport, 'files' | 'rows' | 'appended'>,
  style: Style,
): string {
  const from = files.map((file) => printable(file, 200)).join(', ');
  const what = counted(rows.length, 'profile row');
  if (appended === null) return `${style.good('✓')} ${style.strong(what)} from ${from}.\n`;
  const { file, added, isNew } = appended;
  const where = `${isNew ? 'the new file ' : ''}${printable(file, 200)}`;
  const count = added === rows.length ? what : `${added} of ${what}`;
  return `${style.good('✓')} ${style.strong(count)} from ${from} added to ${where}.\n`;
}

function figures(row: ProfileRow, style: Style, width: number): string {
  const lines: (readonly [string, Figure | null, (value: number) => string])[] = [
    ['service time', row.serviceTime, milliseconds],
    ['its scv', row.scv, grouped],
    ['samples', row.samples, grouped],
    ['throughput', row.throughput, (value) => ratePerSecond(perSecond(value))],
    ['memory', row.memory, size],
    ['on the chip', row.onChipMemory, size],
    ['streamed', row.offChipMemory, size],
  ];
  const cells = lines.flatMap(([name, figure, show]) =>
    figure === null ? [] : [[`  ${name}`, show(figure.value), figure.from]],
  );
  const columns = [{ title: '' }, { title: '', align: 'right' }, { title: 'made from', isFlexible: true }] as const;
  const title = `${printable(row.model, 200)} on ${printable(row.device, 200)}, batch ${row.batch}\n`;
  return style.strong(title) + textTable(columns, cells, width, style.faint);
}

/** What to know before planning with the rows, each thing once. */
export function remarkParagraphs(
  { rows, remarks }: Pick<ImportReport, 'rows' | 'remarks'>,
  style: Style,
  width: number,
): string {
  const texts = new Map<string, Remark>();
  for (const remark of [...remarks, ...rows.flatMap((row) => row.remarks)]) texts.set(remark.text, remark);
  return [...texts.values()].map(({ text }) => paragraph(style.warn('Note:'), `${text}.`, width)).join('');
}

/** Rows that a profile may not hold, reason by reason. */
function leftOut({ leftOut }: ImportReport, style: Style, width: number, isVerbose: boolean): string {
  const shown = isVerbose ? leftOut : leftOut.slice(0, MOST_SHOWN);
  const lines = shown.map(({ file, line, reason }) =>
    paragraph(style.faint('Left out:'), `${printable(file, 200)}:${line}: ${reason}.`, width),
  );
  const hidden = leftOut.length - shown.length;
  const rest = hidden > 0 ? style.faint(`${counted(hidden, 'more row')} left out; all with --verbose\n`) : '';
  return lines.join('') + rest;
}

/** Wrapped to the width, later lines indented; words are never cut. */
export function paragraph(head: string, text: string, width: number): string {
  const lines = [''];
  const indent = '  ';
  // The head may hold colour codes, which take no room.
  let room = width - 10;
  for (const word of text.split(' ')) {
    const last = lines.at(-1) as string;
    if (last !== '' && last.length + 1 + word.length > room) {
      lines.push(word);
      room = width - indent.length;
    } else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return `${head} ${lines.join(`\n${indent}`)}\n`;
}
