/** Plain latencies, one on each line, with a unit in each, in the header, or given by the user. */

import type { TextFile } from '../../domain/files.ts';
import { type LeftOut, measurement, type Remark } from '../../domain/measurement.ts';
import { counted, printable } from '../../domain/text.ts';
import { parseTime } from '../../domain/units.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions, type TimeUnit } from './importer.ts';
import { Log } from './log.ts';
import { isTime, TIME_RANGE } from './ranges.ts';
import { sampled } from './sampled.ts';
import { isSamplesTable, type SampleColumn, sampleColumn, UNIT_HEADER } from './samples-table.ts';

const TOOL = 'plain samples';
const UNITS: Readonly<Record<string, TimeUnit>> = {
  ns: 'ns',
  us: 'us',
  µs: 'us',
  μs: 'us',
  ms: 'ms',
  s: 's',
  sec: 's',
  seconds: 's',
};
const VALUE = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?: ?(?:ns|us|µs|μs|ms|s))?[,;]?$/;
/** A first line that is no time: the name of a column, and not a value that went wrong. */
const NAME = /^"?(?!nan|inf)[A-Za-z]/i;
/** No time and no column's name is longer. */
const MOST_CHARACTERS = 200;
/** How many lines must look like samples before a text is taken for them. */
const LINES_LOOKED_AT = 20;
const CHARACTERS_LOOKED_AT = 2000;

export const samples: Importer = { format: 'samples', tool: TOOL, uses: ['unit', 'warmUp', 'column'], detect, read };

function detect(text: string): boolean {
  const beginning = text.slice(0, CHARACTERS_LOOKED_AT);
  const lines = beginning.split(/\r\n|\r|\n/);
  // Where more follows, the last line may be cut.
  if (beginning.length < text.length) lines.pop();
  const values = lines
    .slice(0, LINES_LOOKED_AT)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (isSamplesTable(lines.slice(0, LINES_LOOKED_AT), (cell) => VALUE.test(cell))) return true;
  return values.length > 1 && values.every((line, index) => VALUE.test(line) || (index === 0 && NAME.test(line)));
}

function read(file: TextFile, { unit, warmUp, column: wanted }: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  const before = problems.count;
  const column = sampleColumn(log, wanted ?? null, problems);
  if (problems.count > before) return NOTHING_READ;
  if (column !== null && column.concurrency > 1) return { measurements: [], leftOut: [crowded(log, column)] };
  if (column === null && typeof wanted === 'string') {
    const message = 'this is no table whose first line names its columns';
    log.complain(problems, 1, 'column-unknown', message, 'Leave --column out, or name the columns in the first line.');
    return NOTHING_READ;
  }
  const rows = log.lines
    .map((text, index) => ({ text: cellOf(text), line: index + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
  const head = column?.head ?? (rows[0] !== undefined && NAME.test(rows[0].text) ? rows[0] : null);
  const headUnit = UNITS[UNIT_HEADER.exec(head?.text ?? '')?.[1] ?? ''] ?? null;
  const values = column?.values ?? (head === null ? rows : rows.slice(1));
  if (values.length === 0) {
    log.complain(
      problems,
      1,
      'samples-empty',
      'there are no samples',
      'Write one latency on each line, such as "12.4 ms".',
    );
    return NOTHING_READ;
  }
  if (warmUp?.kind === 'time') {
    log.complain(
      problems,
      values[0]?.line ?? 1,
      'warm-up-time',
      'samples do not say when they began',
      'Give the warm-up as a number of samples: --warm-up 50.',
    );
    return NOTHING_READ;
  }
  const given = headUnit ?? unit;
  const bare = given === null ? values.filter(({ text }) => isBare(text)) : [];
  if (bare[0] !== undefined) {
    const count = bare.length === 1 ? '' : `, and neither have ${counted(bare.length - 1, 'other line')}`;
    const message = `"${printable(bare[0].text)}" has no unit${count}`;
    log.complain(problems, bare[0].line, 'unit-missing', message, NAME_THE_UNIT);
    return NOTHING_READ;
  }
  const times = values.map(({ text, line }) => timeOf(log, text, line, given, problems));
  if (problems.count > before) return NOTHING_READ;
  const said = unitWords(values[0]?.text ?? '', given);
  const what = column === null ? 'samples' : `samples of ${printable(column.head.text)}`;
  const sample = sampled({ times, what: `${what}, ${said}`, line: values[0]?.line ?? 1 }, warmUp);
  if (sample === null) {
    log.complain(problems, 1, 'all-warm-up', 'no sample is left after the warm-up', 'Drop fewer with --warm-up.');
    return NOTHING_READ;
  }
  const row = measurement({
    files: [file.name],
    tool: TOOL,
    line: 1,
    model: column?.model ?? null,
    batch: column?.batch ?? null,
    ...sample,
    remarks: [...sample.remarks, TAKEN],
  });
  return { measurements: [row], leftOut: [] };
}

function crowded(log: Log, { head, concurrency }: SampleColumn): LeftOut {
  const reason = `${concurrency} requests were in flight at once: their times include waiting for others`;
  const help = 'Measure one request at a time.';
  return { file: log.name, line: head.line, code: 'in-flight', reason, help };
}

/** A line without the separator that a table of one column may end in. */
function cellOf(line: string): string {
  const text = line.trim();
  return text.length > MOST_CHARACTERS ? text : text.replace(/[,;\s]+$/, '');
}

const TAKEN: Remark = {
  code: 'samples-kind',
  text: 'plain samples do not say what they are: they count as service times, measured one request after the other',
};

function unitWords(text: string, unit: TimeUnit | null): string {
  const own = /[a-zµμ]+$/.exec(text)?.[0] ?? unit ?? 'ms';
  return own === 'ms' ? 'ms' : `${own === 'us' ? 'µs' : own} → ms`;
}

const NAME_THE_UNIT = 'Name the unit with --unit ms (or ns, us, s), or in a header such as "latency_ms".';

/** A number without a unit: said once, because a file without units has none on any line. */
function isBare(text: string): boolean {
  const parsed = parseTime(text);
  return !parsed.ok && parsed.code === 'unit-missing';
}

/** ms; NaN after adding what is wrong. */
function timeOf(log: Log, text: string, line: number, unit: TimeUnit | null, problems: ProblemList): number {
  const parsed = parseTime(unit === null || /[a-zµμ]$/.test(text) ? text : `${text} ${unit}`);
  if (parsed.ok && isTime(parsed.value)) return parsed.value;
  const help = 'Write one latency on each line.';
  log.complain(problems, line, 'time-unreadable', `this must be ${TIME_RANGE}; found ${printable(text)}`, help);
  return Number.NaN;
}
