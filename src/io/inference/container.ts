/** Containers seen from outside: started, told to work from a common moment on, ended. */

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ContainerOrder, ModelInputs, Work, WorkDone } from '../../domain/inference.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { busyTime } from './machine.ts';
import type { FromContainer, ToContainer } from './messages.ts';

const PROCESS = fileURLToPath(new URL('./container-process.js', import.meta.url));

/** From the word to go to the first request, ms: every container has heard it by then. */
const LEAD = 100;

/** Of what a container says on stderr, the end that is kept. */
const MOST_CHARACTERS = 2000;

type Answer<K extends FromContainer['kind']> = Extract<FromContainer, { readonly kind: K }>;

export class Container {
  readonly #process: ChildProcess;
  /** Why the process is gone; pending while it lives, so that no answer is waited for in vain. */
  readonly #gone: Promise<string>;
  #errors = '';
  #inputs: readonly ModelInputs[] = [];

  private constructor(cores: readonly number[] | null) {
    const words = [process.execPath, PROCESS];
    const [command, ...args] = cores === null ? words : ['taskset', '-c', cores.join(','), ...words];
    // A session of its own: where the system shares the processor by sessions, each container gets an equal share.
    this.#process = spawn(command as string, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: true,
      windowsHide: true,
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-MOST_CHARACTERS);
    });
    this.#gone = new Promise((resolve) => {
      this.#process.on('error', (error) => resolve(error.message));
      this.#process.once('close', (code, signal) => resolve(this.#lastWords(code, signal)));
    });
  }

  /** Ready to work: models loaded and warm. `cores`: `null` for any. Throws a `ProblemError`. */
  static async start(order: ContainerOrder, cores: readonly number[] | null): Promise<Container> {
    const container = new Container(cores);
    try {
      const { inputs } = await container.#ask<'loaded'>({ kind: 'load', order });
      container.#inputs = inputs;
      return container;
    } catch (error) {
      container.end();
      throw error;
    }
  }

  /** What each of its models is fed. */
  get inputs(): readonly ModelInputs[] {
    return this.#inputs;
  }

  /** Hands it work that it begins when it is told to go. Throws a `ProblemError` where it is gone. */
  async prepare(work: Work): Promise<void> {
    await this.#ask<'ready'>({ kind: 'prepare', work });
  }

  /** Does the work from `epoch` on, ns. Throws a `ProblemError` where it dies over it. */
  async go(epoch: bigint): Promise<WorkDone> {
    const { done } = await this.#ask<'done'>({ kind: 'go', epoch });
    return done;
  }

  end(): void {
    this.#process.kill('SIGKILL');
  }

  async #ask<K extends FromContainer['kind']>(message: ToContainer): Promise<Answer<K>> {
    const answered = new Promise<FromContainer>((resolve) => {
      this.#process.once('message', (answer) => resolve(answer as FromContainer));
    });
    // A process that never began has no channel; one that is gone says so itself, and nothing of a broken channel.
    this.#process.send?.(message, () => {});
    const answer = await Promise.race([answered, this.#gone.then(failed)]);
    if (answer.kind === 'problem') throw new ProblemError(answer.problems);
    return answer as Answer<K>;
  }

  #lastWords(code: number | null, signal: NodeJS.Signals | null): string {
    const last = this.#errors.trim().split('\n').at(-1) ?? '';
    const end = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
    return last === '' ? end : `${end}: ${last}`;
  }
}

function failed(why: string): never {
  const help = 'Often the memory is too small: take fewer or smaller models, smaller batches, or fewer copies.';
  throw new ProblemError([problem('container-failed', `a container could not go on: ${printable(why, 300)}`, help)]);
}

/** What all containers did, in their order, and what else the cores did meanwhile. */
export interface WorkTogether {
  readonly done: readonly WorkDone[];
  /**
   * Share of the cores' time that went to others than the containers, steal included; `null` where it is not shown. The
   * kernel counts coarsely: over a short time the share of nothing can lie a little below 0.
   */
  readonly foreignShare: number | null;
}

/** Each container its work, all from one moment on. `cores`: those that the containers run on. */
export async function workTogether(
  containers: readonly Container[],
  works: readonly Work[],
  cores: readonly number[] | null,
): Promise<WorkTogether> {
  await Promise.all(containers.map((container, i) => container.prepare(works[i] as Work)));
  const busyBefore = await busyTime(cores);
  const start = process.hrtime.bigint();
  const epoch = start + BigInt(LEAD * 1e6);
  const done = await Promise.all(containers.map((container) => container.go(epoch)));
  const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
  const busyAfter = await busyTime(cores);
  if (busyBefore === null || busyAfter === null || cores === null) return { done, foreignShare: null };
  const own = done.reduce((sum, { processorTime }) => sum + processorTime, 0);
  return { done, foreignShare: (busyAfter - busyBefore - own) / (elapsed * cores.length) };
}

/** Started one after the other, each undisturbed; all are ended when `use` is done, whatever came of it. */
export async function withContainers<T>(
  orders: readonly ContainerOrder[],
  cores: readonly number[] | null,
  use: (containers: readonly Container[]) => Promise<T>,
): Promise<T> {
  const containers: Container[] = [];
  const endAll = () => {
    for (const container of containers) container.end();
  };
  process.on('exit', endAll);
  try {
    for (const order of orders) containers.push(await Container.start(order, cores));
    return await use(containers);
  } finally {
    process.off('exit', endAll);
    endAll();
  }
}
