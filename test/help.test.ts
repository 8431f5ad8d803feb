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

  it.each([['-h'], ['help'], ['help', '--help']])('is what %j %j prints too', (...words) => {
    expect(edgePlan(words)).toMatchObject({ stdout, status: 0 });
  });

  it('a command is helped by -h and by help before it, too', () => {
    const fit = edgePlan(['fit', '--help']).stdout;
    expect(edgePlan(['fit', '-h']).stdout).toBe(fit);
    expect(edgePlan(['help', 'fit']).stdout).toBe(fit);
    expect(fit).toContain('Usage: edge-plan fit');
  });

  it.each([
    ['help', 'fti'],
    ['fti', '--help'],
  ])('%s %s is an unknown command, with the one that was meant', (...words) => {
    const { stderr, status } = edgePlan(words);
    expect(stderr).toContain('unknown command "fti". Did you mean fit?');
    expect(status).toBe(2);
  });

  it('-V prints the version', () => {
    expect(edgePlan(['-V']).stdout).toBe(edgePlan(['--version']).stdout);
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
