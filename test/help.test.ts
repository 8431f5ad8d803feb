import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/records/index.ts';
import { edgePlan } from './helpers/binary.ts';

describe('the help of the program', () => {
  const { stdout, status } = edgePlan(['--help']);
  const lines = stdout.split('\n');

  it('is what a person gets who types edge-plan alone', () => {
    const alone = edgePlan([]);
    expect(alone.stderr).toBe(stdout);
    expect([status, alone.status]).toEqual([0, 2]);
  });

  it.each(COMMANDS)('has $name on one line', ({ name }) => {
    expect(lines.filter((line) => line.startsWith(`  ${name} `))).toHaveLength(1);
  });

  it.each(['', ...COMMANDS.map(({ name }) => name)])(
    'edge-plan %s --help has no line of more than 80 characters',
    (name) => {
      const help = edgePlan([...(name === '' ? [] : [name]), '--help']).stdout.split('\n');
      expect(help.length).toBeGreaterThan(10);
      expect(help.filter((line) => line.length > 80)).toEqual([]);
    },
  );
});
