/** What a worker thread of `comparison-threads.ts` runs: a workbench of its own for as long as the thread lives. */

import { workerData } from 'piscina';
import type { Answer, Task } from './comparison-tasks.ts';
import { Workbench } from './comparison-work.ts';
import { type Problem, ProblemError } from './domain/problem.ts';
import { type PortableScenario, unpacked } from './portable-scenario.ts';

/** Plain data: an error that crosses to another thread forgets its class. */
export type Outcome =
  | { readonly answer: Answer; readonly problems: null }
  | { readonly answer: null; readonly problems: readonly Problem[] };

const bench = new Workbench(unpacked(workerData as PortableScenario));

export default async function runTask(task: Task): Promise<Outcome> {
  try {
    return { answer: await bench.run(task), problems: null };
  } catch (error) {
    if (error instanceof ProblemError) return { answer: null, problems: error.problems };
    throw error;
  }
}
