import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../src/domain/problem.ts';
import { createFileAccess } from '../../src/io/files.ts';
import { readScenario } from '../../src/read/scenario.ts';
import { PACKAGE, problemsOf, read, SOUND } from './reading.ts';

describe('a text made to exhaust the reader is refused as a problem', () => {
  const bomb = Array.from(
    { length: 20 },
    (_, i) =>
      `a${i}: &a${i} [${Array(9)
        .fill(i === 0 ? 'x' : `*a${i - 1}`)
        .join(', ')}]\n`,
  ).join('');
  test.each([
    ['aliases that multiply', bomb, 'yaml-alias'],
    ['a list in a list, a million deep', '['.repeat(1e6), 'yaml-too-deep'],
    ['a mapping in a mapping, deep', '{a: '.repeat(1e5), 'yaml-too-deep'],
    ['dashes on one line', '- '.repeat(1e6), 'yaml-too-deep'],
    ['keys on one line', '? '.repeat(1e6), 'yaml-too-deep'],
    ['deep indentation', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'yaml-too-deep'],
    ['more parts than memory', '-\n'.repeat(3e6), 'file-too-large'],
    ['more bytes than a scenario may have', `version: 1 # ${'x'.repeat(17e6)}`, 'file-too-large'],
    ['one key a hundred thousand times', 'a: 1\n'.repeat(1e5), 'yaml-duplicate-key'],
    ['a number of a million digits', SOUND.replace('5 /s', `${'9'.repeat(1e6)} /s`), 'number-unreadable'],
    ['a unit after a million spaces', SOUND.replace('5 /s', `"5${' '.repeat(1e6)}/ x"`), 'number-unreadable'],
  ])('%s', async (_, yaml, code) => {
    const problems = await problemsOf(yaml);
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(problems.length).toBeLessThanOrEqual(101);
  });

  test('a table of nothing but wrong rows is left after a hundred thousand of them', async () => {
    const csv = `app,model,rate,slo\n${'x\n'.repeat(200_000)}`;
    const problems = await problemsOf(`${SOUND}  - workload: w.csv\n`, { 'w.csv': csv });
    expect(problems[0]?.message).toBe('reading w.csv stopped after 100,000 problems');
    expect(problems.at(-1)?.message).toBe('and 99,980 more problems in w.csv');
  });

  test('fifty megabytes of garbage on standard input', async () => {
    async function* garbage() {
      for (let i = 0; i < 50; i += 1) yield Buffer.alloc(1e6, `${'-:{}[]&*!|>#%@ \n'.charAt(i % 16)}x`);
    }
    const access = createFileAccess({ cwd: PACKAGE, packageRoot: PACKAGE, stdin: garbage() });
    const file = await access.openNamed('-');
    await expect(readScenario(file, access)).rejects.toMatchObject({ problems: [{ code: 'file-too-large' }] });
  });
});

async function isScenarioOrProblem(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.length > 0 && error.problems.every(({ place }) => place === null || isPlaced(place));
  }
}

function isPlaced(place: {
  line: number;
  column: number;
  length: number;
  quote: string | null;
  quoteColumn: number;
}): boolean {
  const numbers = [place.line, place.column, place.length, place.quoteColumn];
  const isWithin = place.quote === null || place.quoteColumn <= [...place.quote].length + 1;
  return isWithin && numbers.every((value) => Number.isInteger(value) && value >= 1);
}

/** Pieces of which scenarios and tables are made, and pieces that break them. */
const piece = fc.oneof(
  fc.constantFrom(
    'version: 1\n',
    'apps:\n',
    'cluster:\n',
    '  - ',
    'app: x',
    'rate: 5 /s',
    'slo: p95 <= 1 s',
    '\n',
    '\t',
    '\r\n',
  ),
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ': ',
    ', ',
    '- ',
    '? ',
    '&a ',
    '*a',
    '!t ',
    '"',
    "'",
    '|\n',
    '>\n',
    '#',
    '%',
    '---\n',
    '...\n',
  ),
  fc.constantFrom(
    'null',
    '.nan',
    '.inf',
    '1e999',
    '-0',
    '__proto__',
    'constructor',
    'toString',
    '\0',
    '\ufeff',
    '\ud800',
    '\u2028',
    '🦊',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const soup = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

/** The sound scenario with some of its characters replaced. */
const damaged = fc
  .array(fc.tuple(fc.nat(SOUND.length), fc.nat(8), piece), { minLength: 1, maxLength: 4 })
  .map((cuts) => cuts.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), SOUND));

describe('any input gives a scenario or problems with a place inside the text, never another error', () => {
  test('any text', async () => {
    await fc.assert(
      fc.asyncProperty(soup, (yaml) => isScenarioOrProblem(() => read(yaml))),
      { numRuns: 400, seed: 1 },
    );
  });

  test('a sound scenario, damaged', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, (yaml) => isScenarioOrProblem(() => read(yaml))),
      { numRuns: 600, seed: 2 },
    );
  });

  test('any value at any known key', async () => {
    const keys = [
      'version',
      'profiles',
      'network',
      'limits',
      'cluster',
      'apps',
      'placement',
      'gates',
      'app',
      'node',
      'count',
    ];
    const json = fc.jsonValue({ maxDepth: 4 });
    const document = fc.dictionary(
      fc.constantFrom(...keys),
      fc.oneof(
        json,
        fc.array(
          fc.dictionary(
            fc.constantFrom(...keys, 'workload', 'inventory', 'device', 'model', 'rate', 'slo', 'arrivals', 'cpu'),
            json,
          ),
        ),
      ),
    );
    const property = fc.asyncProperty(document, (value) => isScenarioOrProblem(() => read(JSON.stringify(value))));
    await fc.assert(property, { numRuns: 400, seed: 3 });
  });

  test('any table', async () => {
    const csv = fc.oneof(
      soup,
      soup.map((text) => `app,model,rate,slo,arrivals\n${text}`),
      fc
        .array(fc.array(piece, { minLength: 5, maxLength: 5 }), { maxLength: 5 })
        .map((rows) => `app,model,rate,slo,arrivals\n${rows.map((row) => row.join(',')).join('\n')}`),
    );
    const yaml = `${SOUND}    arrivals: { trace: t.csv }\n  - workload: w.csv\n`;
    const property = fc.asyncProperty(csv, soup, (w, t) =>
      isScenarioOrProblem(() => read(yaml, { 'w.csv': w, 't.csv': t })),
    );
    await fc.assert(property, { numRuns: 500, seed: 4 });
  });

  test('any bytes', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (bytes) =>
      isScenarioOrProblem(async () => {
        const access = createFileAccess({
          cwd: PACKAGE,
          packageRoot: PACKAGE,
          stdin: (async function* () {
            yield bytes;
          })(),
        });
        return readScenario(await access.openNamed('-'), access);
      }),
    );
    await fc.assert(property, { numRuns: 300, seed: 5 });
  });
});
