import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Which folder of src may import which; `''` is src itself (plan.ts, index.ts). Libraries and Node are listed apart. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  math: [],
  read: ['domain', 'math'],
  predict: ['domain', 'math'],
  place: ['domain', 'math'],
  verify: ['domain', 'math'],
  gate: ['domain', 'math'],
  report: ['domain', 'math'],
  io: ['domain'],
  cli: ['', 'io', 'domain', 'report'],
  '': ['domain', 'math', 'read', 'predict', 'place', 'verify', 'gate', 'report', 'io'],
};

/** Only `io` reaches the outside: files, terminals, HTTP, processes. A worker thread is computation, and `cli` runs one. */
const MAY_USE_NODE: Readonly<Record<string, readonly string[]>> = {
  io: [
    'crypto',
    'fs',
    'fs/promises',
    'path',
    'url',
    'stream',
    'tty',
    'os',
    'process',
    'string_decoder',
    'buffer',
    'http',
    'child_process',
    'util',
    'worker_threads',
  ],
  place: ['worker_threads'],
  verify: ['worker_threads'],
};

const SRC = join(import.meta.dirname, '../src');
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

interface Arrow {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly target: string;
}

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] as string) : '';
}

function arrows(): Arrow[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.[jt]s$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join(SRC, file), 'utf8').matchAll(IMPORT)].map((match) => {
        const target = (match[1] ?? match[2] ?? match[3]) as string;
        const to = target.startsWith('.') ? folderOf(normalize(join(dirname(file), target))) : target;
        return { file, from: folderOf(file), to, target };
      }),
    );
}

describe('the stages are strangers', () => {
  const all = arrows();
  const ours = all.filter(({ target }) => target.startsWith('.'));
  const ofNode = all.filter(({ target }) => target.startsWith('node:'));

  it('finds import lines at all', () => {
    expect(ours.length).toBeGreaterThan(30);
    expect(ofNode.length).toBeGreaterThan(0);
  });

  it('every folder of src is in the table', () => {
    expect(all.map(({ from }) => from).filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it('no import goes against the flow read → predict → place → verify → gate → report', () => {
    const wrong = ours.filter(({ from, to }) => from !== to && !MAY_IMPORT[from]?.includes(to));
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it('only io reaches files and streams', () => {
    const wrong = ofNode.filter(({ from, target }) => !MAY_USE_NODE[from]?.includes(target.slice('node:'.length)));
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it('domain and math use no library but the one that finds near names', () => {
    const wrong = all
      .filter(({ from, target }) => (from === 'domain' || from === 'math') && !target.startsWith('.'))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(wrong).toEqual(['domain/names.ts imports fastest-levenshtein']);
  });
});
