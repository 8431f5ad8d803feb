/** What was measured: devices, models on devices, and rows with their sources. */

import type { Catalogue, MeasuredPair, Measurement } from '../domain/catalogue.ts';
import { counted } from '../domain/text.ts';
import { jsonText } from './json-text.ts';
import { grouped, milliseconds, rounded, size } from './numbers.ts';
import type { TableOptions } from './plan-parts.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { textTable } from './text-table.ts';
import { wrappedText } from './wrapped-text.ts';

/** One line for each device. */
export function renderDevices({ devices }: Catalogue, { style, width }: TableOptions): string {
  const models = new Set(devices.flatMap(({ pairs }) => pairs.map(({ model }) => model)));
  const rows = devices.flatMap(({ pairs }) => pairs.flatMap((pair) => pair.rows)).length;
  const columns = [
    { title: 'device' },
    { title: 'shares by' },
    { title: 'memory', align: 'right' },
    { title: 'cores', align: 'right' },
    { title: 'models', align: 'right' },
    { title: 'service times', align: 'right' },
  ] as const;
  const cells = devices.map(({ device, discipline, memory, cores, pairs }) => [
    device,
    discipline ?? '',
    memory === null ? '' : size(memory),
    cores === null ? '' : String(cores),
    String(pairs.length),
    range(pairs.flatMap(({ serviceTime }) => serviceTime ?? [])),
  ]);
  const verdict = `${counted(models.size, 'model')} on ${counted(devices.length, 'device')}, ${counted(rows, 'measurement')}.`;
  const hint = '"edge-plan profiles resnet" searches; "profiles show resnet50" has every row and its source.';
  return [
    `${style.strong(verdict)}\n`,
    textTable(columns, cells, width, style.faint),
    `${wrappedText(hint, width)}\n`,
  ].join('\n');
}

function range(times: readonly number[]): string {
  if (times.length === 0) return '';
  const [least, most] = [Math.min(...times), Math.max(...times)];
  return least === most ? milliseconds(least) : `${grouped(least)}–${milliseconds(most)}`;
}

/** One line for each model on a device: what a plan uses. */
export function renderPairs({ devices }: Catalogue, { style, width }: TableOptions): string {
  const pairs = devices.flatMap((one) => one.pairs);
  const byModel = [...pairs].sort((a, b) => compare(a.model, b.model) || (a.serviceTime ?? 0) - (b.serviceTime ?? 0));
  const columns = [
    { title: 'model' },
    { title: 'device' },
    { title: 'alone', align: 'right' },
    { title: 'memory', align: 'right' },
    { title: 'rows', align: 'right' },
  ] as const;
  const cells = byModel.map(({ model, device, serviceTime, memory, rows }) => [
    model,
    device,
    serviceTime === null ? 'batches only' : milliseconds(serviceTime),
    memory === null ? '' : size(memory),
    String(rows.length),
  ]);
  const models = new Set(pairs.map(({ model }) => model)).size;
  const verdict = `${counted(models, 'model')} on ${counted(devices.length, 'device')}.`;
  return [`${style.strong(verdict)}\n`, textTable(columns, cells, width, style.faint)].join('\n');
}

/** Every row, with what was measured and where that is said. The first row of a single request is what a plan uses. */
export function renderMeasurements({ devices }: Catalogue, { style, width }: TableOptions): string {
  const lines = devices.flatMap(({ pairs }) => pairs.map((pair) => renderPair(pair, style.strong, style.faint, width)));
  return lines.join('\n');
}

function renderPair(
  { model, device, rows }: MeasuredPair,
  strong: (text: string) => string,
  faint: (text: string) => string,
  width: number,
): string {
  const used = rows.find(({ batch, concurrency }) => batch === 1 && concurrency === 1);
  const blocks = rows.map((row) => {
    const head = `${milliseconds(row.serviceTime)}${row === used ? ' (plans use this row)' : ''}`;
    const said = [...figures(row), row.conditions ?? ''].filter((text) => text !== '').join('; ');
    const { file, line } = row.origin;
    return [
      `  ${strong(head)}`,
      ...(said === '' ? [] : [wrappedText(said, width, '    ')]),
      wrappedText(`source: ${row.source ?? 'not said'} (${file}:${line})`, width, '    ').replace(
        /^ {4}source:/,
        `    ${faint('source:')}`,
      ),
    ].join('\n');
  });
  return `${strong(`${model} on ${device}`)}: ${counted(rows.length, 'row')}\n${blocks.join('\n')}\n`;
}

function figures(row: Measurement): string[] {
  const { batch, concurrency, runtime, precision, swapTime, memory, onChipMemory, offChipMemory, scvService, samples } =
    row;
  const bytes = (name: string, value: number | null) => (value === null ? '' : `${name} ${size(value)}`);
  return [
    batch === 1 ? '' : `a batch of ${batch}`,
    concurrency === 1 ? '' : `one of ${concurrency} copies`,
    [runtime, precision].filter((one) => one !== null).join(' '),
    swapTime === null ? '' : `swap ${milliseconds(swapTime)}`,
    bytes('container', memory),
    bytes('on chip', onChipMemory),
    bytes('streamed', offChipMemory),
    scvService === null ? '' : `scv ${grouped(scvService)}`,
    samples === null ? '' : counted(samples, 'sample'),
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function renderCatalogueJson({ devices }: Catalogue): string {
  const document = {
    schemaVersion: SCHEMA_VERSION,
    command: 'profiles',
    scenario: null,
    seed: null,
    devices: devices.map(({ device, discipline, memory, cores, description, pairs }) => ({
      device,
      discipline,
      memoryBytes: memory,
      cores,
      description,
      models: pairs.map(({ model, serviceTime, rows }) => ({
        model,
        serviceMs: serviceTime,
        reason: serviceTime === null ? 'no row is of a single request alone' : null,
        rows: rows.map(rowDocument),
      })),
    })),
  };
  return jsonText(document);
}

function rowDocument(row: Measurement) {
  const ms = (value: number | null) => (value === null ? null : rounded(value));
  return {
    serviceMs: ms(row.serviceTime),
    serviceScv: row.scvService,
    swapMs: ms(row.swapTime),
    memoryBytes: row.memory,
    onChipBytes: row.onChipMemory,
    offChipBytes: row.offChipMemory,
    preprocessMs: ms(row.preprocessTime),
    batch: row.batch,
    concurrency: row.concurrency,
    runtime: row.runtime,
    precision: row.precision,
    conditions: row.conditions,
    samples: row.samples,
    source: row.source,
    file: row.origin.file,
    line: row.origin.line,
  };
}
