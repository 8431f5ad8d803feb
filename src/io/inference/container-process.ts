/** A container as a process of its own: told by its parent what to load and what to do, ended when the parent is gone. */

import { Worker } from 'node:worker_threads';
import type { ContainerOrder, Work } from '../../domain/inference.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { FromContainer, FromWorker, Go, SharedWork, ToContainer, ToldProblems } from './messages.ts';

let workers: readonly Worker[] = [];
let work: SharedWork | null = null;

// There is nothing to be put in order, and an inference under way would hold up a softer end.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (message: ToContainer) => {
  answerTo(message).then((answer) => process.send?.(answer), failOrTell);
});

async function answerTo(message: ToContainer): Promise<FromContainer> {
  switch (message.kind) {
    case 'load':
      return load(message.order);
    case 'prepare':
      work = shared(message.work);
      return { kind: 'ready' };
    case 'go':
      return go({ work: work as SharedWork, epoch: message.epoch });
  }
}

async function load(order: ContainerOrder): Promise<FromContainer> {
  const file = new URL('./container-worker.js', import.meta.url);
  workers = Array.from({ length: order.workers }, () => new Worker(file, { workerData: order }).once('error', fail));
  const [answer] = await Promise.all(workers.map(answerOf));
  return answer as FromContainer;
}

async function go({ work, epoch }: Go): Promise<FromContainer> {
  const before = process.cpuUsage();
  const answers = workers.map(answerOf);
  for (const worker of workers) worker.postMessage({ work, epoch } satisfies Go);
  await Promise.all(answers);
  const { user, system } = process.cpuUsage(before);
  const taken = Math.min(Atomics.load(work.next, 0), work.requests);
  const done = {
    processorTime: (user + system) / 1000,
    peakMemory: process.resourceUsage().maxRSS * 1024,
    begun: work.begun.slice(0, taken),
    ended: work.ended.slice(0, taken),
  };
  return { kind: 'done', done };
}

/** Throws the `ProblemError` that the worker tells of. */
function answerOf(worker: Worker): Promise<Exclude<FromWorker, ToldProblems>> {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: FromWorker) => {
      if (answer.kind === 'problem') reject(new ProblemError(answer.problems));
      else resolve(answer);
    });
  });
}

/** A problem is the user's, and ends only what was asked for; the parent ends the process. */
function failOrTell(error: unknown): void {
  if (error instanceof ProblemError) {
    process.send?.({ kind: 'problem', problems: error.problems } satisfies FromContainer);
  } else fail(error);
}

/** The last line on stderr is what the parent tells the person. */
function fail(error: unknown): void {
  const said = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\n${said.split('\n')[0]}\n`, () => process.exit(1));
}

function shared({ requests, due, model, until, pause }: Work): SharedWork {
  return {
    requests,
    due: due && copied(Float64Array, due),
    model: model && copied(Uint16Array, model),
    until,
    pause,
    next: new Int32Array(new SharedArrayBuffer(4)),
    begun: new Float64Array(new SharedArrayBuffer(8 * requests)),
    ended: new Float64Array(new SharedArrayBuffer(8 * requests)),
  };
}

function copied<A extends Float64Array | Uint16Array>(
  kind: { readonly BYTES_PER_ELEMENT: number; new (buffer: SharedArrayBuffer): A },
  values: A,
): A {
  const copy = new kind(new SharedArrayBuffer(kind.BYTES_PER_ELEMENT * values.length));
  copy.set(values);
  return copy;
}
