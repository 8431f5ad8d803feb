import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES, PROBLEM_GUIDES } from '../src/report/problem-guide/index.ts';
import { edgePlan } from './helpers/binary.ts';
import { problemCodes } from './helpers/problem-codes.ts';

const inSources = problemCodes();
const matches = (found: string | RegExp, code: string) =>
  typeof found === 'string' ? found === code : found.test(code);

describe('the guides of problems', () => {
  it('the sources are searched at all, and as far as their helpers', () => {
    // Said in a call of problem(), as a property, through a function of fields.ts, and through a private method.
    expect(inSources).toEqual(expect.arrayContaining(['flags-conflict', 'key-unknown', 'slo-form', 'plan-form']));
    expect(inSources.length).toBeGreaterThan(120);
  });

  it('every code in the sources has one', () => {
    const missing = inSources.filter((found) => !PROBLEM_CODES.some((code) => matches(found, code)));
    expect(missing.map(String)).toEqual([]);
  });

  it('every one is of a code that the sources have', () => {
    const stale = PROBLEM_CODES.filter((code) => !inSources.some((found) => matches(found, code)));
    expect(stale).toEqual([]);
  });

  it('no code has two', () => {
    expect(new Set(PROBLEM_CODES).size).toBe(PROBLEM_CODES.length);
  });

  it.each(PROBLEM_GUIDES)('%s: each part is a whole sentence, and the example is short', (_, guides) => {
    for (const [code, { means, why, mend, example }] of Object.entries(guides)) {
      for (const part of [means, why, mend]) expect([code, part]).toEqual([code, expect.stringMatching(/^\S.*\.$/)]);
      expect([code, example.split('\n').every((line) => line.length > 0 && line.length <= 78)]).toEqual([code, true]);
    }
  });
});

describe('edge-plan explain', () => {
  it('every code can be looked up', () => {
    const { stdout } = edgePlan(['explain', '--json']);
    const { problems } = JSON.parse(stdout) as { problems: { code: string }[] };
    expect(problems.map(({ code }) => code)).toEqual(PROBLEM_CODES);
  });

  it('--verbose shows the code of a problem, with which it is explained', () => {
    const { stderr } = edgePlan(['fit', 'nowhere.yaml', '--verbose']);
    expect(stderr).toMatch(/\nMore:\n {2}edge-plan explain file-missing\n$/);
    expect(edgePlan(['fit', 'nowhere.yaml']).stderr).not.toContain('explain');
  });
});
