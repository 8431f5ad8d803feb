/** Rates that change over a day: a table `time,app,rate` → steps in the order of time. */

import type { TextFile } from '../domain/files.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { RateChange } from '../domain/scenario-changes.ts';
import { printable } from '../domain/text.ts';
import { parseNumber } from '../domain/units.ts';
import { TableSource } from './csv.ts';
import { ProblemList } from './problem-list.ts';
import { RateTargets } from './rate-targets.ts';
import { type Columns, type Row, readTable } from './table.ts';

export interface RateStep {
  /** As the file writes it, fit to be printed. */
  readonly time: string;
  readonly changes: readonly { readonly change: RateChange; readonly text: string }[];
}

const COLUMNS: Columns = { rows: 'rates', required: ['time', 'app', 'rate'], optional: [] };
const TIME_HELP = 'Write all times alike: 00:15 (hours and minutes), 900 (seconds), or 2026-01-31T00:15:00Z.';

/** Different times, and times × (application groups + changed ones): each costs a repair of the whole plan. */
const MOST_STEPS = 1_000;
const MOST_WORK = 200_000;

interface Moment {
  readonly kind: 'clock' | 'seconds' | 'date';
  /** Seconds; from midnight, from any start, or from 1970. */
  readonly at: number;
}

interface Gathered {
  readonly time: string;
  readonly changes: { readonly change: RateChange; readonly text: string }[];
}

/** Rows of one time are one step. Throws a `ProblemError` with everything that is wrong. */
export function readRateSteps(file: TextFile, scenario: Scenario): readonly RateStep[] {
  const problems = new ProblemList();
  const source = new TableSource(file);
  const targets = new RateTargets(scenario);
  const steps = new Map<number, Gathered>();
  const changed = new Set<string>();
  let kind: Moment['kind'] | null = null;
  const add = (code: string, message: string, help: string | null, line: number, column?: string) =>
    problems.add(source, () => ({
      code,
      message,
      help,
      path: column === undefined ? [line] : [line, column],
      aim: 'value',
    }));
  readTable(source, COLUMNS, problems, (row, line) => {
    const { time, app, rate } = cells(row);
    const moment = momentOf(time);
    if (moment === null || (kind !== null && moment.kind !== kind)) {
      const message = `a time must be ${kind === null ? 'hours and minutes, seconds, or a date' : `written as the first one`}; found ${printable(time) || 'nothing'}`;
      return add('rates-time', message, TIME_HELP, line, 'time');
    }
    kind = moment.kind;
    const reading = targets.read(app, rate);
    if (!reading.ok) return add(reading.code, reading.message, reading.help, line, reading.about);
    const step = steps.get(moment.at) ?? { time: printable(time, 25), changes: [] };
    steps.set(moment.at, step);
    for (const change of reading.value.changes) step.changes.push({ change, text: reading.value.text });
    changed.add(app);
  });
  checkWork(steps.size, scenario.apps.length + changed.size, add);
  problems.throwIfAny();
  return [...steps].sort(([a], [b]) => a - b).map(([, step]) => step);
}

function checkWork(
  steps: number,
  groups: number,
  add: (code: string, message: string, help: string | null, line: number) => void,
): void {
  const most = Math.min(MOST_STEPS, Math.floor(MOST_WORK / Math.max(1, groups)));
  if (steps <= most) return;
  const message = `${steps} different times are too many to replay with ${groups} groups of applications; at most ${most} can be`;
  add('replay-too-large', message, 'Give longer steps, or fewer of them.', 1);
}

function cells(row: Row): { time: string; app: string; rate: string } {
  return { time: String(row.time ?? ''), app: String(row.app ?? ''), rate: String(row.rate ?? '') };
}

function momentOf(text: string): Moment | null {
  const clock = /^(\d{1,3}):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (clock !== null) {
    const [, hours = '', minutes = '', seconds = '0'] = clock;
    return { kind: 'clock', at: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) };
  }
  const seconds = parseNumber(text);
  if (seconds !== null) return Number.isFinite(seconds) ? { kind: 'seconds', at: seconds } : null;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/.test(text)) return null;
  // Without a zone it is read as UTC: the same file must give the same order everywhere.
  const at = Date.parse(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
  return Number.isFinite(at) ? { kind: 'date', at: at / 1000 } : null;
}
