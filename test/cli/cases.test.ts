import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edgePlan, IS_WRITING } from '../helpers/binary.ts';

/**
 * Command transcripts: every folder test/cli/<command>/<case>/ holds `command.txt` (arguments as typed after
 * `edge-plan`; a last word `< file` feeds stdin), its input files, and the expected `stdout.txt`, `stderr.txt`
 * and `exit.txt` (left out: nothing printed, exit code 0). They show layout; the numbers are checked elsewhere.
 * EDGE_PLAN_TRANSCRIPTS=write rewrites the expectations.
 */
const HERE = import.meta.dirname;

const cases = readdirSync(HERE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(HERE, name)).map((title) => `${name}/${title}`))
  .sort();

function run(folder: string) {
  const line = readFileSync(join(folder, 'command.txt'), 'utf8').trim();
  const [words, input] = line.split(/\s+<\s+/) as [string, string?];
  return edgePlan(words.split(/\s+/), {
    cwd: folder,
    ...(input === undefined ? {} : { input: readFileSync(join(folder, input)) }),
  });
}

function expected(file: string, byDefault: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : byDefault;
}

function write(file: string, text: string, byDefault: string): void {
  if (text === byDefault) rmSync(file, { force: true });
  else writeFileSync(file, text);
}

describe('command transcripts', () => {
  it('there are some', () => {
    expect(cases.length).toBeGreaterThan(5);
  });

  it.each(cases)('%s prints what its transcript shows', (title) => {
    const folder = join(HERE, title);
    const { stdout, stderr, status } = run(folder);
    const exit = `${status}\n`;
    if (IS_WRITING) {
      write(join(folder, 'stdout.txt'), stdout, '');
      write(join(folder, 'stderr.txt'), stderr, '');
      write(join(folder, 'exit.txt'), exit, '0\n');
    }
    expect(stderr).toBe(expected(join(folder, 'stderr.txt'), ''));
    expect(stdout).toBe(expected(join(folder, 'stdout.txt'), ''));
    expect(exit).toBe(expected(join(folder, 'exit.txt'), '0\n'));
  });
});
