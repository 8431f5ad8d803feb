/** Recorded requests: a table with the model, the start and the end of each, in seconds. */

import type { TextFile } from '../domain/files.ts';
import { type RecordedRun, type RecordedStream, recordedDuration } from '../domain/recording.ts';
import { counted, printable } from '../domain/text.ts';
import { msFromSeconds, parseNumber } from '../domain/units.ts';
import { splitRecords, TableSource } from './csv.ts';
import { suggestion } from './explain.ts';
import { ProblemList } from './problem-list.ts';
import type { ProfileTable } from './profiles.ts';

export interface RecordingOptions {
  /** The column whose values part the requests into runs; `null`: all are one run. */
  readonly groupBy: string | null;
  /** The column that names the application of a request; `null`: all requests of a model are one application's. */
  readonly appBy: string | null;
  readonly profiles: ProfileTable;
  /** On which every model of the recording must have a profile. */
  readonly device: string;
}

const REQUIRED = ['model', 'start_time', 'end_time'] as const;
const HELP = 'A recording has the columns model,start_time,end_time (seconds); any others may stand beside them.';

/** A run is predicted and replayed for each value of a column: with more of them it is the wrong column. */
const MOST_STREAMS = 10_000;

/** Two requests have a time between them. */
const FEWEST_REQUESTS = 2;

/**
 * The runs of a recording in the natural order of their names, the streams of each by name; the order of the rows does
 * not matter. Throws a `ProblemError` with everything that is wrong.
 */
export function readRecording(file: TextFile, options: RecordingOptions): readonly RecordedRun[] {
  const problems = new ProblemList();
  const reader = new RecordingReader(new TableSource(file), options, problems);
  const runs = reader.read();
  problems.throwIfAny();
  return runs;
}

/** What was read of one application in one run, in the order of the file. */
interface Gathered {
  readonly run: string | null;
  readonly app: string | null;
  readonly model: string;
  /** Line of its first row. */
  readonly line: number;
  readonly rate: number | null;
  /** Start and end of each request, ms. */
  readonly starts: number[];
  readonly ends: number[];
}

interface ColumnNumbers {
  readonly model: number;
  readonly start: number;
  readonly end: number;
  readonly rate: number | null;
  readonly run: number | null;
  readonly app: number | null;
}

class RecordingReader {
  readonly #source: TableSource;
  readonly #options: RecordingOptions;
  readonly #problems: ProblemList;
  readonly #streams = new Map<string, Gathered>();
  /** Whether each model met so far has a profile. */
  readonly #models = new Map<string, boolean>();
  /** First lines of the runs whose load cannot be told. */
  readonly #short: number[] = [];
  #columns: ColumnNumbers | null = null;

  constructor(source: TableSource, options: RecordingOptions, problems: ProblemList) {
    this.#source = source;
    this.#options = options;
    this.#problems = problems;
  }

  read(): readonly RecordedRun[] {
    const before = this.#problems.count;
    splitRecords(this.#source, this.#problems, (cells, line) => {
      if (this.#columns !== null) return this.#readRow(cells, line, this.#columns);
      this.#columns = this.#readHeader(cells, line);
      return this.#columns !== null;
    });
    if (this.#problems.count === before && this.#streams.size === 0) {
      this.#add('csv-empty', 'the recording has no requests', [1], 'key');
    }
    const runs = this.#problems.count === before ? this.#runs() : [];
    this.#addShort();
    return runs;
  }

  /** A wrong column to divide by makes thousands of them: one problem speaks for all. */
  #addShort(): void {
    const others = this.#short.length - 1;
    if (others < 0) return;
    const line = Math.min(...this.#short);
    const rest = others > 0 ? `; so do ${counted(others, 'other run')}` : '';
    const message = `this run lacks two requests that start at different times, or an input_rate for each model${rest}`;
    this.#add('recording-short', message, [line], 'key');
  }

