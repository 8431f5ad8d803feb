/** Containers seen from outside: started, told to work from a common moment on, ended. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ContainerOrder, Work, WorkDone } from '../../domain/inference.ts';
import { ProblemError, problem } from '../../domain/problem.ts';
import { printable } from '../../domain/text.ts';
import { busyTime } from './machine.ts';
import type { FromContainer, ToContainer } from './messages.ts';

const PROCESS = fileURLToPath(new URL('./container-process.js', import.meta.url));

/** From the order to the first request, ms: every container has heard of it by then. */
const LEAD = 100;

export class Container {
  readonly #process: ChildProcess;
  #errors = '';

  private constructor(cores: string | null) {
    const [command, ...args] =
      cores === null ? [process.execPath, PROCESS] : ['taskset', '--cpu-list', cores, process.execPath, PROCESS];
    // A session of its own: where the system shares the processor by sessions, each container gets an equal share.
    this.#process = spawn(command as string, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: true,
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-2000);
    });
  }

  /** Ready to work: models loaded and warm. `cores`: as `taskset` reads them; `null`: any. Throws a `ProblemError`. */
  static async start(order: ContainerOrder, cores: string | null): Promise<Container> {
    const container = new Container(cores);
    try {
      await container.#ask({ kind: 'load', order });
      return container;
    } catch (error) {
      container.end();
      throw error;
    }
  }

  async work(work: Work, epoch: bigint): Promise<WorkDone> {
    const answer = await this.#ask({ kind: 'work', work, epoch });
    if (answer.kind !== 'done') throw new Error(`a container answered ${answer.kind} to work`);
    return answer.done;
  }

  end(): void {
    this.#process.kill('SIGKILL');
  }

  async #ask(message: ToContainer): Promise<FromContainer> {
    const over = new AbortController();
    try {
      const ended = Promise.race([
        once(this.#process, 'exit', { signal: over.signal }),
        once(this.#process, 'error', { signal: over.signal }),
      ]).then(([reason]) => this.#died(reason));
      const answered = once(this.#process, 'message', { signal: over.signal });
      this.#process.send(message, () => {});
      return checked(await Promise.race([answered.then(([answer]) => answer as FromContainer), ended]));
    } finally {
      over.abort();
    }
  }

  #died(reason: unknown): FromContainer {
    const last = this.#errors.trim().split('\n').at(-1) ?? '';
    const why = reason instanceof Error ? reason.message : `it ended (${reason ?? 'by a signal'}) ${last}`;
    return { kind: 'failed', message: why };
  }
}

function checked(answer: FromContainer): FromContainer {
  if (answer.kind === 'problem') throw new ProblemError(answer.problems);
  if (answer.kind !== 'failed') return answer;
  const message = `a container could not go on: ${printable(answer.message, 300)}`;
  const help = 'Often the memory is too small; take fewer or smaller models.';
  throw new ProblemError([problem('container-failed', message, help)]);
}

/** What all containers did, in their order, and what else the cores did meanwhile. */
export interface WorkTogether {
  readonly done: readonly WorkDone[];
  /** Share of the cores' time that went to others than the containers, steal included; `null` where it is not shown. */
  readonly foreignShare: number | null;
}

/** Each container its work, all from one moment on. `cores`: those that the containers run on. */
export async function workTogether(
  containers: readonly Container[],
  works: readonly Work[],
  cores: readonly number[] | null,
): Promise<WorkTogether> {
  const busyBefore = await busyTime(cores);
  const start = process.hrtime.bigint();
  const epoch = start + BigInt(LEAD * 1e6);
  const done = await Promise.all(containers.map((container, i) => container.work(works[i] as Work, epoch)));
  const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
  const busyAfter = await busyTime(cores);
  if (busyBefore === null || busyAfter === null || cores === null) return { done, foreignShare: null };
  const own = done.reduce((sum, { processorTime }) => sum + processorTime, 0);
  return { done, foreignShare: (busyAfter - busyBefore - own) / (elapsed * cores.length) };
}

/** Started one after the other, each undisturbed; all are ended when `use` is done, whatever came of it. */
export async function withContainers<T>(
  orders: readonly ContainerOrder[],
  cores: string | null,
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
