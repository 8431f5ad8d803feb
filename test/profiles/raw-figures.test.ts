import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CsvRecord, cell, csvRecords, key, readmeTable, SHIPPED } from './shipped.ts';

/** The collection of published figures from which the profiles were made; not part of the package. */
const RAW_FOLDER = fileURLToPath(new URL('../../../shared/data/measured/', import.meta.url));

const RAW_FILES: Readonly<Record<string, readonly string[]>> = {
  'coral.csv': ['coral_edgetpu_official.csv', 'edgetpu_switch_overhead_google.csv'],
  'ibis-edgetpu.csv': ['ibis_profiles.csv'],
  'ibis-jetson-nano.csv': ['ibis_profiles.csv'],
  'jetson.csv': ['jetson_benchmarks.csv'],
  'mlperf-edge.csv': ['mlperf_edge_closed.csv'],
};

/** How the collection names a device that one of its sources alone does not tell apart from others. */
const RAW_DEVICES: Readonly<Record<string, readonly string[]>> = {
  'coral-dev-board': ['Coral Dev Board'],
  'coral-usb': [
    'Desktop CPU + Coral USB Accelerator (USB 3.0)',
    'x86_64 desktop (Intel Xeon) + Coral USB Accelerator, USB 3.0',
  ],
  'cpu-desktop-coral-table': ['Desktop CPU (page footnote 1)'],
  'cpu-embedded-coral-table': ['Embedded CPU (page footnote 2)'],
  'edgetpu-pi3b-usb2': ['Raspberry Pi 3 B + Coral USB Accelerator, USB 2.0'],
  'edgetpu-pi3bplus-usb2': ['Raspberry Pi 3 B+ + Coral USB Accelerator, USB 2.0'],
  'edgetpu-pi4-usb': ['Raspberry Pi 4 B + Coral USB Accelerator'],
  'edgetpu-pi': ['Raspberry Pi (picocluster) + Coral Edge TPU'],
  'jetson-nano': ['NVIDIA Jetson Nano', 'NVIDIA Jetson Nano (jetson* nodes, picocluster)'],
  'jetson-tx2': ['NVIDIA Jetson TX2'],
  'jetson-xavier': ['NVIDIA Jetson AGX Xavier ("Jetson Xavier" in file)'],
  'jetson-orin-nano-super': ['NVIDIA Jetson Orin Nano Super Developer Kit', 'NVIDIA Jetson Orin Nano 8GB (MAXN_SUPER)'],
  'jetson-orin-nx-16gb': ['NVIDIA Jetson Orin NX 16GB (Seeed reComputer J4012)'],
};

/** The part of a raw source that the shipped source repeats. */
function citation(raw: CsvRecord): string {
  const page = /coral\.ai\/docs\/edgetpu\/benchmarks/.exec(cell(raw, 'source'));
  return page?.[0] ?? cell(raw, 'source').replace(/^(?:github (?:google-coral\/edgetpu@\w+ )?|Ibis repo \(.*?\) )/, '');
}

/** A source may say which figure is from where, as in "S: one file; swap: another": which roles speak for a column. */
const ROLES: Readonly<Record<string, RegExp>> = {
  // A rate that includes a switch ("S plus swap") is never a service time.
  service_ms: /^S(?! plus)/,
  swap_ms: /swap/,
  on_chip_mb: /chip/,
  off_chip_mb: /chip/,
  memory_mb: /memory/,
};

function isCited(raw: CsvRecord, row: CsvRecord, column: string): boolean {
  const clauses = cell(row, 'source')
    .replace(/^Ibis artefact \(.*?\) /, '')
    .split('; ')
    .filter((clause) => {
      const role = /^([^:/]+): /.exec(clause)?.[1];
      return role === undefined || ROLES[column]?.test(role) === true;
    });
  const devices = RAW_DEVICES[cell(row, 'device')];
  return clauses.some((clause) => clause.includes(citation(raw))) && (devices?.includes(cell(raw, 'device')) ?? true);
}

