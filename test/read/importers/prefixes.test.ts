import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/domain/problem.ts';
import { mergeMeasurements } from '../../../src/read/merge-measurements.ts';
import { profileRows } from '../../../src/read/profile-rows.ts';
import { profileCells } from '../../../src/report/profile-csv.ts';
import { textFile } from '../reading.ts';
import { FIXTURES, fixture, readText, SAID } from './importing.ts';

type Put = (line: string, index: number) => string;

const second = (index: number) => String(index % 60).padStart(2, '0');

/** What stands before each line of a text that went through hands. */
const PREFIXES: Readonly<Record<string, Put>> = {
  'a colour code': (line) => `\u001b[0m${line}`,
  'colours on both sides': (line) => `\u001b[1;32m${line}\u001b[0m\u001b[K`,
  'a quote': (line) => `> ${line}`,
  'a quote of a quote': (line) => `> > ${line}`,
  'docker timestamps': (line, i) => `2024-06-02T10:11:${second(i)}.123456789Z ${line}`,
  'a container log of Kubernetes': (line, i) => `2024-06-02T10:11:${second(i)}.123456789+02:00 stdout F ${line}`,
  'kubectl --prefix': (line) => `[pod/bench-7d9/main] ${line}`,
  'docker compose': (line) => `bench-1  | ${line}`,
  'four blanks': (line) => `    ${line}`,
  'a tab': (line) => `\t${line}`,
  'Python logging': (line) => `INFO:root:${line}`,
  'a dated logger': (line, i) => `2024-06-02 10:11:${second(i)},123 INFO ${line}`,
  'a dated logger with its name': (line, i) => `2024-06-02 10:11:${second(i)},123 - bench.run - INFO - ${line}`,
  brackets: (line, i) => `[2024-06-02 10:11:${second(i)}] [INFO] ${line}`,
  journalctl: (line, i) => `Jun 02 10:11:${second(i)} edge-1 bench[4711]: ${line}`,
  logcat: (line, i) => `06-02 10:11:${second(i)}.123  1234  5678 I bench   : ${line}`,
  'a quoted, dated and coloured line': (line, i) => `> \u001b[0m2024-06-02T10:11:${second(i)}Z \u001b[32m${line}`,
};

/** The cells of all rows, or `null` for problems. */
function rows(name: string, text: string): readonly unknown[] | null {
  const { measurements, problems } = readText(textFile(text, name), 'auto', { batch: null, unit: 'ms' });
  try {
    problems.throwIfAny();
    const merged = mergeMeasurements(measurements);
    const said = {
      ...SAID,
      model: merged.length === 1 ? 'm' : null,
      batch: merged.some(({ batch }) => batch === null) ? 1 : null,
    };
    return profileRows(merged, said, () => 'a test').map(profileCells);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return null;
  }
}

describe('what stands before each line changes no row', () => {
  const working = FIXTURES.filter((name) => rows(name, fixture(name).text) !== null);

  it('there are fixtures of every format that works', () => {
    expect(new Set(working.map((name) => name.split('/')[0])).size).toBe(10);
  });

  it.each(Object.entries(PREFIXES))('%s', (_title, put) => {
    for (const name of working) {
      const { text } = fixture(name);
      const prefixed = text.split('\n').map(put).join('\n');
      expect(rows(name, prefixed), name).toEqual(rows(name, text));
      expect(rows(name, prefixed.replaceAll('\n', '\r\n')), `${name}, CRLF`).toEqual(rows(name, text));
    }
  });

  it('the fences of a code block are not part of a table', () => {
    const { text } = fixture('perf-analyzer/works.csv');
    expect(rows('a', `\`\`\`csv\n${text}\n\`\`\`\n`)).toEqual(rows('a', text));
  });

  it('a problem is at the line of the file that was given', () => {
    const { text } = fixture('trtexec/end-to-end.log');
    const { problems } = readText(
      textFile(
        text
          .split('\n')
          .map((line) => `> ${line}`)
          .join('\n'),
      ),
    );
    expect(() => problems.throwIfAny()).toThrow(ProblemError);
  });
});
