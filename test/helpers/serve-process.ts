import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './binary.ts';

/** `edge-plan serve` as a process of its own, on a free port. */
export interface ServeProcess {
  readonly port: number;
  readonly child: ChildProcess;
  /** What it said on stderr so far. */
  said(): string;
  /** Sends a signal, and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the built program, and waits until it says where it listens. */
export async function startServe(words: readonly string[]): Promise<ServeProcess> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/edge-plan.js'), 'serve', ...words, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const exited = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes('http://')) resolve();
    });
    child.once('exit', () => reject(new Error(`it ended: ${text}`)));
  });
  return {
    port: Number(/:(\d+)\/edge-plan/.exec(text)?.[1]),
    child,
    said: () => text,
    end: async (signal) => {
      child.kill(signal);
      const [code] = await exited;
      return code as number | null;
    },
  };
}
