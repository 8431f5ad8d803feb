import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/domain/problem.ts';
import { IMPORTERS } from '../../../src/read/importers/index.ts';
import { mergeMeasurements } from '../../../src/read/merge-measurements.ts';
import { profileRows } from '../../../src/read/profile-rows.ts';
import { readProfiles } from '../../../src/read/profiles.ts';
import { renderProfileCsv } from '../../../src/report/profile-csv.ts';
import { textFile } from '../reading.ts';
import { FIXTURES, fixture, readText, SAID } from './importing.ts';

/** Rows that a planner can read, or problems; anything else is a bug. Returns which. */
function outcome(text: string, format = 'auto'): 'rows' | 'problems' {
  const { measurements, problems } = readText(textFile(text), format, { batch: 1, unit: 'ms' });
  try {
    problems.throwIfAny();
    const said = { ...SAID, model: 'm', batch: 1 };
    const rows = profileRows(mergeMeasurements(measurements), said, () => 'a test');
    readProfiles([textFile(renderProfileCsv(rows), 'rows.csv')]);
    expect(rows.length).toBeGreaterThan(0);
    return 'rows';
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    return 'problems';
  }
}

const FORMATS = [...new Set(IMPORTERS.map(({ format }) => format))];

/** The first fixture that each importer claims. */
const ONE_OF_EACH_TOOL = IMPORTERS.flatMap(({ detect }) => FIXTURES.find((name) => detect(fixture(name).text)) ?? []);

describe('whatever a file holds, there are rows or problems', () => {
  it.each(FIXTURES)('%s, cut off at every tenth byte', (name) => {
    const { text } = fixture(name);
    const format = name.split('/')[0] as string;
    // A long file is all alike: 200 cuts, not thousands.
    const step = Math.max(10, Math.floor(text.length / 2000) * 10);
    let cuts = 0;
    for (let end = 0; end < text.length; end += step, cuts += 1) outcome(text.slice(0, end), format);
    expect(cuts).toBeGreaterThan(3);
  });

  it.each(FIXTURES)('%s, with every number made huge, negative, not a number, or nothing', (name) => {
    const { text } = fixture(name);
    const format = name.split('/')[0] as string;
    for (const number of ['1e308', '9'.repeat(400), '-1', '0', 'nan', 'inf', '1e-320', '', '٣', '1,5']) {
      expect(['rows', 'problems']).toContain(outcome(text.replace(/\d+(?:\.\d+)?/g, number), format));
      expect(['rows', 'problems']).toContain(outcome(text.replace(/(?<=[=:;,] ?)\d[\d.]*/g, number), format));
    }
  });

  it.each(FORMATS)('%s: an empty text, one line, and bytes of chance are problems', (format) => {
    let state = 1;
    const chance = () => {
      state = (state * 48271) % 2147483647;
      return state;
    };
    const noise = Array.from({ length: 5000 }, () => String.fromCharCode(1 + (chance() % 1000))).join('');
    for (const text of ['', '\n', 'x', '[', '{}', '[]', '[[]]', '[{"computeMs":1}]', '[{"name":"model_run"}]', noise]) {
      expect(outcome(text, format), text.slice(0, 20)).toBe('problems');
    }
  });

  it.each(ONE_OF_EACH_TOOL)('%s, its last line 100,000 times', (name) => {
    const { text } = fixture(name);
    const last = text.trimEnd().split('\n').at(-1) as string;
    expect(['rows', 'problems']).toContain(outcome(`${text}${`${last}\n`.repeat(100_000)}`, name.split('/')[0]));
  });

  it.each([
    ['line ends', '\n'],
    ['spaces', ' '],
    ['digits', '7'],
    ['brackets', '['],
    ['the start of a line that is searched for', 'hailortcli benchmark '],
    ['another', 'Memory footprint delta '],
    ['and another', 'Average inference timings in us: '],
  ])('4 MB of %s are read in one pass', (_title, unit) => {
    const text = unit.repeat(Math.floor(4e6 / unit.length));
    for (const format of FORMATS) expect(['rows', 'problems']).toContain(outcome(`${text}x`, format));
    expect(outcome(`${text}x`)).toBe('problems');
  });

  it('a file of more lines than any log is refused', () => {
    const { problems } = readText(textFile('1 ms\n'.repeat(2_000_001)));
    expect(() => problems.throwIfAny()).toThrow('has more than 2,000,000 lines');
  });

  it('a table of more models than any tool measures is refused', () => {
    const rows = Array.from({ length: 10_001 }, (_, i) => `model-${i} 1.5\n`).join('');
    const { problems } = readText(textFile(`MODEL INFERENCE_TIME\n${rows}`));
    expect(() => problems.throwIfAny()).toThrow('has more than 10,000 measurements');
  });

  it('what a file quotes reaches neither a terminal nor a cell raw', () => {
    const text = fixture('trtexec/works.log').text.replaceAll('resnet50.onnx', 'a\u001b]0;b\u0007\u202e.onnx');
    const { measurements } = readText(textFile(text));
    const [row] = profileRows(measurements, { ...SAID, precision: null }, () => 's');
    expect(row?.model).toBe('a·]0;b··');
  });
});
