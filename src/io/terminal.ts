/** The terminal as the rest of the program sees it: two streams, a width, and whether colour is wanted. */

import { ProblemError, problem } from '../domain/problem.ts';
import { reasonOf } from './files.ts';
import type { GuardedStream } from './guarded-stream.ts';

export interface OutputStream {
  write(text: string, done?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Standard input: `process.stdin` fits. */
export type InputStream = AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };

export interface Terminal {
  /** Answers: tables and documents. Resolves when the text has been handed on; a closed pipe ends quietly, a full disk with a problem. */
  print(text: string): Promise<void>;
  /** The same for workflow commands of a CI job, which the guard of the stream would take the force from. */
  printCommands(text: string): Promise<void>;
  /** Everything said to a person. */
  say(text: string): void;
  /** Text of the program's own that steers: the wiping of a line, workflow commands. */
  steer(text: string): void;
  /** Characters per line for tables: the terminal's own, between 60 and 160; 80 when stdout is not a terminal. */
  readonly columns: number;
  readonly hasColor: boolean;
  readonly isInteractive: boolean;
}

interface TerminalOptions {
  readonly stdout: GuardedStream;
  readonly stderr: GuardedStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly noColor: boolean;
  readonly quiet: boolean;
}

export function createTerminal({ stdout, stderr, env, noColor, quiet }: TerminalOptions): Terminal {
  let isClosed = false;
  stdout.on('error', (error) => {
    if (error.code === 'EPIPE') isClosed = true;
  });
  // What else can happen to stdout, such as a full disk behind it, is told to whoever prints.
  const handOn = (write: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      if (isClosed) return resolve();
      write((error) => {
        if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
        else reject(unprintable(error));
      });
    });
  return {
    print: (text) => handOn((done) => stdout.write(text, done)),
    printCommands: (text) => handOn((done) => stdout.control(text, done)),
    say: (text) => {
      if (!quiet) stderr.write(text);
    },
    steer: (text) => {
      if (!quiet) stderr.control(text);
    },
    columns: stdout.isTTY && stdout.columns ? Math.min(160, Math.max(60, stdout.columns)) : 80,
    hasColor: wantsColor(stdout, env, noColor),
    isInteractive: stderr.isTTY === true,
  };
}

function unprintable(error: Error): ProblemError {
  return new ProblemError([problem('write-failed', `standard output cannot be written: ${reasonOf(error)}`)]);
}

/** NO_COLOR (no-color.org: present and not empty) wins, then FORCE_COLOR, then whether stdout is a terminal. */
export function wantsColor(
  stdout: Pick<OutputStream, 'isTTY'>,
  env: TerminalOptions['env'],
  noColor: boolean,
): boolean {
  if (noColor || env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0';
  return stdout.isTTY === true && env.TERM !== 'dumb';
}
