/** Lists of pods read on a thread of their own, so that this one answers meanwhile. Needs the built program. */

import type { Pod } from './domain/pod.ts';
import { ProblemError } from './domain/problem.ts';
import type { ReadPods } from './pod-list-worker.ts';

export interface PodListThread {
  /** The pods of the text of a list. Rejects with a `ProblemError` where it is none. */
  read(text: string): Promise<readonly Pod[]>;
  end(): Promise<void>;
}

export async function podListThread(): Promise<PodListThread> {
  const { Piscina } = await import('piscina');
  const filename = new URL('./pod-list-worker.js', import.meta.url).href;
  const pool = new Piscina<string, ReadPods>({ filename, minThreads: 1, maxThreads: 1 });
  return {
    async read(text) {
      const { pods, problems } = await pool.run(text);
      if (problems !== null) throw new ProblemError(problems);
      return pods;
    },
    end: () => pool.destroy(),
  };
}
