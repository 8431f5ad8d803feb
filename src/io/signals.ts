import process from 'node:process';

const ENDING = ['SIGTERM', 'SIGINT'] as const;

/** Resolves when the process is asked to end; asked a second time, it ends at once as if nobody listened. */
export function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    const listener = () => {
      for (const signal of ENDING) process.off(signal, listener);
      resolve();
    };
    for (const signal of ENDING) process.on(signal, listener);
  });
}

/** How a shell calls a program that was ended by Ctrl-C. */
const INTERRUPTED = 130;

/**
 * When the process is asked to end, runs `listener`, waits for it, and ends with 130; asked a second time, it ends at
 * once. Returns what takes that back. A listener waits until a computation of this thread is over: long work has to give
 * up its turn now and then (`domain/turn.ts`), or to be done by other threads.
 */
export function onInterrupt(listener: () => void | Promise<void>): () => void {
  const forget = () => {
    for (const signal of ENDING) process.off(signal, handle);
  };
  const handle = async () => {
    forget();
    try {
      await listener();
    } finally {
      // Threads are at work that nobody waits for any more: to wait for them would be to ignore the person.
      process.exit(INTERRUPTED);
    }
  };
  for (const signal of ENDING) process.on(signal, handle);
  return forget;
}
