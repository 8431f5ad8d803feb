import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/** The way of the README from a clone to the answer of a scenario of one's own, walked in a clone of what is committed. */
const ROOT = join(import.meta.dirname, '../..');
const HEADING = 'from a fresh clone to an answer';

function commandsOfReadme(): string[] {
  const [, after = ''] = readFileSync(join(ROOT, 'README.md'), 'utf8').split(HEADING);
  const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(after) ?? [];
  return block.trim().split('\n');
}

const hasClone = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT }).status === 0;
if (!hasClone) console.warn('SKIPPED: this is no git repository, so that no clone of it can be made');

describe('from a clone to the answer of a first scenario of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'edge-plan-first-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('takes at most five commands, the clone among them', () => {
    const commands = commandsOfReadme();
    expect(commands.length + 1).toBeLessThanOrEqual(5);
    expect(commands.at(-1)).toBe('edge-plan fit scenario.yaml');
  });

  it.runIf(hasClone)('each of them works, in an npm folder of one’s own', { timeout: 300_000 }, () => {
    const clone = join(folder, 'clone');
    const prefix = join(folder, 'prefix');
    mkdirSync(prefix);
    const PATH = `${join(prefix, 'bin')}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, PATH, NPM_CONFIG_PREFIX: prefix, NO_COLOR: '1' };
    const times: string[] = [];
    const run = (command: string, cwd: string) => {
      const start = performance.now();
      const ran = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8', env });
      times.push(`${((performance.now() - start) / 1000).toFixed(1)} s  ${command}`);
      expect(ran.status, `${command}\n${ran.stderr}`).toBe(0);
      return ran.stdout;
    };
    run(`git clone --quiet '${ROOT}' clone`, folder);
    // Nobody is there to answer the questions.
    const commands = commandsOfReadme().map((command) => command.replace(/^edge-plan init$/, 'edge-plan init --yes'));
    const answers = commands.map((command) => run(command, clone));
    console.info(times.join('\n'));
    expect(answers.at(-1)).toMatch(/✓ 4 of 4 applications fit, every SLO kept\./);
  });
});
