/** The terminal as the rest of the program sees it: two streams, a width, and whether colour is wanted. */

import { ProblemError, problem } from '../domain/problem.ts';
import { reasonOf } from './files.ts';

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
  /** Everything said to a person. */
  say(text: string): void;
  /** Characters per line for tables: the terminal's own, between 60 and 160; 80 when stdout is not a terminal. */
  readonly columns: number;
  readonly hasColor: boolean;
  readonly isInteractive: boolean;
}

interface TerminalOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly noColor: boolean;
  readonly quiet: boolean;
}

export function createTerminal({ stdout, stderr, env, noColor, quiet }: TerminalOptions): Terminal {
  let isClosed = false;
  const closeQuietly = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isClosed = true;
  };
  // What else can happen to stdout, such as a full disk behind it, is told to whoever prints.
  stdout.on('error', (error) => {
    if (error.code === 'EPIPE') isClosed = true;
  });
  stderr.on('error', closeQuietly);
  return {
    print: (text) =>
      new Promise((resolve, reject) => {
        if (isClosed) return resolve();
        stdout.write(text, (error) => {
          if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
          else reject(unprintable(error));
        });
      }),
    say: (text) => {
      if (!quiet && !isClosed) stderr.write(text);
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
function wantsColor(stdout: OutputStream, env: TerminalOptions['env'], noColor: boolean): boolean {
  if (noColor || env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0';
  return stdout.isTTY === true && env.TERM !== 'dumb';
}
