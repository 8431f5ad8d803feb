import { describe, expect, test } from 'vitest';
import { at, problemsOf, read, SOUND } from './reading.ts';

/** The sound scenario ends at line 11. */
const gates = (yaml: string) => `${SOUND}gates:\n${yaml}`;

describe('the gates of a scenario', () => {
  test('are a text, a text with a level, or a list of these, in their order and each at its own place', async () => {
    const scenario = await read(
      gates(
        '  placed: [">= 90 %", { require: ">= 95 %", level: warn }]\n  nodes: { require: "<= 4", level: off }\n  cost: "<= 9"\n',
      ),
    );
    expect(scenario.gates.map(({ name, requirement, level }) => [name, requirement, level])).toEqual([
      ['placed', '>= 90 %', 'error'],
      ['placed', '>= 95 %', 'warn'],
      ['nodes', '<= 4', 'off'],
      ['cost', '<= 9', 'error'],
    ]);
    expect(scenario.gates.map(({ place }) => [place?.line, place?.column])).toEqual([
      [13, 12],
      [13, 34],
      [14, 21],
      [15, 9],
    ]);
  });

  test.each([
    ['an unknown level', '  placed: { require: ">= 1", level: loud }\n', 'gate-level', 13, 37],
    ['an unknown key', '  placed: { require: ">= 1", lvel: warn }\n', 'key-unknown', 13, 30],
    ['a level without a requirement', '  placed: { level: warn }\n', 'gate-requirement', 13, 11],
    ['an empty list', '  placed: []\n', 'gate-requirement', 13, 11],
    ['a list of too many', `  placed: [${'">= 1", '.repeat(21)}]\n`, 'gate-requirement', 13, 11],
    ['a list in a list', '  placed: [[">= 1"]]\n', 'gate-requirement', 13, 12],
    ['a requirement without end', `  placed: "${'>'.repeat(300)}"\n`, 'gate-requirement', 13, 11],
  ])('are refused at their place: %s', async (_, yaml, code, line, column) => {
    expect((await problemsOf(gates(yaml))).map(at)).toEqual([[code, line, column]]);
  });
});
