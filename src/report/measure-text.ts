/** What `measure` found, in words and tables. */

import { type CoLocation, interferenceOf, type Lateness, sharesOneCore } from '../domain/co-location.ts';
import { MOST_FOREIGN_SHARE, MOST_LATENESS } from '../domain/inference.ts';
import type { ProfileRow } from '../domain/measurement.ts';
import { counted } from '../domain/text.ts';
import { perSecond } from '../domain/units.ts';
import { paragraph, remarkParagraphs, rowsHeadline } from './import-text.ts';
import { machineText } from './machine-words.ts';
import type { MeasureReport } from './measure-json.ts';
import { grouped, percent, ratePerSecond, size } from './numbers.ts';
import type { TableOptions } from './plan-parts.ts';
import { textTable } from './text-table.ts';
import { renderValidationTable } from './validation-table.ts';

const COLUMNS = [
  { title: 'batch', align: 'right' },
  { title: 'copies', align: 'right' },
  { title: 'mean', align: 'right' },
  { title: 'scv', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p95', align: 'right' },
  { title: 'p99', align: 'right' },
  { title: 'samples', align: 'right' },
  { title: 'inferences', align: 'right' },
  { title: 'φ', align: 'right' },
] as const;

/** Profile rows of one model: what was measured, on what, and what to mind. */
export function renderMeasureText(report: MeasureReport, { style, width }: TableOptions): string {
  const { file, rows, machine, cores } = report;
  const memory = rows.find(({ memory }) => memory !== null)?.memory?.value ?? null;
  const notes = [
    'times in ms; φ: throughput of so many copies over that of one',
    ...(memory === null ? [] : [`${size(memory)} of memory for one copy, the runtime included`]),
    `measured on ${machineText(machine, cores)}`,
  ];
  const sections = [
    rowsHeadline({ ...report, files: [file] }, style),
    textTable(
      COLUMNS,
      rows.map((row) => cells(row, rows)),
      width,
      style.faint,
    ) + notes.map((note) => paragraph('Note:', `${note}.`, width)).join(''),
    remarkParagraphs(report, style, width),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function cells(row: ProfileRow, rows: readonly ProfileRow[]): string[] {
  const quantile = (p: number) => grouped(row.quantiles.find((one) => one.p === p)?.value ?? Number.NaN);
  const alone = rows.find(({ batch, concurrency }) => batch === row.batch && concurrency === 1);
  const speedUp = (row.throughput?.value ?? Number.NaN) / (alone?.throughput?.value ?? Number.NaN);
  return [
    String(row.batch),
    String(row.concurrency),
    grouped(row.serviceTime.value),
    (row.scv?.value ?? 0).toFixed(4),
    quantile(0.5),
    quantile(0.95),
    quantile(0.99),
    (row.samples?.value ?? 0).toLocaleString('en'),
    ratePerSecond(perSecond(row.throughput?.value ?? 0)),
    speedUp.toFixed(2),
  ];
}

/** A co-location: measured beside predicted, and what sharing cost. `file`: where the recording is; `null`: nowhere. */
export function renderCoLocationText(coLocation: CoLocation, file: string | null, options: TableOptions): string {
  const { style, width } = options;
  const { scenario, seed, discipline, rows, machine, cores, withoutWorker, lateness, duration } = coLocation;
  const device = scenario.nodes[0]?.device ?? '';
  const recording = file ?? `${scenario.name}, ${duration / 1000} s`;
  const table = renderValidationTable({ recording, seed, device, discipline, groupBy: null, rows }, options);
  const factor = interferenceOf(coLocation);
  const facts = [
    `interference factor ${factor.toFixed(3)}: the work took ${percentMore(factor)} together than alone by the profiles`,
    ...(lateness === null ? [] : [latenessText(lateness)]),
    ...(withoutWorker === 0 ? [] : [`${counted(withoutWorker, 'request')} found every worker busy and waited`]),
    `measured on ${machineText(machine, cores)}`,
  ];
  const notes = facts.map((fact) => paragraph('Note:', `${fact}.`, width));
  const warnings = disturbances(coLocation).map((text) => paragraph(style.warn('Warning:'), text, width));
  return [table, ...notes, ...warnings].join('');
}

function latenessText({ requests, mean, worst }: Lateness): string {
  return `${counted(requests, 'request')} that found nobody present ${requests === 1 ? 'was' : 'were'} taken up ${grouped(mean)} ms after the schedule on average, ${grouped(worst)} ms at worst`;
}

/** Why the models may be off although nothing is wrong with them. */
function disturbances(coLocation: CoLocation): readonly string[] {
  const { foreignShare, lateness, soloTime, requests } = coLocation;
  const serviceTime = soloTime / requests.length;
  const texts: string[] = [];
  if (foreignShare !== null && foreignShare > MOST_FOREIGN_SHARE) {
    const share = percent(foreignShare, 0);
    texts.push(
      `something else took ${share} of the cores meanwhile: the times are too long. Stop it and measure again.`,
    );
  }
  if (lateness !== null && lateness.mean > MOST_LATENESS * serviceTime) {
    texts.push(
      `the machine woke late, by ${percent(lateness.mean / serviceTime, 0)} of a service time on average: no model knows of that, and short services suffer most.`,
    );
  }
  if (!sharesOneCore(coLocation)) {
    texts.push(
      'containers were not held to one core, and ran beside each other: what they shared is not what the discipline says.',
    );
  }
  return texts;
}

function percentMore(factor: number): string {
  const percent = Math.abs(100 * (factor - 1)).toFixed(1);
  return factor < 1 ? `${percent} % less processor time` : `${percent} % more processor time`;
}
