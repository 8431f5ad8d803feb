import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/binary.ts';
import { atTerminal, HAS_TERMINAL, KEY } from '../helpers/terminal.ts';

const MANY_NODES = join(ROOT, 'scenarios/edgetpu-cluster.yaml');
const SCENARIO = join(ROOT, 'scenarios/jetson-placed.yaml');

describe.runIf(HAS_TERMINAL)('long work at a terminal', () => {
  it.each([
    [['simulate', MANY_NODES, '--requests', '500000'], 'simulating'],
    [['compare', MANY_NODES], 'comparing'],
  ])('%j: Ctrl-C says how far it was, writes nothing, and is exit code 130', (words, what) => {
    const cwd = mkdtempSync(join(tmpdir(), 'edge-plan-interrupt-'));
    const { screen, status } = atTerminal([...words, '--out', 'result.json'], [[`${what}: `, KEY.interrupt]], { cwd });
    const left = readdirSync(cwd);
    rmSync(cwd, { recursive: true });
    expect(screen).toMatch(
      new RegExp(`(^|\n)Interrupted while ${what}, \\d+ % done: there is no answer, and nothing was written\\.\n$`),
    );
    expect(status).toBe(130);
    expect(left).toEqual([]);
  });

  it('a simulation says how long it will still take', () => {
    const words = ['simulate', MANY_NODES, '--requests', '200000'];
    const { status } = atTerminal(words, [[' left', KEY.interrupt]]);
    expect(status).toBe(130);
  });

  it('sizing shows how long it has taken, and is ended by Ctrl-C', () => {
    const { status } = atTerminal(['size'], [['sizing: ', KEY.interrupt]]);
    expect(status).toBe(130);
  });

  it('what is over in less than half a second shows no progress', () => {
    const { screen } = atTerminal(['predict', SCENARIO], []);
    expect(screen).not.toMatch(/planning|simulating|\r/);
  });

  it('a problem names its code, with which it is explained', () => {
    const { screen, status } = atTerminal(['fit', 'nowhere.yaml'], []);
    expect(screen).toMatch(/\nMore:\n {2}edge-plan explain file-missing\n$/);
    expect(status).toBe(2);
  });
});
