/** The terminal as the rest of the program sees it: two streams, a width, and whether colour is wanted. */

export interface OutputStream {
  write(text: string, done?: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Terminal {
  /** Answers: tables and documents. Resolves when the text has been handed on; a closed pipe ends quietly. */
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
  stdout.on('error', closeQuietly);
  stderr.on('error', closeQuietly);
  return {
    print: (text) =>
      new Promise((resolve) => {
        if (isClosed) resolve();
        else stdout.write(text, () => resolve());
      }),
    say: (text) => {
      if (!quiet && !isClosed) stderr.write(text);
    },
    columns: stdout.isTTY && stdout.columns ? Math.min(160, Math.max(60, stdout.columns)) : 80,
    hasColor: wantsColor(stdout, env, noColor),
    isInteractive: stderr.isTTY === true,
  };
}

/** NO_COLOR (no-color.org: present and not empty) wins, then FORCE_COLOR, then whether stdout is a terminal. */
function wantsColor(stdout: OutputStream, env: TerminalOptions['env'], noColor: boolean): boolean {
  if (noColor || env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0';
  return stdout.isTTY === true && env.TERM !== 'dumb';
}
