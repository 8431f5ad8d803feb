import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Ran, ROOT } from './binary.ts';

const RUNTIME = 'onnxruntime-node';

/**
 * The built program in a folder of its own with every library but onnxruntime-node: whether that is installed here does
 * not matter then. `fake` puts one in its place that does what its "models" say; see `fake-runtime.cjs`.
 */
export interface CopiedPackage {
  readonly folder: string;
  edgePlan(words: readonly string[], env?: Readonly<Record<string, string>>): Ran;
  /** Started and not waited for; `stderr`: whether it is thrown away. */
  start(words: readonly string[], stderr?: 'ignore' | 'pipe'): ReturnType<typeof spawn>;
  write(name: string, text: string): void;
  read(name: string): string;
  /** Process numbers of the containers that were started from here and still run. */
  containers(): readonly number[];
  remove(): void;
}

export function copiedPackage(runtime: 'none' | 'fake'): CopiedPackage {
  const folder = mkdtempSync(join(tmpdir(), 'edge-plan-copy-'));
  for (const part of ['bin', 'dist', 'profiles', 'package.json']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== RUNTIME) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  if (runtime === 'fake') {
    mkdirSync(join(modules, RUNTIME));
    cpSync(join(import.meta.dirname, 'fake-runtime.cjs'), join(modules, RUNTIME, 'index.js'));
    writeFileSync(join(modules, RUNTIME, 'package.json'), `{ "name": "${RUNTIME}", "main": "index.js" }\n`);
  }
  const line = (words: readonly string[]) => [join(folder, 'bin/edge-plan.js'), ...words];
  const env = { ...process.env, NO_COLOR: '1' };
  return {
    folder,
    edgePlan: (words, more = {}) =>
      spawnSync(process.execPath, line(words), {
        cwd: folder,
        encoding: 'utf8',
        env: { ...env, ...more },
        timeout: 60_000,
      }),
    start: (words, stderr = 'ignore') =>
      spawn(process.execPath, line(words), { cwd: folder, env, stdio: ['ignore', 'ignore', stderr] }),
    write(name, text) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    containers: () => containersOf(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Whether running processes can be listed here: Linux. */
export const HAS_PROCESS_LIST = existsSync('/proc/self/cmdline');

function containersOf(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isContainer(pid, folder))
    .map(Number);
}

function isContainer(pid: string, folder: string): boolean {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return line.includes(folder) && line.includes('container-process');
  } catch {
    // It ended meanwhile.
    return false;
  }
}

/** Waits until `holds`, 20 seconds at most. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`in vain: ${what}`);
}
