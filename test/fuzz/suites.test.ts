import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

// Paths and no imports: the modules use the built library, which is not there when types are checked.
const here = (name: string) => import(pathToFileURL(join(import.meta.dirname, name)).href);
const { SUITES } = await here('suites.js');
const { randomOf } = await here('random.js');

/** The first cases of each suite of `npm run fuzz`, which asks many more. */
const CASES: Readonly<Record<string, number>> = { models: 1_500, plans: 0, commands: 40 };

describe('the first cases of npm run fuzz', () => {
  it.each(Object.keys(CASES).filter((name) => CASES[name]! > 0))('violate no property of %s', async (name) => {
    const suite = SUITES.find((one: { name: string }) => one.name === name);
    const folder = mkdtempSync(join(tmpdir(), 'edge-plan-fuzz-'));
    const violations: string[] = [];
    for (let index = 0; index < CASES[name]!; index++) {
      const found: readonly string[] = await suite.run(randomOf(1, index), folder);
      violations.push(...found.map((sentence) => `--suite ${name} --case ${index}: ${sentence}`));
    }
    rmSync(folder, { recursive: true, force: true });
    expect(violations).toEqual([]);
  });

  it('cover every suite, here or in a test of its own', () => {
    expect(SUITES.map(({ name }: { name: string }) => name).sort()).toEqual(Object.keys(CASES).sort());
  });
});