  #readHeader(cells: readonly string[], line: number): ColumnNumbers | null {
    const header = cells.map((cell) => cell.trim());
    this.#source.header = header;
    const { groupBy, appBy } = this.#options;
    const missing = REQUIRED.filter((column) => !header.includes(column));
    for (const column of missing) this.#add('column-missing', `the column "${column}" is missing`, [line], 'key');
    const chosen = [groupBy, appBy].filter((column) => column !== null && !header.includes(column));
    for (const column of chosen) {
      const message = `there is no column "${printable(String(column))}" to divide the requests by`;
      this.#add('column-missing', message, [line], 'key', () => suggestion(String(column), header));
    }
    const used = [...REQUIRED, 'input_rate', groupBy, appBy];
    const twice = header.findIndex((column, at) => used.includes(column) && header.indexOf(column) !== at);
    if (twice >= 0) {
      this.#add(
        'column-twice',
        `the column "${printable(header[twice] as string)}" is given twice`,
        [line, twice],
        'key',
      );
    }
    if (missing.length + chosen.length > 0 || twice >= 0) return null;
    const numberOf = (column: string | null) =>
      column === null || !header.includes(column) ? null : header.indexOf(column);
    const [model, start, end] = REQUIRED.map((column) => header.indexOf(column)) as [number, number, number];
    return { model, start, end, rate: numberOf('input_rate'), run: numberOf(groupBy), app: numberOf(appBy) };
  }

  /** Whether to go on. */
  #readRow(cells: readonly string[], line: number, columns: ColumnNumbers): boolean {
    if (cells.every((cell) => cell.trim() === '')) return true;
    const model = (cells[columns.model] ?? '').trim();
    const start = this.#time(cells, line, columns.start, 'start_time');
    const end = this.#time(cells, line, columns.end, 'end_time');
    if (!this.#isKnown(model, line, columns.model) || start === null || end === null) return true;
    if (!(end >= start)) {
      const message = `a request ends before it starts: start_time ${start}, end_time ${end}`;
      this.#add('request-order', message, [line, columns.end]);
      return true;
    }
    const stream = this.#streamOf(cells, line, columns, model);
    if (stream === null) return false;
    stream.starts.push(msFromSeconds(start));
    stream.ends.push(msFromSeconds(end));
    return true;
  }

  #time(cells: readonly string[], line: number, column: number, name: string): number | null {
    const cell = cells[column] ?? '';
    const time = parseNumber(cell);
    if (time !== null && Number.isFinite(time)) return time;
    const found = printable(cell.trim()) || 'nothing';
    this.#add('trace-time', `${name} must be a number of seconds; found ${found}`, [line, column]);
    return null;
  }

  #isKnown(model: string, line: number, column: number): boolean {
    const known = this.#models.get(model);
    if (known !== undefined) return known;
    const { profiles, device } = this.#options;
    const isKnown = model !== '' && profiles.find(model, device) !== null;
    this.#models.set(model, isKnown);
    if (isKnown) return true;
    const message = model === '' ? 'a request has no model' : profiles.explainMissing(model, device);
    const there = () => profiles.models.filter((name) => profiles.find(name, device) !== null);
    this.#add('model-unknown', message, [line, column], 'value', () => suggestion(model, there()));
    return false;
  }

  /** The stream that a row belongs to; `null` when there are too many. */
  #streamOf(cells: readonly string[], line: number, columns: ColumnNumbers, model: string): Gathered | null {
    const run = columns.run === null ? null : (cells[columns.run] ?? '').trim();
    const app = columns.app === null ? null : (cells[columns.app] ?? '').trim();
    const rate = columns.rate === null ? null : this.#rate(cells, line, columns.rate);
    const key = JSON.stringify([run, app, model]);
    const known = this.#streams.get(key);
    if (known !== undefined) {
      if (rate !== known.rate) {
        const message = `input_rate must be the same for all requests of a model in a run, as in line ${known.line}`;
        this.#add('rate-differs', message, [line, columns.rate ?? 0]);
      }
      return known;
    }
    if (this.#streams.size === MOST_STREAMS) {
      const message = `a recording may have ${MOST_STREAMS.toLocaleString('en')} models and runs; this is one more`;
      this.#add('too-many-runs', message, [line], 'key', () => 'Divide it by a column with few values.');
      return null;
    }
    const stream: Gathered = { run, app, model, line, rate, starts: [], ends: [] };
    this.#streams.set(key, stream);
    return stream;
  }

  /** Requests per ms; `null` for a blank cell, and after adding what is wrong with one. */
  #rate(cells: readonly string[], line: number, column: number): number | null {
    const cell = (cells[column] ?? '').trim();
    if (cell === '') return null;
    const rate = parseNumber(cell);
    if (rate !== null && rate > 0 && rate <= 1e9) return rate / 1e3;
    const message = `input_rate must be requests per second, above zero; found ${printable(cell)}`;
    this.#add('rate-unreadable', message, [line, column]);
    return null;
  }

  #runs(): readonly RecordedRun[] {
    const byRun = new Map<string | null, Gathered[]>();
    for (const stream of this.#streams.values()) {
      const run = byRun.get(stream.run);
      if (run === undefined) byRun.set(stream.run, [stream]);
      else run.push(stream);
    }
    const order = new Intl.Collator('en', { numeric: true });
    return [...byRun]
      .sort(([a], [b]) => order.compare(a ?? '', b ?? '') || ((a ?? '') < (b ?? '') ? -1 : 1))
      .map(([group, streams]) => this.#run(group, streams));
  }

  #run(group: string | null, streams: readonly Gathered[]): RecordedRun {
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    let requests = 0;
    for (const { starts } of streams) {
      requests += starts.length;
      for (const start of starts) {
        first = Math.min(first, start);
        last = Math.max(last, start);
      }
    }
    const isKnown = streams.every(({ rate }) => rate !== null);
    if (!isKnown && !(requests >= FEWEST_REQUESTS && last > first)) this.#short.push((streams[0] as Gathered).line);
    const duration = recordedDuration(first, last, requests);
    const sorted = streams.map((stream) => inOrder(stream, first, duration));
    return { group, streams: sorted.sort((a, b) => compare(a, b)) };
  }

  #add(
    code: string,
    message: string,
    path: readonly number[],
    aim: 'key' | 'value' = 'value',
    help: () => string = () => HELP,
  ): void {
    this.#problems.add(this.#source, () => ({ code, message, help: help(), path, aim }));
  }
}

function inOrder({ app, model, rate, starts, ends }: Gathered, first: number, duration: number): RecordedStream {
  const order = Uint32Array.from(starts, (_, i) => i).sort(
    (a, b) => (starts[a] as number) - (starts[b] as number) || (ends[a] as number) - (ends[b] as number),
  );
  return {
    model,
    app,
    arrivalRate: rate ?? starts.length / duration,
    starts: Float64Array.from(order, (i) => (starts[i] as number) - first),
    responses: Float64Array.from(order, (i) => (ends[i] as number) - (starts[i] as number)),
  };
}

function compare(a: RecordedStream, b: RecordedStream): number {
  const [nameA, nameB] = [JSON.stringify([a.app, a.model]), JSON.stringify([b.app, b.model])];
  return nameA < nameB ? -1 : 1;
}
