/**
 * A thread of a container: it takes the next request that nobody has taken, waits until it is due, and serves it. With
 * one worker a container is a queue in order; with many, every request finds one at once.
 */

import { parentPort, workerData } from 'node:worker_threads';
import type { ContainerOrder } from '../../domain/inference.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { FromWorker, Go } from './messages.ts';
import { type OpenModel, openModel } from './session.ts';

const say = (message: FromWorker) => parentPort?.postMessage(message);

const order: ContainerOrder = workerData;
await orTell(async () => {
  const models: OpenModel[] = [];
  for (const model of order.models) models.push(await openModel(model, order.threads));
  for (let i = 0; i < order.warmUp; i++) for (const { infer } of models) await infer();
  parentPort?.on('message', (message: Go) =>
    orTell(async () => {
      await serve(message, models);
      say({ kind: 'done' });
    }),
  );
  say({ kind: 'loaded', inputs: models.map(({ inputs }) => inputs) });
});

/** Does it, or says what the user has to mend. */
async function orTell(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    say({ kind: 'problem', problems: error.problems });
  }
}

async function serve({ work, epoch }: Go, models: readonly OpenModel[]): Promise<void> {
  const { requests, next, due, model, begun, ended, until, pause } = work;
  for (;;) {
    const request = Atomics.add(next, 0, 1);
    if (request >= requests) return;
    if (pause > 0) waitUntil(nowSince(epoch) + pause, epoch);
    waitUntil(due?.[request] ?? 0, epoch);
    const start = nowSince(epoch);
    if (start >= until) return;
    begun[request] = start;
    await (models[model?.[request] ?? 0] as OpenModel).infer();
    ended[request] = nowSince(epoch);
  }
}

function nowSince(epoch: bigint): number {
  return Number(process.hrtime.bigint() - epoch) / 1e6;
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps: a worker that span would take the processor from the others. */
function waitUntil(moment: number, epoch: bigint): void {
  for (let left = moment - nowSince(epoch); left > 0; left = moment - nowSince(epoch)) {
    Atomics.wait(sleeper, 0, 0, left);
  }
}
