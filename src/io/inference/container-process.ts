/** A container as a process of its own: told by its parent what to load and what to do, ended when the parent is gone. */

import { Worker } from 'node:worker_threads';
import type { ContainerOrder, Work } from '../../domain/inference.ts';
import type { FromContainer, FromWorker, SharedWork, ToContainer } from './messages.ts';

let workers: readonly Worker[] = [];

process.on('disconnect', () => process.exit());
process.on('message', (message: ToContainer) => {
  const answer = message.kind === 'load' ? load(message.order) : work(message.work, message.epoch);
  answer.then(say, (error) => say({ kind: 'failed', message: String(error) }));
});

function say(message: FromContainer): void {
  process.send?.(message);
}

async function load(order: ContainerOrder): Promise<FromContainer> {
  const file = new URL('./container-worker.js', import.meta.url);
  workers = Array.from({ length: order.workers }, () => new Worker(file, { workerData: order }));
  const answers = await Promise.all(workers.map(answerOf));
  return (answers.find(({ kind }) => kind === 'problem') as FromContainer) ?? { kind: 'loaded' };
}

async function work({ due, model, until }: Work, epoch: bigint): Promise<FromContainer> {
  const shared: SharedWork = {
    next: new Int32Array(new SharedArrayBuffer(4)),
    due: copied(Float64Array, due),
    model: copied(Uint16Array, model),
    begun: new Float64Array(new SharedArrayBuffer(8 * due.length)),
    ended: new Float64Array(new SharedArrayBuffer(8 * due.length)),
    until,
    epoch,
  };
  const before = process.cpuUsage();
  const answers = workers.map(answerOf);
  for (const worker of workers) worker.postMessage(shared);
  await Promise.all(answers);
  const { user, system } = process.cpuUsage(before);
  const done = {
    begun: shared.begun.slice(),
    ended: shared.ended.slice(),
    processorTime: (user + system) / 1000,
    peakMemory: process.resourceUsage().maxRSS * 1024,
  };
  return { kind: 'done', done };
}

function answerOf(worker: Worker): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', resolve);
  });
}

function copied<A extends Float64Array | Uint16Array>(
  kind: { readonly BYTES_PER_ELEMENT: number; new (buffer: SharedArrayBuffer): A },
  values: A,
): A {
  const copy = new kind(new SharedArrayBuffer(kind.BYTES_PER_ELEMENT * values.length));
  copy.set(values);
  return copy;
}
