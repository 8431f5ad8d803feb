/** Tables with captions and headers; on a phone each row becomes a card whose cells carry their column's name. */

import { grouped } from '../numbers.ts';
import { type Html, html, type Part } from './escape.ts';

export interface Column {
  readonly title: string;
  /** `number` and `short` stay on one line; `long` has a line to itself on a phone. Left out: text that may wrap. */
  readonly kind?: 'number' | 'short' | 'long';
}

export interface TableParts {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of each row is the row's header. */
  readonly rows: readonly (readonly Part[])[];
  /** Rows beyond those that are shown, and what they are. */
  readonly hidden?: { readonly count: number; readonly noun: string };
}

/** Roles are spelt out because browsers drop those of a table that is laid out as cards. */
export function table({ caption, columns, rows, hidden }: TableParts): Html {
  const heads = columns.map(
    ({ title, kind }) => html`<th role="columnheader" scope="col"${classOf(kind)}>${title}</th>`,
  );
  const body = rows.map(
    (cells) => html`<tr role="row">${cells.map((cell, index) => cellOf(cell, columns[index], index === 0))}</tr>
`,
  );
  const rest =
    hidden && hidden.count > 0 ? html`<p class="rest">And ${grouped(hidden.count)} ${hidden.noun}.</p>` : null;
  return html`<table role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">
${body}</tbody></table>
${rest}`;
}

function cellOf(cell: Part, column: Column | undefined, isHeader: boolean): Html {
  if (isHeader) return html`<th role="rowheader" scope="row">${cell}</th>`;
  return html`<td role="cell" data-label="${column?.title ?? ''}"${classOf(column?.kind)}><span>${cell}</span></td>`;
}

function classOf(kind: Column['kind']): Html | null {
  return kind === undefined ? null : html` class="${kind}"`;
}
