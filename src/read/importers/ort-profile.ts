/** An ONNX Runtime profile: Chrome trace events in JSON, microseconds; `model_run` is one inference. */

import type { TextFile } from '../../domain/files.ts';
import { measurement } from '../../domain/measurement.ts';
import { printable } from '../../domain/text.ts';
import { isMapping } from '../fields.ts';
import { JsonSource } from '../json-source.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { overlap } from './in-flight.ts';
import { isTime, TIME_RANGE } from './ranges.ts';
import { sampled } from './sampled.ts';

const TOOL = 'ONNX Runtime profile';
const HELP = 'Give the file that enable_profiling writes, after the session has ended it.';
const MS_PER_US = 1e-3;
const MOST_PROVIDERS = 5;

export const ortProfile: Importer = {
  format: 'onnxruntime',
  tool: TOOL,
  uses: ['warmUp'],
  detect: (text) => /^\s*\[/.test(text) && text.includes('"model_run"'),
  read,
};

interface Run {
  readonly index: number;
  /** ms. */
  readonly start: number;
  readonly time: number;
}

function read(file: TextFile, { warmUp }: ReadOptions, problems: ProblemList): Reading {
  const source = new JsonSource(file, HELP);
  const before = problems.count;
  const events = source.read(problems);
  if (problems.count > before) return NOTHING_READ;
  const list = Array.isArray(events) ? events : [];
  const runs = runsOf(list, source, problems);
  if (problems.count > before) return NOTHING_READ;
  if (overlap(runs)) return severalThreads(file);
  const begin = runs[0]?.start ?? 0;
  const starts = runs.map(({ start }) => start - begin);
  const sample =
    runs.length === 0
      ? null
      : sampled({ times: runs.map(({ time }) => time), starts, what: 'model_run dur, µs → ms', line: 1 }, warmUp);
  if (sample === null) {
    const message = runs.length === 0 ? 'there is no event "model_run"' : 'all runs belong to the warm-up';
    problems.add(source, () => ({ code: 'time-missing', message, help: HELP, path: [], aim: 'value' }));
    return NOTHING_READ;
  }
  const providers = providersOf(list);
  const row = measurement({
    files: [file.name],
    tool: TOOL,
    line: 1,
    runtime: 'ONNX Runtime',
    ...sample,
    conditions: [
      ...(providers === '' ? [] : [`providers ${providers}`]),
      'profiling switched on',
      ...sample.conditions,
    ],
  });
  return { measurements: [row], leftOut: [] };
}

function runsOf(events: readonly unknown[], source: JsonSource, problems: ProblemList): Run[] {
  const runs = events.flatMap((event, index): Run[] => {
    if (!isMapping(event) || event.name !== 'model_run') return [];
    const time = Number(event.dur) * MS_PER_US;
    const start = Number(event.ts) * MS_PER_US;
    if (isTime(time) && Number.isFinite(start)) return [{ index, start, time }];
    const message = `dur of a model_run must be ${TIME_RANGE}, in µs, beside its ts`;
    problems.add(source, () => ({ code: 'time-unreadable', message, help: HELP, path: [index, 'dur'], aim: 'value' }));
    return [];
  });
  return runs.sort((a, b) => a.start - b.start || a.index - b.index);
}

function severalThreads(file: TextFile): Reading {
  const reason = 'runs overlap: several requests were in flight, so their times are no service times';
  const help = 'Profile a session that is called by one thread.';
  return { measurements: [], leftOut: [{ file: file.name, line: 1, code: 'in-flight', reason, help }] };
}

/** The execution providers of the nodes, sorted. */
function providersOf(events: readonly unknown[]): string {
  const names = new Set<string>();
  for (const event of events) {
    const provider = isMapping(event) && isMapping(event.args) ? event.args.provider : undefined;
    if (typeof provider === 'string' && names.size < MOST_PROVIDERS) names.add(printable(provider));
  }
  return [...names].sort().join(', ');
}
