import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BINARY, ROOT } from './binary.ts';
import { screenText } from './screen.ts';

/** A pseudo-terminal needs Python 3 (its module `pty`); where it is missing, tests of terminals skip loudly. */
export const HAS_TERMINAL = spawnSync('python3', ['-c', 'import pty'], { stdio: 'ignore' }).status === 0;
if (!HAS_TERMINAL) console.warn('SKIPPED: python3 with its module pty is missing; nothing is tested at a terminal');

export const KEY = { enter: '\r', down: '\u001b[B', space: ' ', interrupt: '\u0003', endOfInput: '\u0004' } as const;

export interface Session {
  /** What stood on the screen at the end, with what had scrolled away above it. */
  readonly screen: string;
  /** As a shell gives it. */
  readonly status: number;
}

/**
 * Types `steps` (what to wait for, what to type then) to the built program at a terminal of 80 columns; `SIGTERM` is
 * sent instead of typed. `stdout` may go to a file.
 */
export function atTerminal(
  words: readonly string[],
  steps: readonly (readonly [string, string])[],
  { cwd = ROOT, columns = 80, stdout = null }: { cwd?: string; columns?: number; stdout?: string | null } = {},
): Session {
  const { FORCE_COLOR: _, CI: __, GITHUB_ACTIONS: ___, ...env } = process.env;
  const job = {
    argv: [process.execPath, BINARY, ...words],
    cwd,
    columns,
    stdout,
    env: { ...env, NO_COLOR: '1', TERM: 'xterm', LANG: 'C.UTF-8' },
    steps,
  };
  const ran = spawnSync('python3', [join(import.meta.dirname, 'type_at_terminal.py')], {
    input: JSON.stringify(job),
    encoding: 'utf8',
    timeout: 90_000,
  });
  if (ran.status !== 0) throw new Error(`the terminal failed: ${ran.stderr}`);
  const { output, status, missed } = JSON.parse(ran.stdout) as {
    output: string;
    status: number;
    missed: string | null;
  };
  if (missed !== null) throw new Error(`waited in vain for "${missed}"; the screen:\n${screenText(output)}`);
  return { screen: screenText(output), status };
}
