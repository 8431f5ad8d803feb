import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pollFile } from '../../src/io/poll-file.ts';

let folder: string;
let stop: () => void = () => undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edge-plan-poll-'));
});

afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

/** Polls a file of texts; `bad` in it is an error. */
async function polling(path: string) {
  const seen: string[] = [];
  const errors: string[] = [];
  stop = await pollFile(path, {
    intervalMs: 2,
    onChange: async () => {
      const text = readFileSync(path, 'utf8');
      if (text === 'bad') throw new Error(text);
      seen.push(text);
    },
    onError: (error) => errors.push((error as Error).message),
  });
  return { seen, errors };
}

describe('a file that is looked at in intervals', () => {
  it('is read at once, and again when it was rewritten or replaced, and not otherwise', async () => {
    const path = join(folder, 'pods.json');
    writeFileSync(path, 'one');
    const { seen } = await polling(path);
    expect(seen).toEqual(['one']);
    writeFileSync(path, 'other');
    await expect.poll(() => seen).toEqual(['one', 'other']);
    writeFileSync(join(folder, 'new'), 'third');
    renameSync(join(folder, 'new'), path);
    await expect.poll(() => seen).toEqual(['one', 'other', 'third']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toHaveLength(3);
  });

  it('may be missing or broken at first: that is said once, and it is read when it is mended', async () => {
    const path = join(folder, 'pods.json');
    const { seen, errors } = await polling(path);
    expect(errors).toHaveLength(1);
    writeFileSync(path, 'bad');
    await expect.poll(() => errors.at(-1)).toBe('bad');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const count = errors.length;
    writeFileSync(path, 'good');
    await expect.poll(() => seen).toEqual(['good']);
    expect(errors).toHaveLength(count);
  });
});
