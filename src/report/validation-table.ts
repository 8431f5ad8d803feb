/** Measured requests against models and simulator as a person reads it: what was measured, and how far off each is. */

import type { Errors, Validation, ValidationRow } from '../domain/recording.ts';
import { counted } from '../domain/text.ts';
import { grouped, percent } from './numbers.ts';
import type { TableOptions } from './plan-parts.ts';
import type { Style } from './style.ts';
import { textTable } from './text-table.ts';
import { validationErrors } from './validation-json.ts';
import { wrappedText } from './wrapped-text.ts';

export function renderValidationTable(validation: Validation, { style, width, isVerbose }: TableOptions): string {
  const { rows } = validation;
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  const what = `${validation.recording}: ${requests.toLocaleString('en')} recorded requests on ${validation.device} (${validation.discipline})`;
  const sections = [
    `${wrappedText(what, width)}\n`,
    headline(rows, style, width),
    errorTable(rows, width, style, isVerbose),
    notes(rows, width),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function headline(rows: readonly ValidationRow[], style: Style, width: number): string {
  const means = validationErrors(rows, 'mean');
  const tails = validationErrors(rows, 'p95');
  const mean = [off('models', means.predicted), off('Ibis', means.ibis), off('replay', means.replayed)].join('; ');
  const tail = [off('models', tails.predicted), off('replay', tails.replayed)].join('; ');
  const sentences = [
    `${style.strong('Means')}, off on average and at worst: ${mean}.`,
    `${style.strong('p95')}: ${tail}.`,
  ];
  return sentences.map((sentence) => `${wrappedText(sentence, width)}\n`).join('');
}

function off(who: string, { mape, worst }: Errors): string {
  return mape === null || worst === null ? `${who} –` : `${who} ${percent(mape, 1)} and ${percent(worst, 1)}`;
}

/** Rows of a table are for reading; past this many the document is the place to look. */
const MOST_ROWS = 60;

function errorTable(rows: readonly ValidationRow[], width: number, style: Style, isVerbose: boolean): string {
  const shown = isVerbose ? rows : rows.slice(0, MOST_ROWS);
  const hasRuns = rows.some(({ group }) => group !== null);
  const columns = [
    ...(hasRuns ? [{ title: 'run' }] : []),
    { title: 'model', isFlexible: true },
    { title: 'count', align: 'right' },
    { title: 'mean', align: 'right' },
    { title: 'ours', align: 'right' },
    { title: 'Ibis', align: 'right' },
    { title: 'replay', align: 'right' },
    { title: 'p95', align: 'right' },
    { title: 'ours', align: 'right' },
    { title: 'replay', align: 'right' },
  ] as const;
  const cells = shown.map((row) => [...(hasRuns ? [row.group ?? ''] : []), ...rowCells(row)]);
  const hidden = rows.length - shown.length;
  const rest = hidden > 0 ? style.faint(`${counted(hidden, 'more row')} with --verbose\n`) : '';
  return textTable(columns, cells, width, style.faint) + rest;
}

function rowCells({ model, app, requests, measured, predicted, ibisMean, replayed }: ValidationRow): string[] {
  return [
    app === null ? model : `${app} (${model})`,
    requests.toLocaleString('en'),
    grouped(measured.mean),
    error(predicted?.mean, measured.mean),
    error(ibisMean, measured.mean),
    error(replayed?.mean, measured.mean),
    grouped(measured.p95),
    error(predicted?.p95, measured.p95),
    error(replayed?.p95, measured.p95),
  ];
}

function error(value: number | null | undefined, measured: number): string {
  if (value === null || value === undefined || !(measured > 0)) return '–';
  const fraction = value / measured - 1;
  return `${fraction < 0 ? '−' : '+'}${(100 * Math.abs(fraction)).toFixed(1)}`;
}

/** What the figures take for granted, and why some are missing. */
function notes(rows: readonly ValidationRow[], width: number): string {
  const unlike = rows.filter(({ isPoisson }) => !isPoisson);
  const reasons = [...new Set(rows.flatMap(({ group, reason }) => (reason === null ? [] : [named(group, reason)])))];
  const lines = [
    'times in ms; ours, Ibis and replay: error in % of the measured value',
    ...(unlike.length > 0
      ? [
          `${counted(unlike.length, 'row')} with arrivals unlike Poisson: the models used their measured variation, an approximation`,
        ]
      : []),
    ...reasons.slice(0, MOST_ROWS),
  ];
  return lines.map((line) => `${wrappedText(`Note: ${line}.`, width)}\n`).join('');
}

function named(group: string | null, reason: string): string {
  return group === null ? reason : `run ${group}: ${reason}`;
}
