/** Many simulations, on this thread or on several: the results are the same. */

import { type Halt, isHalted } from '../domain/halt.ts';
import { nextTurn } from '../domain/turn.ts';
import type { SimulationResult } from './result.ts';
import { simulateNode } from './simulate.ts';
import type { SimulationTask } from './simulation-worker.ts';

/**
 * Runs `count` simulations. `taskOf` makes a task when its turn comes, so that a fleet's systems are never all in
 * memory; `onResult` is called once for each, in any order. Once `halt` is said, none is begun.
 */
export async function simulateAll(
  count: number,
  taskOf: (index: number) => SimulationTask,
  { jobs, isAway, halt }: PoolOptions,
  onResult: (index: number, result: SimulationResult) => void,
): Promise<void> {
  const threads = Math.min(jobs, count);
  if (threads > 1 || (isAway && count > 0)) return simulateOnThreads(count, taskOf, { threads, halt }, onResult);
  for (let index = 0; index < count && !isHalted(halt); index++) {
    const { system, options } = taskOf(index);
    onResult(index, simulateNode(system, options));
    await nextTurn();
  }
}

interface PoolOptions {
  /** Threads at work. */
  readonly jobs: number;
  /** Whether a single thread must be another than this one, so that this one stays free. */
  readonly isAway: boolean;
  readonly halt: Halt | undefined;
}

/** Needs the built program: Node starts the worker's file itself. */
async function simulateOnThreads(
  count: number,
  taskOf: (index: number) => SimulationTask,
  { threads, halt }: { readonly threads: number; readonly halt: Halt | undefined },
  onResult: (index: number, result: SimulationResult) => void,
): Promise<void> {
  const { Piscina } = await import('piscina');
  const filename = new URL('./simulation-worker.js', import.meta.url).href;
  const pool = new Piscina<SimulationTask, SimulationResult>({ filename, minThreads: threads, maxThreads: threads });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count && !isHalted(halt); index = next++) {
      onResult(index, await pool.run(taskOf(index)));
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, worker));
  } finally {
    await pool.destroy();
  }
}
