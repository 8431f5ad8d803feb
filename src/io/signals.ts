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
 * On Ctrl-C runs `listener`, which must be quick, and ends the process. Returns what takes that back: from then on the
 * system ends the process at once. To be used only while the process waits for its threads, because a listener waits
 * until a computation of this thread is over.
 */
export function onInterrupt(listener: () => void): () => void {
  const handle = () => {
    listener();
    // Threads are at work that nobody waits for any more: to wait for them would be to ignore the person.
    process.exit(INTERRUPTED);
  };
  process.on('SIGINT', handle);
  return () => void process.off('SIGINT', handle);
}
