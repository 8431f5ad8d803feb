/** hailortcli benchmark: a pipelined device, whose capacity is not the reciprocal of its latency. */

import type { TextFile } from '../../domain/files.ts';
import { type Figure, measurement } from '../../domain/measurement.ts';
import type { ProblemList } from '../problem-list.ts';
import { type Importer, NOTHING_READ, type Reading, type ReadOptions } from './importer.ts';
import { figureOf, Log, modelOfPath, msText, NUMBER } from './log.ts';

const TOOL = 'hailortcli benchmark';
const RATE = new RegExp(`^\\s*FPS\\s+\\(hw_only\\)\\s+= ${NUMBER}`);

export const hailo: Importer = {
  format: 'hailo',
  tool: TOOL,
  detect: (text) => /^[ \t]*(?:FPS|Latency) +\(hw(?:_only)?\) +=/m.test(text),
  read,
};

function read(file: TextFile, { batch: given }: ReadOptions, problems: ProblemList): Reading {
  const log = new Log(file);
  if (!log.isOneRun(RATE, problems)) return NOTHING_READ;
  const throughput = log.figure(RATE, 'FPS (hw_only), /s → /ms', 1e-3);
  if (throughput === null) {
    const latency = log.first(/^\s*Latency\s+\(hw\)/);
    const message =
      'there is no line "FPS (hw_only)": the latency of a pipelined device does not say how much it can serve';
    log.complain(
      problems,
      latency?.line ?? 1,
      'time-missing',
      message,
      'Give the whole output of hailortcli benchmark.',
    );
    return NOTHING_READ;
  }
  const batch = batchOf(log);
  const inferences = batch?.value ?? given ?? 1;
  const time: Figure = {
    value: inferences / throughput.value,
    from: inferences === 1 ? '1 ÷ FPS (hw_only), /s → ms' : `batch ${inferences} ÷ FPS (hw_only), /s → ms`,
    line: throughput.line,
  };
  const latency = log.figure(new RegExp(`^\\s*Latency\\s+\\(hw\\)\\s+= ${NUMBER} ms`), 'Latency (hw), ms');
  const row = measurement({
    files: [file.name],
    tool: TOOL,
    line: throughput.line,
    model: modelOf(log),
    batch,
    kind: 'capacity',
    time,
    samples: log.figure(/^\s*Network \S{1,400}: 100% \| (\d+) \| FPS/, 'frames measured in HW-only mode'),
    throughput,
    runtime: 'HailoRT',
    hardware: [...log.all(/Device Architecture: (\S{1,40})/)]
      .slice(0, 1)
      .map(({ text }) => ({ name: text, part: null })),
    conditions: latency === null ? [] : [`latency ${msText(latency.value)}`],
    remarks: latency === null ? [] : pipelined(time.value, latency.value),
  });
  return { measurements: [row], leftOut: [] };
}

/** What a request takes beyond the time between two completions is a delay that no queue sees. */
function pipelined(time: number, latency: number) {
  const delay = Number((latency - time).toPrecision(4));
  if (!(delay > 0)) return [];
  const text = `the device is pipelined: service_ms is its capacity, and each request takes another ${delay} ms that no profile column holds; take them off the SLO, or add them to "network"`;
  return [{ code: 'pipelined', text }];
}

function modelOf(log: Log): string | null {
  const file = log.first(/hailortcli benchmark (?:\S{1,100} ){0,10}?(\S{1,300}\.hef)/);
  if (file !== null) return modelOfPath(file.text);
  const network = log.first(/^\s*Network (\S{1,400}): 100%/);
  return network === null ? null : (network.text.split('/')[0] as string);
}

function batchOf(log: Log): Figure | null {
  const found = log.first(/hailortcli benchmark .{0,300}--batch-size[= ](\d{1,9})/);
  return found && figureOf(found.text, found.line, '--batch-size');
}
