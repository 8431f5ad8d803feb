import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { GENERAL_FLAGS } from '../src/cli/flags.ts';
import { COMMANDS } from '../src/cli/records/index.ts';
import { POLICY_NAMES } from '../src/domain/policies.ts';
import { PROBLEM_CODES } from '../src/report/problem-guide/index.ts';
import { edgePlan } from './helpers/binary.ts';

const script = edgePlan(['completion', 'bash']).stdout;

function has(shell: string): boolean {
  const isThere = spawnSync(shell, ['-c', 'true']).status === 0;
  if (!isThere) console.warn(`SKIPPED: ${shell} is missing, so its completion is not tried`);
  return isThere;
}

/** What bash itself offers after these words, the last of which is being typed. */
function offered(...words: string[]): string[] {
  const line = `${script}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_edge_plan; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', line], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe.runIf(has('bash'))('completion in bash', () => {
  it('offers every command, and narrows by what is typed', () => {
    expect(offered('edge-plan', '')).toEqual([...COMMANDS.map(({ name }) => name), '--help', '--version']);
    expect(offered('edge-plan', 'si')).toEqual(['size', 'simulate']);
  });

  it.each(COMMANDS)('$name: offers each of its flags', ({ name, flags }) => {
    const names = [...flags, ...GENERAL_FLAGS].map((flag) => `--${flag.name}`);
    expect(offered('edge-plan', name, '--')).toEqual([...names, '--help']);
  });

  it('offers what a flag can be, in both ways of writing it', () => {
    expect(offered('edge-plan', 'fit', '--policy', '')).toEqual([...POLICY_NAMES]);
    expect(offered('edge-plan', 'fit', '--policy', '=', 'opt')).toEqual(['optimal']);
    expect(offered('edge-plan', 'fit', '--policy', '=')).toEqual([...POLICY_NAMES]);
  });

  it('offers what an argument can be, and files (no word of ours) otherwise', () => {
    expect(offered('edge-plan', 'explain', 'unit-')).toEqual(PROBLEM_CODES.filter((code) => code.startsWith('unit-')));
    expect(offered('edge-plan', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(offered('edge-plan', 'fit', '')).toEqual([]);
    expect(offered('edge-plan', 'fit', '--out', '')).toEqual([]);
    expect(script).toContain('complete -o default -F _edge_plan edge-plan');
  });
});

describe.each(['zsh', 'fish'] as const)('completion in %s', (shell) => {
  const text = edgePlan(['completion', shell]).stdout;

  it('has every command and every flag', () => {
    for (const { name, flags } of COMMANDS) {
      expect(text).toMatch(new RegExp(`(?:\\b|^)${name}\\b`));
      for (const flag of flags) expect(text).toMatch(new RegExp(`(?:--|-l )${flag.name}\\b`));
    }
  });

  it.runIf(has(shell))('is a script that the shell can read', () => {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: text, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});

it('an unknown shell is a problem', () => {
  expect(edgePlan(['completion', 'csh'])).toMatchObject({ status: 2, stdout: '' });
});
