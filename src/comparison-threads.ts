/** The tasks of a comparison on this thread or on several. Needs the built program for several, as `verify` does. */

import type { AnswerTo, Task, Workers } from './comparison-tasks.ts';
import { Workbench } from './comparison-work.ts';
import type { Outcome } from './comparison-worker.ts';
import { ProblemError } from './domain/problem.ts';
import type { Scenario } from './domain/scenario.ts';
import { packed } from './portable-scenario.ts';

/** Does `work` with as many threads (1: this one), and ends them whatever happens. */
export async function withWorkers<R>(
  scenario: Scenario,
  threads: number,
  work: (workers: Workers) => Promise<R>,
): Promise<R> {
  if (threads > 1) return withThreads(scenario, threads, work);
  return work(new Workbench(scenario));
}

async function withThreads<R>(scenario: Scenario, threads: number, work: (workers: Workers) => Promise<R>): Promise<R> {
  const { Piscina } = await import('piscina');
  const filename = new URL('./comparison-worker.js', import.meta.url).href;
  const workerData = packed(scenario);
  const pool = new Piscina<Task, Outcome>({ filename, workerData, minThreads: threads, maxThreads: threads });
  const run = async <T extends Task>(task: T): Promise<AnswerTo<T>> => {
    const { answer, problems } = await pool.run(task);
    if (problems !== null) throw new ProblemError(problems);
    return answer as AnswerTo<T>;
  };
  try {
    return await work({ run, threads });
  } finally {
    await pool.destroy();
  }
}
