import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
export const BINARY = join(ROOT, 'bin/edge-plan.js');

/** Whether expectations are rewritten instead of held: read the difference before committing it. */
export const IS_WRITING = process.env.EDGE_PLAN_TRANSCRIPTS === 'write';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Starts the built program as a user would, without colour, and waits for its end. */
export function edgePlan(
  words: readonly string[],
  options: { cwd?: string; input?: string | Uint8Array; env?: Readonly<Record<string, string>> } = {},
): Ran {
  // A job of GitHub Actions that runs these tests is not the job that they speak of.
  const { FORCE_COLOR: _, GITHUB_ACTIONS: __, GITHUB_STEP_SUMMARY: ___, ...env } = process.env;
  return spawnSync(process.execPath, [BINARY, ...words], {
    cwd: options.cwd ?? ROOT,
    input: options.input ?? '',
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1', ...options.env },
    timeout: 120_000,
    maxBuffer: 2 ** 28,
  });
}
