import { availableParallelism } from 'node:os';

/** Threads that this machine can run at once, at least 1. */
export function availableThreads(): number {
  return availableParallelism();
}
