import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/binary.ts';

/** A process that says what it does on a signal, and then does `listener`. */
async function listening(listener: string) {
  const signals = pathToFileURL(join(ROOT, 'dist/io/signals.js')).href;
  const code = `import { onInterrupt } from '${signals}';
    onInterrupt(async () => { console.log('heard'); ${listener} });
    setInterval(() => {}, 1000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = child.stdout.setEncoding('utf8');
  expect((await once(lines, 'data')).join()).toContain('ready');
  return { child, heard: () => once(lines, 'data'), ended: once(child, 'exit') };
}

describe('a process that is asked to end', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s: says what it has to say, and ends with 130', async (signal) => {
    const { child, heard, ended } = await listening('');
    child.kill(signal);
    expect((await heard()).join()).toBe('heard\n');
    expect(await ended).toEqual([130, null]);
  });

  it('ends at once when it is asked a second time', async () => {
    const { child, heard, ended } = await listening('await new Promise(() => {});');
    child.kill('SIGINT');
    await heard();
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
  });

  it('ends with 130 also where what it has to say fails', async () => {
    const { child, heard, ended } = await listening("throw new Error('nothing to say');");
    child.kill('SIGINT');
    await heard();
    expect(await ended).toEqual([130, null]);
  });
});
