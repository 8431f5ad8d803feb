import { describe, expect, it } from 'vitest';
import { busyTime, coreNumbers, coresToUse, pinnableCores } from '../../src/io/inference/machine.ts';
import { coresText } from '../../src/report/machine-words.ts';
import { problemsFrom } from '../read/reading.ts';

describe('cores', () => {
  it.each([
    ['0', [0]],
    ['0,2-3', [0, 2, 3]],
    [' 1-1, 7\n', [1, 7]],
    ['3-1', []],
  ])('%j are numbered as taskset does', (text, numbers) => {
    expect(coreNumbers(text)).toEqual(numbers);
  });

  it('to be used are the last ones, as many as an inference has threads, where processes can be pinned', async () => {
    const allowed = await pinnableCores();
    const threads = Math.min(2, allowed?.length ?? 2);
    const chosen = await coresToUse(null, threads);
    expect(chosen).toEqual(allowed === null ? null : allowed.slice(-threads));
  });

  it('are at least as many as the threads of an inference', async () => {
    const [problem] = await problemsFrom(() => coresToUse(null, 1000));
    expect([problem?.code, problem?.message]).toEqual(['flag-out-of-range', expect.stringContaining('found 1,000')]);
  });

  it.each(['', 'all', '0-', '-1', '9998-9999', '3-1', '1;reboot', '0,,1'])(
    '%j are none of this machine',
    async (text) => {
      const [problem] = await problemsFrom(() => coresToUse(text, 1));
      expect(['cores-unknown', 'cores-unpinnable']).toContain(problem?.code);
    },
  );

  it('are told in words', () => {
    expect([coresText([1], 2), coresText([0, 1], 4), coresText(null, 8)]).toEqual([
      'core 1 of 2',
      'cores 0 and 1 of 4',
      'any of 8 cores',
    ]);
  });

  it('that the system does not show have no busy time', async () => {
    expect(await busyTime(null)).toBeNull();
    expect(await busyTime([9999])).toBeNull();
  });
});