/** Same network, runtime, precision and batch, as far as the raw row says them. */
function isSameMeasurement(raw: CsvRecord, row: CsvRecord): boolean {
  const published = /^published as ([^;]+)/.exec(cell(row, 'conditions'))?.[1] ?? cell(row, 'model');
  const runtime = cell(raw, 'framework/runtime').split(' ')[0] as string;
  const precision = cell(raw, 'precision').replace('quant', 'int8').replace(',', ' and ');
  return (
    cell(raw, 'model')
      .split(' + ')
      .some((model) => model.toLowerCase() === published.toLowerCase()) &&
    cell(row, 'runtime').startsWith(runtime) &&
    ['', cell(row, 'precision')].includes(precision) &&
    ['', cell(row, 'batch')].includes(cell(raw, 'batch'))
  );
}

const numbers = (...texts: (string | undefined)[]) =>
  texts.filter((text) => text !== undefined && text !== '').map(Number);

/** The figures that a raw row states for a column of ours. */
const FIGURES: Readonly<Record<string, (raw: CsvRecord) => number[]>> = {
  service_ms: (raw) => [
    ...numbers(cell(raw, 'latency_mean_ms')),
    // Ibis gives rates: 1000 / rate to six significant digits.
    ...(cell(raw, 'source').startsWith('Ibis')
      ? numbers(cell(raw, 'throughput_per_s')).map((rate) => Number((1000 / rate).toPrecision(6)))
      : []),
    ...[...cell(raw, 'note').matchAll(/solo ([\d.]+)/g)].flatMap((match) => numbers(match[1])),
  ],
  swap_ms: (raw) =>
    numbers(cell(raw, 'switch_overhead_ms'), /implied overhead vs S_dev = ([\d.]+) ms/.exec(cell(raw, 'note'))?.[1]),
  on_chip_mb: (raw) => numbers(cell(raw, 'on_chip_mb')),
  off_chip_mb: (raw) => numbers(cell(raw, 'off_chip_mb')),
};

const hasRaw = existsSync(RAW_FOLDER);
if (!hasRaw)
  console.warn('skipped: ../shared/data/measured is missing, so no carried figure is compared with its origin');

describe.runIf(hasRaw)('figures carried from the collection', () => {
  // The body of a skipped suite still runs: without the folder there is nothing to read.
  const files = hasRaw ? new Set(Object.values(RAW_FILES).flat()) : [];
  const raws = new Map([...files].map((file) => [file, csvRecords(readFileSync(`${RAW_FOLDER}${file}`, 'utf8'))]));
  const rawsOf = (file: string) => (RAW_FILES[file] ?? []).flatMap((raw) => raws.get(raw) ?? []);
  const states = (raw: CsvRecord, column: string, row: CsvRecord) =>
    isCited(raw, row, column) &&
    isSameMeasurement(raw, row) &&
    FIGURES[column]?.(raw).includes(Number(cell(row, column))) === true;

  it.each(Object.keys(FIGURES))('every %s is stated by a source that its row cites for that measurement', (column) => {
    const shipped = SHIPPED.filter(({ row }) => cell(row, column) !== '');
    const invented = shipped.filter(({ file, row }) => !rawsOf(file).some((raw) => states(raw, column, row)));
    expect(shipped.length).toBeGreaterThan(0);
    expect(invented.map(({ file, row }) => `${file}: ${key(row)} ${column} ${cell(row, column)}`)).toEqual([]);
  });

  it('every container size is stated by a source that its row cites, for this model or for another', () => {
    const shipped = SHIPPED.filter(({ row }) => cell(row, 'memory_mb') !== '');
    const invented = shipped.filter(
      ({ file, row }) =>
        !rawsOf(file).some(
          (raw) => isCited(raw, row, 'memory_mb') && cell(raw, 'memory_mb') === cell(row, 'memory_mb'),
        ),
    );
    expect(shipped.length).toBeGreaterThan(0);
    expect(invented.map(({ file, row }) => `${file}: ${key(row)}`)).toEqual([]);
  });

  it.each(Object.keys(RAW_FILES))('what %s leaves out is what README.md counts', (file) => {
    const rows = SHIPPED.map(({ row }) => row);
    const unused = rawsOf(file).filter(
      (raw) => !rows.some((row) => Object.keys(FIGURES).some((column) => states(raw, column, row))),
    );
    const counted = readmeTable('What was left out').filter(([name]) => name === file);
    expect(unused.length).toBe(counted.reduce((sum, [, count]) => sum + Number(count), 0));
  });
});
