/** What perf_analyzer and perf_client print: microseconds, a block for each load. */

import type { TextFile } from '../../domain/files.ts';
import { type LeftOut, measurement, ONE_BY_ONE } from '../../domain/measurement.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { type Found, figureOf, Log, msText, NUMBER } from './log.ts';

const TOOL = 'Triton perf_analyzer console';
const MS_PER_US = 1e-3;
const BLOCK = /^\s*Request concurrency: (\d{1,6})\s*$/;
const SUMMARY = /^\s*Concurrency: (\d{1,6}), throughput: /;
const ALONE = 'Measure with --concurrency-range 1.';

export const perfConsole: Importer = {
  format: 'perf-analyzer',
  tool: TOOL,
  detect: (text) => /^[ \t]*(?:Request concurrency: \d|Concurrency: \d{1,6}, throughput: )/m.test(text),
  read,
};

function read(file: TextFile, _options: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  const blocks = [...log.all(BLOCK)];
  const alone = blocks.filter(({ text }) => text === '1');
  if (alone.length > 1) {
    const help = 'Give each run in a file of its own: two runs may differ in batch or model.';
    log.complain(problems, alone[1]?.line ?? 1, 'several-runs', 'a second run of concurrency 1 begins here', help);
    return NOTHING_READ;
  }
  const leftOut = blocks.filter(({ text }) => text !== '1').map((block) => underLoad(log, block));
  const [block] = alone;
  if (block === undefined) return { measurements: [], leftOut: leftOut.length > 0 ? leftOut : [summaryOnly(log)] };
  return readBlock(log, block, blocks[blocks.indexOf(block) + 1]?.line ?? log.lines.length + 1, leftOut, problems);
}

function readBlock(log: Log, block: Found, end: number, busier: readonly LeftOut[], problems: ProblemList): Reading {
  const within = (pattern: RegExp) => log.all(pattern, block.line, end).next().value ?? null;
  const composing = within(/^\s*Composing models:/);
  if (composing !== null) return { measurements: [], leftOut: [ensemble(log, composing), ...busier] };
  const server = within(/Avg request latency: .{1,300}$/);
  const parts = [
    ...(server?.match[0] ?? '').matchAll(new RegExp(`compute(?: (?:input|infer|output))? ${NUMBER} usec`, 'g')),
  ];
  if (server === null || parts.length === 0) {
    const message = 'there is no line "Avg request latency" with what the server computed';
    const help = 'Keep the statistics of the server in the output of perf_analyzer.';
    log.complain(problems, block.line, 'time-missing', message, help);
    return NOTHING_READ;
  }
  const figure = (pattern: string, from: string, scale: number) => {
    const found = within(new RegExp(pattern));
    return found && figureOf(found.text, found.line, from, scale);
  };
  const response = figure(`^\\s*Avg latency: ${NUMBER} usec`, '', MS_PER_US)?.value ?? null;
  const queue = new RegExp(`queue ${NUMBER} usec`).exec(server.match[0])?.[1];
  const batch = log.first(/^\s*Batch size: (\d{1,9})/);
  const row = measurement({
    files: [log.name],
    tool: TOOL,
    line: server.line,
    batch: batch && figureOf(batch.text, batch.line, 'Batch size'),
    time: {
      value: parts.reduce((sum, [, us]) => sum + Number(us) * MS_PER_US, 0),
      from: `server compute ${parts.length === 1 ? '' : 'input + infer + output, '}µs → ms`.replace(
        'compute µs',
        'compute, µs',
      ),
      line: server.line,
    },
    throughput: figure(`^\\s*Throughput: ${NUMBER} infer/sec`, 'Throughput, infer/sec → /ms', 1e-3),
    pace: { ...ONE_BY_ONE, shortest: response, longest: response, help: ALONE },
    samples: figure('^\\s*Request count: (\\d{1,12})', 'Request count', 1),
    runtime: 'Triton Inference Server',
    conditions: queue === undefined ? [] : [`queue ${msText(Number(queue) * MS_PER_US)} not included`],
  });
  return { measurements: [row], leftOut: busier };
}

function underLoad(log: Log, { line, text }: Found): LeftOut {
  const reason = `Request concurrency ${text}: response times under load, no service time of a request alone`;
  return { file: log.name, line, code: 'response-time', reason, help: ALONE };
}

function summaryOnly(log: Log): LeftOut {
  const reason = 'the last lines of perf_analyzer have response times of the client only, network and queue included';
  const help = 'Give its whole output: the block "Request concurrency: 1" says what the server computed.';
  return { file: log.name, line: log.first(SUMMARY)?.line ?? 1, code: 'response-time', reason, help };
}

function ensemble(log: Log, { line }: Found): LeftOut {
  const reason = 'the model is an ensemble: its time is that of several models, which may run on several accelerators';
  return { file: log.name, line, code: 'round-of-models', reason, help: 'Measure each composing model alone.' };
}
