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
