/** Many simulations, on this thread or on several: the results are the same. */

import type { SimulationResult } from './result.ts';
import { simulateNode } from './simulate.ts';
import type { SimulationTask } from './simulation-worker.ts';

/**
 * Runs `count` simulations with `jobs` threads (1: this one). `taskOf` makes a task when its turn comes, so that a
 * fleet's systems are never all in memory; `onResult` is called once for each, in any order.
 */
export async function simulateAll(
  count: number,
  taskOf: (index: number) => SimulationTask,
  jobs: number,
  onResult: (index: number, result: SimulationResult) => void,
): Promise<void> {
  const threads = Math.min(jobs, count);
  if (threads > 1) return simulateOnThreads(count, taskOf, threads, onResult);
  for (let index = 0; index < count; index++) {
    const { system, options } = taskOf(index);
    onResult(index, simulateNode(system, options));
    // Lets progress be shown and signals be heard between two nodes.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Needs the built program: Node starts the worker's file itself. */
async function simulateOnThreads(
  count: number,
  taskOf: (index: number) => SimulationTask,
  threads: number,
  onResult: (index: number, result: SimulationResult) => void,
): Promise<void> {
  const { Piscina } = await import('piscina');
  const filename = new URL('./simulation-worker.js', import.meta.url).href;
  const pool = new Piscina<SimulationTask, SimulationResult>({ filename, minThreads: threads, maxThreads: threads });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) onResult(index, await pool.run(taskOf(index)));
  };
  try {
    await Promise.all(Array.from({ length: threads }, worker));
  } finally {
    await pool.destroy();
  }
}
