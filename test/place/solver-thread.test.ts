import { describe, expect, it } from 'vitest';
import { SolverThread } from '../../src/place/solver-thread.ts';

/** A thread that says how many questions it was asked, and is silent or fails when told to. */
const SCRIPT = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    let asked = 0;
    parentPort.on('message', (message) => {
      asked += 1;
      if (message === 'fail') throw new Error('broken');
      if (message !== 'hang') parentPort.postMessage({ asked, message });
    });
  `)}`,
);

const thread = (patience = 10_000) => new SolverThread(SCRIPT, patience);

describe('the thread of a solver', () => {
  it('waits for the next who wants the same solver, and is one for each at a time', async () => {
    const first = thread();
    expect(await first.ask('')).toEqual({ asked: 1, message: '' });
    const beside = thread();
    expect(await beside.ask('')).toEqual({ asked: 1, message: '' });
    await first.close();
    const next = thread();
    expect(await next.ask('')).toEqual({ asked: 2, message: '' });
    await next.close();
    await beside.close();
  });

  it('is not handed on after a hang, a failure, or with a question still open', async () => {
    const hung = thread(200);
    expect(await hung.ask('hang')).toBeNull();
    await hung.close();
    const failed = thread();
    await expect(failed.ask('fail')).rejects.toThrow('broken');
    await failed.close();
    const busy = thread();
    busy.ask('').catch(() => undefined);
    await busy.close();
    const next = thread();
    expect(await next.ask('mine')).toEqual({ asked: 1, message: 'mine' });
    await next.close();
  });
});
