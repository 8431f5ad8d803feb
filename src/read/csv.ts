/**
 * A CSV text as records with the line of each, and the way back from a row and column to a place. csv-parse splits
 * the text; lines, limits and places are added here.
 */

import { type CsvError, parse as parseCsv } from 'csv-parse/sync';
import type { TextFile } from '../domain/files.ts';
import { type DocumentPath, type Place, problem } from '../domain/problem.ts';
import type { Origin } from '../domain/scenario.ts';
import type { ProblemList } from './problem-list.ts';
import { type Aim, placeInLine, type Source } from './source.ts';

/** Nobody reads a longer line. */
const MOST_LINE = 128_000;
/** A table with more problems is not read to its end. */
const MOST_COUNTED = 100_000;

export class TableSource implements Source {
  readonly mostProblems = 20;
  readonly name: string;
  readonly text: string;
  header: readonly string[] = [];

  constructor(file: TextFile) {
    this.name = file.name;
    this.text = file.text.includes('\r') ? file.text.replace(/\r\n?/g, '\n') : file.text;
  }

  /** The path of a cell is the line that its row begins on, then its column: an index or the steps of its name. */
  locate([line, ...column]: DocumentPath, aim: Aim): Place {
    const lineNumber = typeof line === 'number' ? line : 1;
    const start = lineOffset(this.text, lineNumber);
    const index = aim === 'value' || typeof column[0] === 'number' ? this.#columnOf(column) : -1;
    const [from, to] = index < 0 ? [start, lineEnd(this.text, start)] : cellSpan(this.text, start, index);
    const before = this.text.slice(start, from).split('\n');
    const ownStart = from - (before.at(-1) as string).length;
    const ownLine = this.text.slice(ownStart, lineEnd(this.text, from));
    return placeInLine(this.name, lineNumber + before.length - 1, ownLine, from - ownStart, to - from);
  }

  origin([line]: DocumentPath): Origin {
    return { file: this.name, line: typeof line === 'number' ? line : 1, column: 1 };
  }

  #columnOf(column: DocumentPath): number {
    if (typeof column[0] === 'number') return column[0];
    const whole = this.header.indexOf(column.join('.'));
    return whole >= 0 ? whole : this.header.indexOf(String(column[0]));
  }
}

class StopReading extends Error {}

/**
 * Calls `onRecord` with the cells of every record and the line it begins on, until that returns `false`. Records that
 * cannot be split are reported and left out. Returns whether the text has any record.
 */
export function splitRecords(
  source: TableSource,
  problems: ProblemList,
  onRecord: (cells: readonly string[], line: number) => boolean,
): boolean {
  let linesBefore = 0;
  let emptyBefore = 0;
  if (hasLongLine(source, problems)) return true;
  let isAny = false;
  const before = problems.count;
  const checkPatience = () => {
    if (problems.count - before < MOST_COUNTED) return;
    const message = `reading ${source.name} stopped after ${MOST_COUNTED.toLocaleString('en')} problems`;
    problems.addPlaceless([problem('table-abandoned', message)]);
    throw new StopReading();
  };
  try {
    parseCsv(source.text, {
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: MOST_LINE,
      on_record: (cells: string[], { lines, empty_lines }) => {
        const line = linesBefore + 1 + (empty_lines - emptyBefore);
        linesBefore = lines;
        emptyBefore = empty_lines;
        isAny = true;
        if (!onRecord(cells, line)) throw new StopReading();
        checkPatience();
        return null;
      },
      on_skip: (error) => {
        isAny = true;
        const next = linesBefore + 1;
        // A skipped record has been read up to its error: the next one begins below.
        linesBefore = Math.max(linesBefore, Number(error?.lines ?? 0));
        emptyBefore = Number(error?.empty_lines ?? emptyBefore);
        addSyntaxProblem(source, problems, error, next);
        checkPatience();
        return undefined;
      },
    });
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
  }
  return isAny;
}

function addSyntaxProblem(source: TableSource, problems: ProblemList, error: CsvError | undefined, next: number): void {
  const help = 'A cell that holds a comma or a quote stands in quotes, and a quote inside it is doubled: "say ""hi""".';
  const isOpen = error?.code === 'CSV_QUOTE_NOT_CLOSED' || error?.code === 'CSV_MAX_RECORD_SIZE';
  const at = isOpen ? firstText(source.text, next) : Number(error?.lines ?? next);
  const message = isOpen ? 'a quote is opened here and never closed' : 'a quote stands where none can: inside a cell';
  const code = isOpen ? 'csv-quote-open' : 'csv-quote';
  problems.add(source, () => ({ code, message, help, path: [at], aim: 'key' }));
}

/** The first line from `line` on that is not empty. */
function firstText(text: string, line: number): number {
  let at = line;
  for (let start = lineOffset(text, line); text[start] === '\n'; start += 1) at += 1;
  return at;
}

function hasLongLine(source: TableSource, problems: ProblemList): boolean {
  let line = 1;
  for (let start = 0; start < source.text.length; line += 1) {
    const end = lineEnd(source.text, start);
    if (end - start > MOST_LINE) {
      const message = `a line may have ${MOST_LINE.toLocaleString('en')} characters; this has ${(end - start).toLocaleString('en')}`;
      problems.add(source, () => ({ code: 'csv-line-too-long', message, help: null, path: [line], aim: 'key' }));
      return true;
    }
    start = end + 1;
  }
  return false;
}

function lineOffset(text: string, line: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = Math.min(lineEnd(text, start) + 1, text.length);
  return start;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** Where the cell with this index stands in the record that begins at `start`; the record's end if it has fewer. */
function cellSpan(text: string, start: number, index: number): readonly [number, number] {
  let from = start;
  let cell = 0;
  let isQuoted = false;
  for (let at = start; at <= text.length; at += 1) {
    const char = text[at];
    if (char === '"') isQuoted = !isQuoted;
    else if (char === undefined || (!isQuoted && (char === ',' || char === '\n'))) {
      if (cell === index || char !== ',') return trimmedSpan(text, from, at);
      cell += 1;
      from = at + 1;
    }
  }
  return [from, from];
}

function trimmedSpan(text: string, from: number, to: number): readonly [number, number] {
  const cell = text.slice(from, to);
  const lead = cell.length - cell.trimStart().length;
  const line = cell.trim().split('\n')[0] as string;
  return line === '' ? [from, from] : [from + lead, from + lead + line.length];
}
