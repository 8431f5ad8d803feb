/** Recorded arrivals: a table with a column of times, or one number on each line; seconds. */

import type { TextFile } from '../domain/files.ts';
import { printable } from '../domain/text.ts';
import { msFromSeconds, parseNumber } from '../domain/units.ts';
import { splitRecords, TableSource } from './csv.ts';
import type { ProblemList } from './problem-list.ts';

const TIME_COLUMNS = ['arrival_time', 'start_time'];
const HELP = 'Give a column "arrival_time" or "start_time" in seconds, or one number on each line, in ascending order.';

/** Arrival times in ms from the first one, ascending, at least two; `null` after adding what is wrong. */
export function readTrace(file: TextFile, problems: ProblemList): Float64Array | null {
  const source = new TableSource(file);
  const before = problems.count;
  const times: number[] = [];
  let column: number | null = null;
  splitRecords(source, problems, (cells, line) => {
    if (column === null) {
      const first = firstColumn(cells);
      if (first === null) {
        const message = 'this first line neither names a column of arrival times nor is a number';
        problems.add(source, () => ({ code: 'trace-column', message, help: HELP, path: [line], aim: 'key' }));
        return false;
      }
      column = first.column;
      if (first.isHeader) return true;
    }
    const at = column;
    const time = parseNumber(cells[at] ?? '');
    if (time === null || !Number.isFinite(time)) {
      const message = `an arrival time must be a number of seconds; found ${printable(cells[at] ?? '') || 'nothing'}`;
      problems.add(source, () => ({ code: 'trace-time', message, help: HELP, path: [line, at], aim: 'value' }));
    } else if (!(time >= (times.at(-1) ?? Number.NEGATIVE_INFINITY))) {
      const message = `arrival times must ascend; ${time} comes after ${times.at(-1)}`;
      problems.add(source, () => ({ code: 'trace-order', message, help: HELP, path: [line, at], aim: 'value' }));
    } else times.push(time);
    return true;
  });
  if (problems.count === before && !(times.length >= 2 && (times.at(-1) as number) > (times[0] as number))) {
    const message = 'a recording needs at least two arrivals at different times';
    problems.add(source, () => ({ code: 'trace-short', message, help: HELP, path: [1], aim: 'key' }));
  }
  if (problems.count > before) return null;
  const start = times[0] as number;
  return Float64Array.from(times, (time) => msFromSeconds(time - start));
}

function firstColumn(cells: readonly string[]): { readonly column: number; readonly isHeader: boolean } | null {
  const column = cells.findIndex((cell) => TIME_COLUMNS.includes(cell.trim()));
  if (column >= 0) return { column, isHeader: true };
  return cells.length === 1 && parseNumber(cells[0] as string) !== null ? { column: 0, isHeader: false } : null;
}
