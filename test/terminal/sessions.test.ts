import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IS_WRITING } from '../helpers/binary.ts';
import { atTerminal, HAS_TERMINAL } from '../helpers/terminal.ts';

/**
 * What a person sees at a terminal of 80 columns, standard error among it and progress wiped away: one session of each
 * command that the README begins with (those of `init` are beside `init.test.ts`). EDGE_PLAN_TRANSCRIPTS=write
 * rewrites them.
 */
const SESSIONS = {
  fit: ['fit', 'scenarios/edgetpu.yaml'],
  compare: ['compare', 'scenarios/edgetpu.yaml', '--requests', '200'],
  gate: ['gate', 'test/cli/gate/regression/scenario.yaml', '--baseline', 'test/cli/gate/regression/baseline.json'],
} as const;

describe.runIf(HAS_TERMINAL)('a session at a terminal', () => {
  it.each(Object.entries(SESSIONS))('%s shows what was recorded, in lines of at most 80 characters', (name, words) => {
    const { screen, status } = atTerminal(words, []);
    // How long each policy took differs from run to run.
    const [lasting] = screen.split('Time of one thread');
    const text = `$ edge-plan ${words.join(' ')}\n${lasting}[exit ${status}]\n`;
    const folder = join(import.meta.dirname, 'sessions');
    const file = join(folder, `${name}.txt`);
    if (IS_WRITING) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, text);
    }
    expect(text).toBe(readFileSync(file, 'utf8'));
    expect(screen.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});
