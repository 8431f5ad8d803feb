/** `trtexec --exportTimes`: every query with its times, warm-up included. */

import type { TextFile } from '../../domain/files.ts';
import { measurement } from '../../domain/measurement.ts';
import { isMapping, shown } from '../fields.ts';
import { JsonSource } from '../json-source.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions, type WarmUpRule } from './importer.ts';
import { overlap } from './in-flight.ts';
import { isTime, TIME_RANGE } from './ranges.ts';
import { sampled } from './sampled.ts';

const TOOL = 'trtexec --exportTimes';
const HELP = 'Give the file as trtexec writes it with --exportTimes=times.json.';
/** What trtexec lets pass before it counts, unless --warmUp says otherwise. */
const DEFAULT_WARM_UP: WarmUpRule = { kind: 'time', time: 200 };

export const trtexecTimes: Importer = {
  format: 'trtexec',
  tool: TOOL,
  uses: ['warmUp'],
  detect: (text) => /^\s*\[/.test(text) && text.includes('"computeMs"'),
  read,
};

function read(file: TextFile, { warmUp }: ReadOptions, problems: ProblemList): Reading {
  const source = new JsonSource(file, HELP);
  const before = problems.count;
  const queries = source.read(problems);
  if (problems.count > before) return NOTHING_READ;
  if (!Array.isArray(queries) || queries.length === 0) {
    const message = 'this must be a list of queries';
    problems.add(source, () => ({ code: 'list-expected', message, help: HELP, path: [], aim: 'value' }));
    return NOTHING_READ;
  }
  const times = numbers(queries, 'computeMs', source, problems, isTime);
  const starts = numbers(queries, 'startComputeMs', source, problems, (value) => Number.isFinite(value));
  if (problems.count > before) return NOTHING_READ;
  const runs = times.map((time, i) => ({ time, start: starts[i] as number })).sort((a, b) => a.start - b.start);
  if (overlap(runs)) return severalStreams(file);
  const sample = sampled({ times, starts, what: 'computeMs, ms', line: 1 }, warmUp ?? DEFAULT_WARM_UP);
  if (sample === null) {
    const message = `all ${times.length} queries belong to the warm-up`;
    const help = 'Give the warm-up that trtexec had with --warm-up, for example "--warm-up 0ms", or measure longer.';
    problems.add(source, () => ({ code: 'all-warm-up', message, help, path: [], aim: 'value' }));
    return NOTHING_READ;
  }
  const row = measurement({ files: [file.name], tool: TOOL, line: 1, runtime: 'TensorRT', ...sample });
  return { measurements: [row], leftOut: [] };
}

function severalStreams(file: TextFile): Reading {
  const reason = 'queries overlap on the GPU: several streams shared it, so their times are no service times';
  const help = 'Run trtexec with one stream: leave out --streams and --infStreams.';
  return { measurements: [], leftOut: [{ file: file.name, line: 1, code: 'in-flight', reason, help }] };
}

function numbers(
  queries: readonly unknown[],
  key: string,
  source: JsonSource,
  problems: ProblemList,
  isGood: (value: number) => boolean,
): number[] {
  return queries.map((query, index) => {
    const value = isMapping(query) ? query[key] : undefined;
    if (typeof value === 'number' && isGood(value)) return value;
    const must = key === 'computeMs' ? TIME_RANGE : 'a number of ms';
    problems.add(source, () => ({
      code: 'time-unreadable',
      message: `${key} must be ${must}; found ${shown(value)}`,
      help: HELP,
      path: [index, key],
      aim: 'value',
    }));
    return Number.NaN;
  });
}
