/** A thread with a solver in it: started by the first question, asked one question at a time, ended after a hang. */

import { Worker } from 'node:worker_threads';

export class SolverThread {
  readonly #script: URL;
  readonly #patience: number;
  #worker: Worker | null = null;

  /** `patience`: ms after which silence counts as a hang. A guard and nothing else: work is limited by its size. */
  constructor(script: URL, patience: number) {
    this.#script = script;
    this.#patience = patience;
  }

  /** Starts the thread before it is needed, so that a solver loads while something else is computed. */
  start(): void {
    this.#worker ??= new Worker(this.#script);
  }

  /** The thread's answer; `null` after a hang, whose thread is ended. Rejects when the thread fails. */
  ask(message: unknown): Promise<Readonly<Record<string, unknown>> | null> {
    this.start();
    const worker = this.#worker as Worker;
    worker.postMessage(message);
    return new Promise((resolve, reject) => {
      const settle = (conclude: () => void) => {
        clearTimeout(timer);
        worker.off('error', failed).off('message', answered);
        conclude();
      };
      const answered = (answer: Record<string, unknown>) => settle(() => resolve(answer));
      const failed = (error: Error) => settle(() => reject(error));
      const hung = () => settle(() => this.close().then(() => resolve(null), reject));
      const timer = setTimeout(hung, this.#patience);
      worker.once('message', answered).once('error', failed);
    });
  }

  /** Ends the thread; safe to call when it never ran. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}
