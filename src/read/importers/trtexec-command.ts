/** What the command line that trtexec prints says of a run: batch, model, precision, streams. */

import type { Figure } from '../../domain/measurement.ts';
import { figureOf, type Log } from './log.ts';

export interface CommandLine {
  /** Line of the file that it stands on; 1 where there is none. */
  readonly line: number;
  /** Path of the model. */
  readonly model: string | null;
  readonly batch: Figure | null;
  /** `--batch`: the tool itself counts inferences; `--shapes`: it counts queries of a batch each. */
  readonly isImplicitBatch: boolean;
  readonly precision: string | null;
  readonly streams: number;
}

const MODEL = /--(?:onnx|loadEngine|uff|model|deploy)=(\S{1,1000})/;
const STREAMS = /--(?:infStreams|streams)=(\d{1,6})/;

export function commandLineOf(log: Log): CommandLine {
  const found =
    log.first(/^&&&& (?:RUNNING|PASSED) TensorRT\.trtexec.*$/) ?? log.first(/(?:^|[\s/])trtexec(?:\.exe)? --.*$/);
  const text = found === null ? '' : (log.lines[found.line - 1] as string);
  const line = found?.line ?? 1;
  const implicit = /--batch=(\d{1,9})/.exec(text)?.[1];
  return {
    line,
    model: MODEL.exec(text)?.[1] ?? null,
    batch: implicit === undefined ? shapeBatch(log, text, line) : figureOf(implicit, line, '--batch'),
    isImplicitBatch: implicit !== undefined,
    precision: precisionOf(text),
    streams: Number(STREAMS.exec(text)?.[1] ?? 1),
  };
}

/** The first dimension of the shapes, where all inputs have the same. */
function shapeBatch(log: Log, text: string, line: number): Figure | null {
  const given = /--shapes=(\S{1,5000})/.exec(text)?.[1] ?? /--optShapes=(\S{1,5000})/.exec(text)?.[1];
  const shapes =
    given?.split(',') ?? [...log.all(/Input inference shapes?\s?:\s*(\S+=\d[\dx]*)/)].map((found) => found.text);
  const first = new Set(shapes.map((shape) => /[:=]['"]?(\d{1,9})(?:x\d+)*['"]?$/.exec(shape)?.[1]));
  const [batch] = first;
  if (first.size !== 1 || batch === undefined) return null;
  return figureOf(batch, line, given === undefined ? 'Input inference shape' : '--shapes');
}

function precisionOf(text: string): string | null {
  const names = ['fp16', 'bf16', 'int8', 'fp8', 'best'].filter((name) => new RegExp(`--${name}(?:\\s|$)`).test(text));
  return names.length === 0 ? null : names.join('+');
}
