/**
 * A thread with a solver in it: started by the first question, asked one question at a time, ended after a hang. Loading
 * a solver takes longer than most questions, so a thread that is done waits for the next who wants the same solver.
 */

import { Worker } from 'node:worker_threads';

/** By script, one thread that nobody uses; it keeps no process alive. A solver answers each question by itself. */
const idle = new Map<string, Worker>();

export class SolverThread {
  readonly #script: URL;
  readonly #patience: number;
  #worker: Worker | null = null;
  #isAsked = false;

  /** `patience`: ms after which silence counts as a hang. A guard and nothing else: work is limited by its size. */
  constructor(script: URL, patience: number) {
    this.#script = script;
    this.#patience = patience;
  }

  /** Starts the thread before it is needed, so that a solver loads while something else is computed. */
  start(): void {
    this.#worker ??= takeIdle(this.#script.href) ?? new Worker(this.#script);
  }

  /** The thread's answer; `null` after a hang, whose thread is ended. Rejects when the thread fails. */
  ask(message: unknown): Promise<Readonly<Record<string, unknown>> | null> {
    this.start();
    const worker = this.#worker as Worker;
    worker.postMessage(message);
    this.#isAsked = true;
    return new Promise((resolve, reject) => {
      const settle = (conclude: () => void) => {
        clearTimeout(timer);
        this.#isAsked = false;
        worker.off('error', failed).off('message', answered);
        conclude();
      };
      const answered = (answer: Record<string, unknown>) => settle(() => resolve(answer));
      const failed = (error: Error) => settle(() => this.#end().then(() => reject(error), reject));
      const hung = () => settle(() => this.#end().then(() => resolve(null), reject));
      const timer = setTimeout(hung, this.#patience);
      worker.once('message', answered).once('error', failed);
    });
  }

  /** Gives the thread back, or ends it where one waits already or a question is still open; safe when it never ran. */
  async close(): Promise<void> {
    const { href } = this.#script;
    if (this.#isAsked || idle.has(href)) return this.#end();
    const worker = this.#worker;
    this.#worker = null;
    if (worker === null) return;
    worker.unref();
    worker.once('error', () => idle.delete(href));
    idle.set(href, worker);
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

function takeIdle(script: string): Worker | null {
  const worker = idle.get(script);
  if (worker === undefined) return null;
  idle.delete(script);
  worker.removeAllListeners('error').ref();
  return worker;
}
