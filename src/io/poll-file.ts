/**
 * A file that another program rewrites now and then. Its state is looked at in steady intervals, because notifications
 * of file systems get lost on mounts of containers and on renames.
 */

import { stat } from 'node:fs/promises';

export interface PollOptions {
  readonly intervalMs: number;
  /** Reads each new state of the file, and does with it what is to be done. */
  onChange(): Promise<void>;
  /** Given what went wrong in `onChange`: once for each state of the file. */
  onError(error: unknown): void;
}

/** Looks at once, then in intervals. Resolves after the first look to a function that ends it. */
export async function pollFile(path: string, options: PollOptions): Promise<() => void> {
  let known: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;
  const look = async () => {
    const state = await stateOf(path);
    if (state === known) return;
    // Noted before reading: what is written meanwhile is seen at the next look.
    known = state;
    try {
      await options.onChange();
    } catch (error) {
      options.onError(error);
    }
  };
  const next = () => {
    if (isOver) return;
    timer = setTimeout(() => void look().finally(next), options.intervalMs);
  };
  await look();
  next();
  return () => {
    isOver = true;
    if (timer !== null) clearTimeout(timer);
  };
}

/** Differs whenever the file was written or replaced; `gone` while there is none. */
async function stateOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch {
    return 'gone';
  }
}
