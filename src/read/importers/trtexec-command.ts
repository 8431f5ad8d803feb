/** What the command line of trtexec and the options that it prints say of a run: model, precision, streams, DLA. */

import type { Found, Log } from './log.ts';

export interface CommandLine {
  /** Line of the file that it stands on; 1 where there is none. */
  readonly line: number;
  /** The whole command on one line; empty where there is none. */
  readonly text: string;
  /** Path of the model. */
  readonly model: string | null;
  readonly precision: string | null;
  readonly streams: number;
  /** `DLA 0, with GPU fallback`; `null` where the GPU ran the model. */
  readonly dla: string | null;
}

/** A later command is that of another run: the one before the figures counts. */
const FIGURES = /=== Performance summary ===|Timing trace has|\bHost Latency\s*$/;
const RUNNING = /^\s*&&&& (?:RUNNING|PASSED|FAILED) TensorRT\.trtexec\b.*$/;
const TYPED = /(?:^|[\s/\\])trtexec(?:\.exe)?["']?\s+(?:--.*|[\\`^]\s*)$/;
/** A shell's mark that the command goes on: of sh, PowerShell and cmd. */
const CONTINUED = /[\\`^][ \t]*$/;
const MOST_CONTINUED = 200;

export function commandLineOf(log: Log): CommandLine {
  const end = log.first(FIGURES)?.line ?? log.lines.length + 1;
  const found =
    last(log.all(RUNNING, 1, end)) ?? log.first(RUNNING) ?? last(log.all(TYPED, 1, end)) ?? log.first(TYPED);
  const text = found === null ? '' : wholeCommand(log, found.line);
  return {
    line: found?.line ?? 1,
    text,
    model: optionOf(text, 'onnx|loadEngine|uff|model|deploy') ?? null,
    precision: precisionOf(text),
    streams: Math.max(
      Number(optionOf(text, 'infStreams|streams') ?? 1),
      Number(log.first(/\b(?:Inference )?Streams\s?: (\d{1,6})\s*$/)?.text ?? 1),
    ),
    dla: dlaOf(log, text),
  };
}

function last(found: Iterable<Found>): Found | null {
  let one: Found | null = null;
  for (const next of found) one = next;
  return one;
}

/** The command that begins on a line, with the lines that continue it. */
function wholeCommand(log: Log, line: number): string {
  const parts: string[] = [];
  for (let index = line - 1; index < Math.min(log.lines.length, line + MOST_CONTINUED); index += 1) {
    const part = log.lines[index] as string;
    parts.push(part.replace(CONTINUED, ' ').trim());
    if (!CONTINUED.test(part)) break;
  }
  return parts.join(' ').slice(0, 20_000);
}

/** `--name=value`, `--name value`, and either with quotes. */
export function optionOf(command: string, names: string): string | null {
  const found = new RegExp(`(?:^|\\s)["']?--(?:${names})(?:=|\\s+)(\\S{1,5000})`).exec(command)?.[1];
  return found?.replaceAll(/^["']|["']$/g, '') ?? null;
}

function precisionOf(text: string): string | null {
  const names = ['fp16', 'bf16', 'int8', 'fp8', 'best'].filter((name) => new RegExp(`--${name}(?:\\s|$)`).test(text));
  return names.length === 0 ? null : names.join('+');
}

/** By the command, by the line of the options, or by the layers that the builder placed there. */
function dlaOf(log: Log, command: string): string | null {
  const option = log.first(/\bDLA ?Core:\s*(\d{1,3}.{0,60})$/i);
  const core = optionOf(command, 'useDLACore') ?? /^\d+/.exec(option?.text ?? '')?.[0] ?? null;
  const isUsed =
    core !== null || /--buildDLAStandalone\b/.test(command) || log.first(/\[DlaLayer\]|DLA standalone/i) !== null;
  if (!isUsed || core === '-1') return null;
  const hasFallback = /--allowGPUFallback\b/.test(command) || /with GPU fallback/i.test(option?.text ?? '');
  return `DLA${core === null ? '' : ` ${core}`}${hasFallback ? ', with GPU fallback' : ''}`;
}
