import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guarded } from '../../src/io/guarded-stream.ts';

/** What comes out of writing these parts one after the other. */
function written(parts: readonly string[], hasColor = false): string {
  let text = '';
  const stream = guarded(
    {
      write(part, done) {
        text += part;
        done?.();
        return true;
      },
      on() {},
    },
    hasColor,
  );
  for (const part of parts) stream.write(part);
  return text;
}

/** As GitHub's runner and Azure DevOps read a log. */
const isCommand = (line: string) => line.trimStart().startsWith('::') || /##\w*\[/.test(line);
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe('a guarded stream', () => {
  test.each([
    ['::stop-commands::t', '·::stop-commands::t'],
    ['name\n   ::add-mask::x\n', 'name\n   ·::add-mask::x\n'],
    ['\u00a0\u3000::error::x', '\u00a0\u3000·::error::x'],
    ['a ##[group]b', 'a #·[group]b'],
    ['##vso[task.setvariable]x', '#·vso[task.setvariable]x'],
    ['\u001b[31mred', '·[31mred'],
    ['a\u202eb\u2028c', 'a·b·c'],
    ['a::b :: c', 'a::b :: c'],
    ['a\tb\n', 'a\tb\n'],
  ])('writes %j as %j', (text, expected) => {
    expect(written([text])).toBe(expected);
  });

  test('knows where a line begins across several writes', () => {
    expect(written(['a ', '::b'])).toBe('a ::b');
    expect(written(['a\n', '::b'])).toBe('a\n·::b');
    expect(written(['a\n  ', '::b'])).toBe('a\n  ·::b');
    expect(written(['  ', '::b'])).toBe('  ·::b');
    expect(written([' :', ':b'])).toBe(' :·:b');
    expect(written(['#', '#v', 'so[b]'])).toBe('##v·so[b]');
  });

  test("lets the program's own colours and commands pass, and no other escape", () => {
    expect(written(['\u001b[1;32m✓\u001b[0m \u001b]0;title\u0007'], true)).toBe('\u001b[1;32m✓\u001b[0m ·]0;title·');
    const parts: string[] = [];
    const stream = guarded({ write: (part) => parts.push(part) > 0, on() {} }, false);
    stream.control('::error file=a.yaml::b\n');
    expect(parts).toEqual(['::error file=a.yaml::b\n']);
  });

  test('whatever is written, in whatever parts: no line is a command, no character steers', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('::', ':', '##', '[', 'vso', '\n', ' ', '\u00a0', '\r', '\u001b[2J', '\u202e', '\u2029', 'x'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
        const text = written(parts);
        expect(text.split('\n').some(isCommand)).toBe(false);
        expect(text).not.toMatch(STEERING);
      }),
      { seed: 7, numRuns: 3_000 },
    );
  });
});
